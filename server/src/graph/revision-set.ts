import type { Adjacency } from "./adjacency.ts";
import type { IndexedHistory } from "./indexed-history.ts";

/** A set of revisions: a mark for each node. Sets of 10,000 ids would cost more than what is asked of them. */
export type RevisionSet = Uint8Array;

export function nodesOf(history: IndexedHistory, ids: Iterable<string>): number[] {
  const nodes: number[] = [];
  for (const id of ids) {
    const node = history.place.get(id);
    if (node !== undefined) nodes.push(node);
  }
  return nodes;
}

/** Everything that the edges lead to from `starts`, and these; added to `into`. */
export function reach(edges: Adjacency, starts: Iterable<number>, into?: RevisionSet): RevisionSet {
  const { first, target } = edges;
  const marks = into ?? new Uint8Array(first.length - 1);
  const stack: number[] = [];
  for (const start of starts) if (marks[start] === 0) stack.push(start);
  for (const start of stack) marks[start] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const next = target[edge] as number;
      if (marks[next] === 1) continue;
      marks[next] = 1;
      stack.push(next);
    }
  }
  return marks;
}

/** `set` without what is in `other`. */
export function without(set: RevisionSet, other: RevisionSet): RevisionSet {
  return set.map((mark, node) => (other[node] === 1 ? 0 : mark));
}

export function united(set: RevisionSet, other: RevisionSet): RevisionSet {
  return set.map((mark, node) => (other[node] === 1 ? 1 : mark));
}

export function inBoth(set: RevisionSet, other: RevisionSet): RevisionSet {
  return set.map((mark, node) => (other[node] === 1 ? mark : 0));
}

export function sizeOf(set: RevisionSet): number {
  let size = 0;
  for (const mark of set) size += mark;
  return size;
}
