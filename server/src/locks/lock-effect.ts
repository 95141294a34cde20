import type { Answer } from "../base/static.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { LockMode, Traffic } from "./lock-mode.ts";

export type LockedObject = "table" | "view" | "materialized view" | "index" | "sequence" | "unknown";

/** What one statement does to one relation that existed before it: the lock, and what the server does while it holds it. */
export interface LockEffect {
  /** Null: cannot tell which; it can be any. */
  readonly relation: QualifiedName | null;
  readonly object: LockedObject;
  /** Of an index: its table, where that is known. */
  readonly table?: QualifiedName | null;
  /** The strongest mode that the statement takes on it; null: cannot tell. */
  readonly mode: LockMode | null;
  /** What other sessions cannot do meanwhile; null: cannot tell. Empty for a relation that no other session can see yet. */
  readonly blocks: readonly Traffic[] | null;
  /** Whether its storage is written anew (`relfilenode` changes; for an index: it is built again). Null: cannot tell. */
  readonly rewrites: boolean | null;
  /** Whether every row is read while the lock is held. Null: cannot tell. */
  readonly scans: boolean | null;
  /** "statement": the statement commits by itself (an autocommit block, CONCURRENTLY, VACUUM). */
  readonly heldUntil: "transaction" | "statement";
  /** Rows that it touches are locked too, until the same moment (UPDATE, DELETE, SELECT … FOR UPDATE). */
  readonly locksRows: boolean;
  /** It waits in its middle until transactions of other sessions have ended, while it holds this lock. */
  readonly waitsForTransactions: boolean;
  /** Created by the same transaction: no other session can see it, so the lock disturbs nobody. */
  readonly isNew: Answer;
  /** Ids of the rows of the lock table (`lock-facts.ts`) that say so; empty where nothing is known. */
  readonly facts: readonly string[];
  /** What is not known, as a phrase without a full stop; null when everything is. */
  readonly doubt: string | null;
}
