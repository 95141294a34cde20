import { type Adjacency, edgesOf } from "./adjacency.ts";
import type { IndexedHistory } from "./indexed-history.ts";
import { nodesOf, type RevisionSet } from "./revision-set.ts";

/**
 * The selected revisions newest first, in the order in which Alembic walks them: `history` prints it so, an upgrade runs it backwards,
 * a downgrade runs it as it is. `heads` are where the walk begins (those that are not selected are ignored).
 * Null when Alembic never ends: two of the revisions that it could go on with are each below the other, on a cycle that it overlooked.
 *
 * Follows `RevisionMap._topological_sort` (Alembic 1.8 to 1.20): one open branch is walked to its end before the next, unless another
 * open branch still leads to the candidate; that one goes first. Revisions that no head leads to are left out.
 */
export function topologicalOrder(
  history: IndexedHistory,
  selected: RevisionSet,
  heads: Iterable<string>,
): readonly string[] | null {
  const { ids, down, plainInCycles } = history;
  const todo = selected.slice();
  const open = nodesOf(history, new Set(heads)).filter((node) => todo[node] === 1);
  open.sort((a, b) => a - b);
  if (plainInCycles !== null) return orderInCycles(history, plainInCycles, todo, open);

  const ahead = whatIsAhead(down, open);
  const output: string[] = [];
  let slot = 0;
  while (open.length > 0) {
    const candidate = open[slot] as number;
    if (ahead.isBelowAnother(candidate)) {
      slot = open.findIndex((node, other) => other !== slot && history.reaches(node, candidate));
      continue;
    }
    if (todo[candidate] === 1) {
      todo[candidate] = 0;
      output.push(ids[candidate] as string);
    }
    let isFirst = true;
    const from = down.first[candidate] as number;
    const to = down.first[candidate + 1] as number;
    for (let edge = from; edge < to; edge++) {
      const node = down.target[edge] as number;
      if (todo[node] !== 1 || ahead.isOpen(node)) continue;
      ahead.open(node);
      // A line with one parent and no dependency has nothing else to add, so this holds for it too.
      if (isFirst) open[slot] = node;
      else open.push(node);
      isFirst = false;
    }
    ahead.leave(candidate);
    if (isFirst) {
      open.splice(slot, 1);
      slot = Math.max(slot - 1, 0);
    }
  }
  return output;
}

interface Ahead {
  isOpen(node: number): boolean;
  /** Some open branch still leads to the node from above. */
  isBelowAnother(node: number): boolean;
  /** A branch goes on at `node`. */
  open(node: number): void;
  /** A branch that was at `node` has gone on, or ends. */
  leave(node: number): void;
}

/**
 * Keeps how many children of each node an open branch has still to come through. Every edge is counted down once, so the whole walk costs
 * no more than the edges of the graph.
 */
function whatIsAhead({ first, target }: Adjacency, start: readonly number[]): Ahead {
  const nodes = first.length - 1;
  const isOpen = new Uint8Array(nodes);
  const isAhead = new Uint8Array(nodes);
  const childrenAhead = new Int32Array(nodes);
  const stack = [...start];
  for (const node of start) isOpen[node] = isAhead[node] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const parent = target[edge] as number;
      childrenAhead[parent] = (childrenAhead[parent] as number) + 1;
      if (isAhead[parent] === 1) continue;
      isAhead[parent] = 1;
      stack.push(parent);
    }
  }
  return {
    isOpen: (node) => isOpen[node] === 1,
    isBelowAnother: (node) => (childrenAhead[node] as number) > 0,
    open(node) {
      isOpen[node] = 1;
    },
    leave(node) {
      isOpen[node] = 0;
      stack.push(node);
      for (let it = stack.pop(); it !== undefined; it = stack.pop()) {
        for (let edge = first[it] as number; edge < (first[it + 1] as number); edge++) {
          const parent = target[edge] as number;
          childrenAhead[parent] = (childrenAhead[parent] as number) - 1;
          if (childrenAhead[parent] === 0 && isOpen[parent] === 0) stack.push(parent);
        }
      }
    },
  };
}

/**
 * The same walk where "below" is no order: with Alembic's own sets of ancestors for each open branch, from which it takes out what it has
 * passed on a straight line, and which it computes anew elsewhere. Costs a walk for each branch and merge point.
 */
function orderInCycles(
  { ids, down }: IndexedHistory,
  isPlain: Uint8Array,
  todo: Uint8Array,
  open: number[],
): readonly string[] | null {
  const ancestors = (node: number): Set<number> => {
    const seen = new Set([node]);
    for (const at of seen) for (const target of edgesOf(down, at)) seen.add(target);
    return seen;
  };
  const above = open.map(ancestors);
  const output: string[] = [];
  let slot = 0;
  let turns = 0;
  while (open.length > 0) {
    const candidate = open[slot] as number;
    const blocking = above.findIndex((set, other) => other !== slot && set.has(candidate));
    if (blocking !== -1) {
      slot = blocking;
      // As many turns as there are branches: one of them was asked twice, and nothing has changed.
      if (++turns > open.length) return null;
      continue;
    }
    turns = 0;
    if (todo[candidate] === 1) {
      todo[candidate] = 0;
      output.push(ids[candidate] as string);
    }
    const [next, ...more] = [...edgesOf(down, candidate)].filter((it) => todo[it] === 1 && !open.includes(it));
    if (next === undefined) {
      open.splice(slot, 1);
      above.splice(slot, 1);
      slot = Math.max(slot - 1, 0);
      continue;
    }
    open[slot] = next;
    if (isPlain[candidate] === 1) above[slot]?.delete(candidate);
    else {
      open.push(...more);
      above[slot] = ancestors(next);
      above.push(...more.map(ancestors));
    }
  }
  return output;
}
