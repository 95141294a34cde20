import type { RevisionGraph } from "../../graph/revision-graph.ts";

/** What is asked of a graph here. */
export type BranchedGraph = Pick<RevisionGraph, "revisions">;

/**
 * For every revision the topmost one of its branch: the straight stretch of the history that it lies on. Going up, a stretch ends where a revision is a head,
 * has several children, or has a child that merges. In a linear history all revisions have the head. Linear in the number of revisions.
 */
export function branchSegments(graph: BranchedGraph): ReadonlyMap<string, string> {
  const tops = new Map<string, string>();
  const above = (id: string): string | null => {
    const next = graph.revisions.get(id)?.next ?? [];
    const [only] = next;
    if (next.length !== 1 || only === undefined) return null;
    const parents = graph.revisions.get(only)?.parents ?? [];
    return parents.length === 1 && parents[0] === id ? only : null;
  };
  for (const start of graph.revisions.keys()) {
    const way: string[] = [];
    let id = start;
    while (!tops.has(id)) {
      way.push(id);
      const up = above(id);
      if (up === null) break;
      id = up;
    }
    const top = tops.get(id) ?? id;
    for (const it of way) tops.set(it, top);
  }
  return tops;
}
