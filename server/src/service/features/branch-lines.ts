import type { GraphRevision, RevisionGraph } from "../../graph/revision-graph.ts";

/** What is asked of a graph here. */
export interface BranchedGraph {
  readonly history: RevisionGraph["history"];
  readonly revisions: ReadonlyMap<string, Pick<GraphRevision, "parents">>;
}

export interface BranchLines {
  /** For every revision the oldest one of its line, so that a line keeps its name as it grows. */
  readonly first: ReadonlyMap<string, string>;
  /** The revisions of the main line. */
  readonly main: ReadonlySet<string>;
}

/**
 * Takes the history apart into lines: ways from a revision downwards of which each revision belongs to one. The main line is the longest way down,
 * since that changes least when somebody adds a revision; of two as long, the first in the order of `alembic history`. Every other line begins with
 * the newest revision that is on none yet, and follows the longest way that is left. Linear in the number of revisions.
 */
export function branchLines(graph: BranchedGraph): BranchLines {
  const { history } = graph;
  const places = new Map(history.map((id, index) => [id, index]));
  const parents = history.map((id, index) =>
    // Only downwards: in a broken chain a parent may stand above its child.
    (graph.revisions.get(id)?.parents ?? []).map((it) => places.get(it) ?? -1).filter((place) => place > index),
  );
  const lengths = wayLengths(parents);
  const longest = (candidates: readonly number[]): number | undefined =>
    candidates.reduce<number | undefined>(
      (best, it) => (best === undefined || (lengths[it] ?? 0) > (lengths[best] ?? 0) ? it : best),
      undefined,
    );
  const first = new Map<string, string>();
  const takeLine = (top: number): readonly string[] => {
    const line: string[] = [];
    for (let at: number | undefined = top; at !== undefined; ) {
      const id = history[at] ?? "";
      line.push(id);
      first.set(id, id);
      at = longest((parents[at] ?? []).filter((it) => !first.has(history[it] ?? "")));
    }
    const last = line.at(-1) ?? "";
    for (const id of line) first.set(id, last);
    return line;
  };
  const inside = new Set(parents.flat());
  const top = longest(history.map((_, index) => index).filter((it) => !inside.has(it)));
  const main = new Set(top === undefined ? [] : takeLine(top));
  for (const [index, id] of history.entries()) if (!first.has(id)) takeLine(index);
  return { first, main };
}

/** For every revision how many there are on the longest way down from it. */
function wayLengths(parents: readonly (readonly number[])[]): readonly number[] {
  const lengths = new Array<number>(parents.length).fill(1);
  for (let index = parents.length - 1; index >= 0; index--) {
    for (const parent of parents[index] ?? []) {
      lengths[index] = Math.max(lengths[index] ?? 1, (lengths[parent] ?? 0) + 1);
    }
  }
  return lengths;
}
