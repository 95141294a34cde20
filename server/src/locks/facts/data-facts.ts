import type { LockFact } from "../lock-fact.ts";

type Rows = readonly Omit<LockFact, "id">[];

const writing = "explicit-locking.html";
const checkedKey = { mode: "ROW SHARE", indexes: "ROW SHARE" } as const;
const checkedUses = { mode: "ROW SHARE", scans: null, indexes: "ROW SHARE" } as const;
const written = { mode: "ROW EXCLUSIVE", scans: null, indexes: "ROW EXCLUSIVE" } as const;

/** Statements about rows, and maintenance. */
export const dataFacts = {
  select: [
    {
      from: 16,
      locks: {
        read: { mode: "ACCESS SHARE", scans: null, indexes: "ACCESS SHARE", partitionedIndexes: "ACCESS SHARE" },
      },
      source: writing,
    },
    { below: 16, locks: { read: { mode: "ACCESS SHARE", scans: null, indexes: "ACCESS SHARE" } }, source: writing },
  ],
  "select-for-update": [
    {
      from: 16,
      locks: { self: { mode: "ROW SHARE", scans: null, indexes: "ROW SHARE", partitionedIndexes: "ROW SHARE" } },
      locksRows: true,
      source: writing,
    },
    {
      below: 16,
      locks: { self: { mode: "ROW SHARE", scans: null, indexes: "ROW SHARE" } },
      locksRows: true,
      source: writing,
    },
  ],
  insert: [
    {
      locks: { self: { mode: "ROW EXCLUSIVE" }, referenced: checkedKey, sequences: { mode: "ROW EXCLUSIVE" } },
      locksRows: true,
      source: writing,
    },
  ],
  update: [
    {
      from: 16,
      locks: {
        self: { ...written, partitionedIndexes: "ROW EXCLUSIVE" },
        descendants: written,
        referenced: { ...checkedKey, partitionedIndexes: "ROW SHARE" },
        referencing: { ...checkedUses, partitionedIndexes: "ROW SHARE" },
      },
      locksRows: true,
      source: writing,
    },
    {
      below: 16,
      locks: { self: written, descendants: written, referenced: checkedKey, referencing: checkedUses },
      locksRows: true,
      source: writing,
    },
  ],
  "insert-on-conflict": [
    {
      locks: { self: { mode: "ROW EXCLUSIVE", indexes: "ROW EXCLUSIVE" } },
      locksRows: true,
      source: "sql-insert.html",
    },
  ],
  "cascaded-write": [{ locks: { referencing: written }, locksRows: true, source: "ddl-constraints.html" }],
  truncate: [
    {
      locks: {
        self: { mode: "ACCESS EXCLUSIVE", rewrites: true, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
        descendants: { mode: "ACCESS EXCLUSIVE", rewrites: true, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
        referencing: { mode: "ACCESS EXCLUSIVE", rewrites: true, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
      },
      source: "sql-truncate.html",
    },
  ],
  "restart-identity": [
    { locks: { sequences: { mode: "ACCESS EXCLUSIVE", rewrites: true } }, source: "sql-truncate.html" },
  ],
  "use-sequence": [{ locks: { self: { mode: "ROW EXCLUSIVE" } }, source: "functions-sequence.html" }],
  "copy-to": [{ locks: { read: { mode: "ACCESS SHARE", scans: true } }, source: "sql-copy.html" }],
  analyze: [
    {
      locks: {
        self: { mode: "SHARE UPDATE EXCLUSIVE", indexes: "ACCESS SHARE" },
        descendants: { mode: "SHARE UPDATE EXCLUSIVE", indexes: "ACCESS SHARE" },
      },
      source: "sql-analyze.html",
    },
  ],
  vacuum: [
    {
      locks: {
        self: { mode: "SHARE UPDATE EXCLUSIVE", indexes: "ROW EXCLUSIVE" },
        descendants: { mode: "SHARE UPDATE EXCLUSIVE" },
      },
      alone: true,
      source: "sql-vacuum.html",
    },
  ],
  "vacuum-full": [
    {
      locks: {
        self: { mode: "ACCESS EXCLUSIVE", rewrites: true, scans: true, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
        descendants: {
          mode: "ACCESS EXCLUSIVE",
          rewrites: true,
          scans: true,
          indexes: "ACCESS EXCLUSIVE",
          rebuilds: true,
        },
      },
      alone: true,
      source: "sql-vacuum.html",
    },
  ],
  cluster: [
    {
      locks: {
        self: { mode: "ACCESS EXCLUSIVE", rewrites: true, scans: null, indexes: "ACCESS EXCLUSIVE", rebuilds: true },
        descendants: {
          mode: "ACCESS EXCLUSIVE",
          rewrites: true,
          scans: null,
          indexes: "ACCESS EXCLUSIVE",
          rebuilds: true,
        },
      },
      source: "sql-cluster.html",
    },
  ],
} satisfies Record<string, Rows>;
