import type { LockFact } from "../lock-fact.ts";

type Rows = readonly Omit<LockFact, "id">[];

const brief = { mode: "ACCESS EXCLUSIVE" } as const;
const scan = { mode: "ACCESS EXCLUSIVE", scans: true } as const;
const weak = { mode: "SHARE UPDATE EXCLUSIVE" } as const;
const keyCheck = { mode: "SHARE ROW EXCLUSIVE" } as const;
const reading = { mode: "ACCESS SHARE" } as const;
const dropped = {
  mode: "ACCESS EXCLUSIVE",
  indexes: "ACCESS EXCLUSIVE",
  partitionedIndexes: "ACCESS EXCLUSIVE",
} as const;
const build = { mode: "SHARE", scans: true } as const;

/** Tables as wholes, indexes, views, types, sequences, and what hangs on tables. */
export const objectFacts = {
  "create-table": [
    {
      locks: { referenced: keyCheck, read: reading, parent: weak },
      source: "sql-createtable.html",
    },
  ],
  "create-partition": [
    {
      locks: {
        parent: { ...brief, partitionedIndexes: "SHARE UPDATE EXCLUSIVE" },
        defaultPartition: scan,
        referenced: keyCheck,
      },
      source: "sql-createtable.html",
    },
  ],
  "drop-table": [
    {
      locks: {
        self: dropped,
        descendants: dropped,
        sequences: brief,
        referenced: brief,
        referencing: brief,
        views: dropped,
      },
      source: "sql-droptable.html",
    },
  ],
  "drop-partition": [
    {
      locks: {
        self: dropped,
        descendants: dropped,
        sequences: brief,
        parent: brief,
        defaultPartition: brief,
        views: dropped,
      },
      source: "sql-droptable.html",
    },
  ],
  "attach-partition": [
    {
      locks: {
        parent: { ...weak, partitionedIndexes: "SHARE UPDATE EXCLUSIVE" },
        partition: scan,
        defaultPartition: scan,
        referenced: { ...keyCheck, scans: null, indexes: "ACCESS SHARE" },
      },
      source: "sql-altertable.html",
    },
  ],
  "attach-partition-proven": [
    {
      locks: {
        parent: { ...weak, partitionedIndexes: "SHARE UPDATE EXCLUSIVE" },
        partition: brief,
        defaultPartition: scan,
        referenced: { ...keyCheck, scans: null, indexes: "ACCESS SHARE" },
      },
      source: "sql-altertable.html",
    },
  ],
  "detach-partition": [
    {
      locks: {
        parent: brief,
        partition: { ...brief, indexes: "ACCESS EXCLUSIVE" },
        defaultPartition: brief,
        referenced: keyCheck,
      },
      source: "sql-altertable.html",
    },
  ],
  "detach-partition-concurrently": [
    {
      locks: { parent: weak, partition: brief, referenced: keyCheck },
      alone: true,
      waits: true,
      source: "sql-altertable.html",
    },
  ],
  "create-index": [{ locks: { self: build, descendants: build }, source: "sql-createindex.html" }],
  "create-index-only": [{ locks: { self: { mode: "SHARE" } }, source: "sql-createindex.html" }],
  "create-index-concurrently": [
    { locks: { self: { ...weak, scans: true } }, alone: true, waits: true, source: "sql-createindex.html" },
  ],
  "create-index-exists": [{ locks: { self: { mode: "SHARE" } }, source: "sql-createindex.html" }],
  "create-index-concurrently-exists": [{ locks: { self: weak }, alone: true, source: "sql-createindex.html" }],
  "drop-index": [
    { locks: { self: brief, descendants: brief, index: brief, partitionIndexes: brief }, source: "sql-dropindex.html" },
  ],
  "drop-index-concurrently": [
    { locks: { self: weak, index: weak }, alone: true, waits: true, source: "sql-dropindex.html" },
  ],
  "alter-index": [{ locks: { index: weak }, source: "sql-alterindex.html" }],
  "move-index": [{ locks: { index: brief }, source: "sql-alterindex.html" }],
  "attach-index": [
    {
      locks: { index: weak, partitionIndexes: brief, self: reading, partition: reading },
      source: "sql-alterindex.html",
    },
  ],
  "reindex-index": [{ locks: { self: build, index: { ...brief, rewrites: true } }, source: "sql-reindex.html" }],
  "reindex-table": [
    { locks: { self: { ...build, indexes: "ACCESS EXCLUSIVE", rebuilds: true } }, source: "sql-reindex.html" },
  ],
  "reindex-partitioned-table": [
    {
      locks: {
        self: { mode: "SHARE" },
        descendants: { ...build, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
      },
      alone: true,
      source: "sql-reindex.html",
    },
  ],
  "reindex-partitioned-index": [
    { locks: { self: { mode: "SHARE" }, index: brief }, alone: true, source: "sql-reindex.html" },
  ],
  "reindex-index-concurrently": [
    {
      locks: { self: { ...weak, scans: true }, index: { ...weak, rewrites: true } },
      alone: true,
      waits: true,
      source: "sql-reindex.html",
    },
  ],
  "reindex-table-concurrently": [
    {
      locks: { self: { ...weak, scans: true, indexes: "SHARE UPDATE EXCLUSIVE", rebuilds: true } },
      alone: true,
      waits: true,
      source: "sql-reindex.html",
    },
  ],
  "create-statistics": [{ locks: { self: weak }, source: "sql-createstatistics.html" }],
  "create-trigger": [{ locks: { self: keyCheck, descendants: keyCheck }, source: "sql-createtrigger.html" }],
  "drop-trigger": [{ locks: { self: brief, descendants: brief }, source: "sql-droptrigger.html" }],
  "change-policy": [{ locks: { self: brief, read: reading }, source: "sql-createpolicy.html" }],
  "change-rule": [{ locks: { self: brief }, source: "sql-createrule.html" }],
  "create-view": [{ locks: { read: reading }, source: "sql-createview.html" }],
  "replace-view": [{ locks: { self: brief, read: reading }, source: "sql-createview.html" }],
  "alter-view": [{ locks: { self: brief }, source: "sql-alterview.html" }],
  "drop-view": [{ locks: { self: dropped, views: dropped }, source: "sql-dropview.html" }],
  "refresh-view": [
    {
      locks: {
        self: { mode: "ACCESS EXCLUSIVE", rewrites: true, scans: true, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
        read: { ...reading, scans: null, indexes: "ACCESS SHARE", partitionedIndexes: "ACCESS SHARE" },
      },
      source: "sql-refreshmaterializedview.html",
    },
  ],
  "refresh-view-concurrently": [
    {
      locks: {
        self: { mode: "EXCLUSIVE", scans: true, indexes: "ROW EXCLUSIVE" },
        read: { ...reading, scans: null, indexes: "ACCESS SHARE", partitionedIndexes: "ACCESS SHARE" },
      },
      source: "sql-refreshmaterializedview.html",
    },
  ],
  "refresh-view-empty": [
    {
      locks: { self: { mode: "ACCESS EXCLUSIVE", rewrites: true, indexes: "ACCESS EXCLUSIVE", rebuilds: true } },
      source: "sql-refreshmaterializedview.html",
    },
  ],
  comment: [{ locks: { self: weak, index: weak }, source: "sql-comment.html" }],
  "comment-on-part": [{ locks: { self: reading }, source: "sql-comment.html" }],
  grant: [
    { from: 18, locks: { self: reading }, source: "sql-grant.html" },
    { below: 18, locks: {}, source: "sql-grant.html" },
  ],
  publish: [{ locks: { self: weak }, source: "sql-createpublication.html" }],
  "drop-type": [{ locks: { users: brief }, source: "sql-droptype.html" }],
  "check-domain": [{ locks: { users: build }, source: "sql-alterdomain.html" }],
  "create-sequence": [{ locks: { read: reading }, source: "sql-createsequence.html" }],
  "alter-sequence": [{ locks: { self: { ...keyCheck, rewrites: true } }, source: "sql-altersequence.html" }],
  "own-sequence": [{ locks: { self: keyCheck, read: reading }, source: "sql-altersequence.html" }],
  "rename-sequence": [{ locks: { self: brief }, source: "sql-altersequence.html" }],
  "drop-sequence": [{ locks: { self: brief, users: brief }, source: "sql-dropsequence.html" }],
  "drop-function": [{ locks: { users: brief }, source: "sql-dropfunction.html" }],
} satisfies Record<string, Rows>;
