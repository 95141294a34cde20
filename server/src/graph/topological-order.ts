import { reachability } from "./reachability.ts";

/** What the order depends on. Revisions in file order, which decides between independent branches. */
export interface OrderedRevision {
  readonly normalizedDown: readonly string[];
}

/**
 * The selected revisions newest first, in the order in which Alembic walks them: `history` prints it so, an upgrade runs it backwards,
 * a downgrade runs it as it is. `heads` are where the walk begins (those that are not selected are ignored).
 *
 * Follows `RevisionMap._topological_sort` (Alembic 1.8 to 1.20): one open branch is walked to its end before the next, unless another
 * open branch still leads to the candidate; that one goes first. Revisions that no head leads to are left out.
 */
export function topologicalOrder(
  revisions: ReadonlyMap<string, OrderedRevision>,
  selected: ReadonlySet<string>,
  heads: readonly string[],
): readonly string[] {
  const place = new Map<string, number>();
  for (const id of revisions.keys()) place.set(id, place.size);
  const ids = [...revisions.keys()];
  const nodes = [...revisions.values()];
  const down = nodes.map((it) => it.normalizedDown.map((id) => place.get(id) ?? -1).filter((it) => it >= 0));

  const todo = new Uint8Array(ids.length);
  for (const id of selected) {
    const node = place.get(id);
    if (node !== undefined) todo[node] = 1;
  }
  const open: number[] = [];
  for (const id of new Set(heads)) {
    const node = place.get(id);
    if (node !== undefined && todo[node] === 1) open.push(node);
  }
  open.sort((a, b) => a - b);
  const ahead = whatIsAhead(down, open);
  let reaches: ((node: number, ancestor: number) => boolean) | undefined;
  const output: string[] = [];
  let slot = 0;
  while (open.length > 0) {
    const candidate = open[slot] as number;
    if (ahead.isBelowAnother(candidate)) {
      reaches ??= reachability(down);
      const isAbove = reaches;
      slot = open.findIndex((node, other) => other !== slot && isAbove(node, candidate));
      continue;
    }
    if (todo[candidate] === 1) {
      todo[candidate] = 0;
      output.push(ids[candidate] as string);
    }
    const add = (down[candidate] as readonly number[]).filter((node) => todo[node] === 1 && !ahead.isOpen(node));
    ahead.move(candidate, add);
    const first = add[0];
    if (first === undefined) {
      open.splice(slot, 1);
      slot = Math.max(slot - 1, 0);
    } else {
      open[slot] = first;
      // A line with one parent and no dependency has nothing else to add, so this holds for it too.
      open.push(...add.slice(1));
    }
  }
  return output;
}

interface Ahead {
  isOpen(node: number): boolean;
  /** Some open branch still leads to the node from above. */
  isBelowAnother(node: number): boolean;
  /** The branch at `node` goes on at `next` (or ends). */
  move(node: number, next: readonly number[]): void;
}

/**
 * Keeps how many children of each node an open branch has still to come through. Every edge is counted down once, so the whole walk costs
 * no more than the edges of the graph.
 */
function whatIsAhead(down: readonly (readonly number[])[], start: readonly number[]): Ahead {
  const isOpen = new Uint8Array(down.length);
  const isAhead = new Uint8Array(down.length);
  const childrenAhead = new Int32Array(down.length);
  const stack = [...start];
  for (const node of start) isOpen[node] = isAhead[node] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const parent of down[node] ?? []) {
      childrenAhead[parent] = (childrenAhead[parent] as number) + 1;
      if (isAhead[parent] === 1) continue;
      isAhead[parent] = 1;
      stack.push(parent);
    }
  }
  return {
    isOpen: (node) => isOpen[node] === 1,
    isBelowAnother: (node) => (childrenAhead[node] as number) > 0,
    move(node, next) {
      for (const it of next) isOpen[it] = 1;
      isOpen[node] = 0;
      const passed = [node];
      for (let it = passed.pop(); it !== undefined; it = passed.pop()) {
        for (const parent of down[it] ?? []) {
          childrenAhead[parent] = (childrenAhead[parent] as number) - 1;
          if (childrenAhead[parent] === 0 && isOpen[parent] === 0) passed.push(parent);
        }
      }
    },
  };
}
