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
  const part = connectedParts(down);
  /** How many open branches each connected part of the graph has: a branch that is alone cannot be overtaken. */
  const openIn = new Int32Array(ids.length);
  const isOpen = new Uint8Array(ids.length);
  const open: number[] = [];
  const enter = (node: number): void => {
    isOpen[node] = 1;
    const here = part[node] as number;
    openIn[here] = (openIn[here] as number) + 1;
  };
  const leave = (node: number): void => {
    isOpen[node] = 0;
    const here = part[node] as number;
    openIn[here] = (openIn[here] as number) - 1;
  };
  for (const id of new Set(heads)) {
    const node = place.get(id);
    if (node !== undefined && todo[node] === 1) open.push(node);
  }
  open.sort((a, b) => a - b);
  for (const node of open) enter(node);

  let reaches: ((node: number, ancestor: number) => boolean) | undefined;
  const output: string[] = [];
  let slot = 0;
  while (open.length > 0) {
    const candidate = open[slot] as number;
    if ((openIn[part[candidate] as number] as number) > 1) {
      reaches ??= reachability(down);
      const isAbove = reaches;
      const overtaking = open.findIndex((node, other) => other !== slot && isAbove(node, candidate));
      if (overtaking >= 0) {
        slot = overtaking;
        continue;
      }
    }
    if (todo[candidate] === 1) {
      todo[candidate] = 0;
      output.push(ids[candidate] as string);
    }
    const add = (down[candidate] as readonly number[]).filter((node) => todo[node] === 1 && isOpen[node] === 0);
    leave(candidate);
    const first = add[0];
    if (first === undefined) {
      open.splice(slot, 1);
      slot = Math.max(slot - 1, 0);
    } else {
      open[slot] = first;
      for (const node of add) enter(node);
      // A line with one parent and no dependency has nothing else to add, so this holds for it too.
      open.push(...add.slice(1));
    }
  }
  return output;
}

/** The number of the connected part (edges taken both ways) of each node. */
function connectedParts(edges: readonly (readonly number[])[]): Int32Array {
  const leader = Int32Array.from(edges, (_, i) => i);
  const find = (node: number): number => {
    let root = node;
    while (leader[root] !== root) root = leader[root] as number;
    for (let it = node; it !== root; ) {
      const next = leader[it] as number;
      leader[it] = root;
      it = next;
    }
    return root;
  };
  edges.forEach((targets, node) => {
    for (const target of targets) leader[find(node)] = find(target);
  });
  return leader.map((_, node) => find(node));
}
