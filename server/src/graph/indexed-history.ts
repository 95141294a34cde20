import type { Adjacency } from "./adjacency.ts";
import { reachability } from "./reachability.ts";

/** The graph in numbers, for walks over all of it: node n is the n-th revision in file order. */
export interface IndexedHistory {
  readonly ids: readonly string[];
  readonly place: ReadonlyMap<string, number>;
  /** What each revision stands on: `normalizedDown`. */
  readonly down: Adjacency;
  readonly parents: Adjacency;
  /** Children by down_revision; and with depends_on. */
  readonly next: Adjacency;
  readonly allNext: Adjacency;
  /**
   * Set only when `down` has a cycle that Alembic overlooks: which revisions have one down revision and no dependency of their own (Alembic
   * then goes on with the ancestors that it has computed, and in a cycle that decides what it finds).
   */
  readonly plainInCycles: Uint8Array | null;
  /** Whether `ancestor` is `node` or below it. What answers this is built with the first question. */
  reaches(node: number, ancestor: number): boolean;
}

export function indexedHistory(parts: Omit<IndexedHistory, "reaches">): IndexedHistory {
  let answer: ((node: number, ancestor: number) => boolean) | undefined;
  return {
    ...parts,
    reaches(node, ancestor) {
      answer ??= reachability(parts.down);
      return answer(node, ancestor);
    },
  };
}
