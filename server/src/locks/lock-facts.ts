import { alterTableFacts } from "./facts/alter-table-facts.ts";
import { dataFacts } from "./facts/data-facts.ts";
import { objectFacts } from "./facts/object-facts.ts";
import type { LockFact } from "./lock-fact.ts";

/**
 * The lock table: every fact about locks, rewrites and scans that Limbeck knows. Each row was seen on PostgreSQL 14, 15, 16, 17 and 18 (or those that it names) by
 * `server/test/oracle/locks.test.ts`; docs/locks.md shows the statements.
 */
export const lockFacts = { ...alterTableFacts, ...objectFacts, ...dataFacts };

export type FactId = keyof typeof lockFacts;

export function isFactId(text: string): text is FactId {
  return Object.hasOwn(lockFacts, text);
}

/** The row that holds for a version. */
export function factFor(id: FactId, postgres: number): LockFact {
  const rows: readonly Omit<LockFact, "id">[] = lockFacts[id];
  const row = rows.find((it) => (it.from ?? 0) <= postgres && postgres < (it.below ?? Number.POSITIVE_INFINITY));
  // A statement that a version does not have is refused by it: what newer versions do is the best answer.
  return { id, ...(row ?? rows[0] ?? nothing) };
}

const nothing: Omit<LockFact, "id"> = { locks: {}, source: "explicit-locking.html" };
