import type { LockMode } from "./lock-mode.ts";

/** What a relation is to the statement. */
export type Role =
  /** The relation that the statement names. */
  | "self"
  /** Partitions of a partitioned table, children of a table that others inherit from. */
  | "descendants"
  /** Tables that its foreign keys reference. */
  | "referenced"
  /** Tables whose foreign keys reference it. */
  | "referencing"
  /** The partitioned table, or the table that it inherits from. */
  | "parent"
  | "defaultPartition"
  /** The partition that is attached or detached. */
  | "partition"
  /** The index that the statement names, or that belongs to what it names. */
  | "index"
  /** The indexes of partitions that belong to it. */
  | "partitionIndexes"
  /** Sequences of its serial and identity columns. */
  | "sequences"
  /** Tables that a query or a definition reads. */
  | "read"
  /** Views that are made from it. */
  | "views"
  /** Tables with a column of the type or domain. */
  | "users";

export interface LockCell {
  readonly mode: LockMode;
  /** Its storage is written anew. */
  readonly rewrites?: boolean;
  /** Every row is read; null: the planner decides, or it depends on rows. */
  readonly scans?: boolean | null;
  /** The mode on each of its indexes, where they are locked until the end too. */
  readonly indexes?: LockMode;
  /** The same for the indexes of a partitioned table, which hold nothing themselves. */
  readonly partitionedIndexes?: LockMode;
  /** Its indexes are built again. */
  readonly rebuilds?: boolean;
}

/** One row of the lock table. */
export interface LockFact {
  /** Rows of different versions share it. */
  readonly id: string;
  /** First major version for which it holds; absent: 14, the oldest that Limbeck knows. */
  readonly from?: number;
  /** First major version for which it holds no more. */
  readonly below?: number;
  readonly locks: Readonly<Partial<Record<Role, LockCell>>>;
  /** Cannot run in a transaction: it commits by itself. */
  readonly alone?: true;
  /** Waits in its middle for transactions of other sessions. */
  readonly waits?: true;
  /** Rows are locked too. */
  readonly locksRows?: true;
  /** Page of the manual, below `manual`. */
  readonly source: string;
}

/** The manual; the same pages exist for each version in place of `current`. */
export const manual = "https://www.postgresql.org/docs/current/";
