import type { LockFact } from "../lock-fact.ts";

type Rows = readonly Omit<LockFact, "id">[];

const source = "sql-altertable.html";
const brief = { mode: "ACCESS EXCLUSIVE" } as const;
const scan = { mode: "ACCESS EXCLUSIVE", scans: true } as const;
const rewrite = {
  mode: "ACCESS EXCLUSIVE",
  rewrites: true,
  scans: true,
  indexes: "ACCESS EXCLUSIVE",
  rebuilds: true,
} as const;
const weak = { mode: "SHARE UPDATE EXCLUSIVE" } as const;
const keyCheck = { mode: "SHARE ROW EXCLUSIVE" } as const;

/** ALTER TABLE and ALTER DOMAIN. */
export const alterTableFacts = {
  "add-column": [{ locks: { self: brief, descendants: brief }, source }],
  "add-column-rewrite": [{ locks: { self: rewrite, descendants: rewrite }, source }],
  "add-column-check": [{ locks: { self: scan, descendants: scan }, source }],
  "add-column-key": [{ locks: { self: scan, descendants: scan }, source }],
  "add-column-reference": [{ locks: { self: brief, descendants: brief, referenced: keyCheck }, source }],
  "add-column-reference-default": [
    {
      locks: {
        self: { ...scan, indexes: "ACCESS SHARE" },
        descendants: { ...scan, indexes: "ACCESS SHARE" },
        referenced: { ...keyCheck, scans: null, indexes: "ACCESS SHARE" },
      },
      source,
    },
  ],
  "drop-column": [
    { locks: { self: brief, descendants: brief, index: brief, sequences: brief, referenced: brief }, source },
  ],
  "drop-column-cascade": [
    {
      locks: { self: brief, descendants: brief, index: brief, sequences: brief, referenced: brief, referencing: brief },
      source,
    },
  ],
  "rename-column": [{ locks: { self: brief, descendants: brief }, source }],
  "set-default": [{ locks: { self: brief, descendants: brief }, source }],
  "set-not-null": [{ locks: { self: scan, descendants: scan }, source }],
  "set-not-null-proven": [{ locks: { self: brief, descendants: brief }, source }],
  "drop-not-null": [
    { from: 18, locks: { self: brief }, source },
    { below: 18, locks: { self: brief, descendants: brief }, source },
  ],
  "change-type": [{ locks: { self: brief, descendants: brief }, source }],
  "change-type-scan": [{ locks: { self: scan, descendants: scan }, source }],
  "change-type-rewrite": [{ locks: { self: rewrite, descendants: rewrite }, source }],
  "change-type-index": [{ locks: { self: scan, index: { ...brief, rewrites: true } }, source }],
  "change-type-linked": [{ locks: { referenced: brief, referencing: brief, index: brief }, source }],
  "change-type-linked-check": [
    {
      locks: {
        referenced: { ...brief, scans: null, indexes: "ACCESS SHARE" },
        referencing: { ...scan, indexes: "ACCESS SHARE" },
      },
      source,
    },
  ],
  "set-statistics": [{ locks: { self: weak, descendants: weak }, source }],
  "set-column-options": [{ locks: { self: weak }, source }],
  "set-storage": [{ locks: { self: brief, descendants: brief }, source }],
  "set-compression": [{ locks: { self: brief }, source }],
  "add-identity": [
    { from: 17, locks: { self: brief, descendants: brief }, source },
    { below: 17, locks: { self: brief }, source },
  ],
  "set-identity": [{ locks: { self: brief, sequences: keyCheck }, source }],
  "drop-identity": [{ locks: { self: brief, sequences: brief }, source }],
  "drop-expression": [{ locks: { self: brief, descendants: brief }, source }],
  "set-expression": [{ locks: { self: rewrite, descendants: rewrite }, source }],
  "set-expression-virtual": [{ locks: { self: brief, descendants: brief }, source }],
  "add-check": [{ locks: { self: scan, descendants: scan }, source }],
  "add-check-not-valid": [{ locks: { self: brief, descendants: brief }, source }],
  "add-check-no-inherit": [
    { from: 18, locks: { self: scan, descendants: brief }, source },
    { below: 18, locks: { self: scan }, source },
  ],
  "add-not-null": [{ locks: { self: scan, descendants: scan }, source }],
  "add-not-null-not-valid": [{ locks: { self: brief, descendants: brief }, source }],
  "add-foreign-key": [
    {
      locks: {
        self: { ...keyCheck, scans: true, indexes: "ACCESS SHARE" },
        descendants: { ...keyCheck, scans: true, indexes: "ACCESS SHARE" },
        referenced: {
          ...keyCheck,
          scans: null,
          indexes: "ACCESS SHARE",
          partitionedIndexes: "ACCESS SHARE",
        },
      },
      from: 16,
      source,
    },
    {
      locks: {
        self: { ...keyCheck, scans: true, indexes: "ACCESS SHARE" },
        descendants: { ...keyCheck, scans: true, indexes: "ACCESS SHARE" },
        referenced: { ...keyCheck, scans: null, indexes: "ACCESS SHARE" },
      },
      below: 16,
      source,
    },
  ],
  "add-foreign-key-not-valid": [{ locks: { self: keyCheck, descendants: keyCheck, referenced: keyCheck }, source }],
  "add-index-constraint": [
    { from: 18, locks: { self: scan, descendants: scan }, source },
    { below: 18, locks: { self: scan, descendants: { mode: "SHARE", scans: true } }, source },
  ],
  "add-constraint-using-index": [{ locks: { self: brief, index: weak }, source }],
  "add-constraint-using-index-scan": [{ locks: { self: scan, index: weak }, source }],
  "drop-constraint": [{ locks: { self: brief, descendants: brief }, source }],
  "drop-foreign-key": [{ locks: { self: brief, descendants: brief, referenced: brief }, source }],
  "drop-index-constraint": [
    { locks: { self: brief, descendants: brief, index: brief, partitionIndexes: brief }, source },
  ],
  "drop-key-cascade": [
    { locks: { self: brief, descendants: brief, index: brief, partitionIndexes: brief, referencing: brief }, source },
  ],
  "rename-constraint": [{ locks: { self: brief, descendants: brief, index: weak }, source }],
  "alter-constraint": [{ locks: { self: brief, descendants: brief }, source }],
  "validate-constraint": [{ locks: { self: { ...weak, scans: true }, descendants: { ...weak, scans: true } }, source }],
  "validate-constraint-valid": [{ locks: { self: weak }, source }],
  "validate-foreign-key": [
    {
      locks: {
        self: { ...weak, scans: true, indexes: "ACCESS SHARE" },
        descendants: { ...weak, scans: true, indexes: "ACCESS SHARE" },
        referenced: { mode: "ROW SHARE", scans: null, indexes: "ACCESS SHARE" },
      },
      source,
    },
  ],
  "rename-table": [{ locks: { self: brief }, source }],
  "set-schema": [{ locks: { self: brief, sequences: brief }, source }],
  "set-owner": [
    {
      locks: {
        self: { ...brief, indexes: "ACCESS EXCLUSIVE", partitionedIndexes: "ACCESS EXCLUSIVE" },
        sequences: brief,
      },
      source,
    },
  ],
  "set-logged": [{ locks: { self: rewrite }, source }],
  "set-storage-parameters": [{ locks: { self: weak }, source }],
  "set-strict-parameters": [{ locks: { self: brief }, source }],
  "move-table": [{ locks: { self: brief }, source }],
  "cluster-on": [{ locks: { self: weak, index: weak }, source }],
  "replica-identity": [{ locks: { self: brief, index: { mode: "SHARE" } }, source }],
  "row-security": [{ locks: { self: brief }, source }],
  "switch-trigger": [{ locks: { self: keyCheck }, source }],
  inherit: [{ locks: { self: brief, parent: weak }, source }],
  "no-inherit": [{ locks: { self: brief, parent: { mode: "ACCESS SHARE" } }, source }],
  "other-alter-table": [{ locks: { self: brief }, source }],
} satisfies Record<string, Rows>;
