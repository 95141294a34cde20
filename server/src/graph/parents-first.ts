import { type Adjacency, reversed } from "./adjacency.ts";

/** The nodes in an order in which each comes behind all that it leads to. Nodes on a cycle, and those above one, are missing. */
export function parentsFirst(down: Adjacency): Int32Array {
  const nodes = down.first.length - 1;
  const { first, target } = reversed(down);
  const waitsFor = new Int32Array(nodes);
  const order = new Int32Array(nodes);
  let end = 0;
  for (let node = 0; node < nodes; node++) {
    waitsFor[node] = (down.first[node + 1] as number) - (down.first[node] as number);
    if (waitsFor[node] === 0) order[end++] = node;
  }
  for (let at = 0; at < end; at++) {
    const node = order[at] as number;
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const child = target[edge] as number;
      waitsFor[child] = (waitsFor[child] as number) - 1;
      if (waitsFor[child] === 0) order[end++] = child;
    }
  }
  return order.subarray(0, end);
}
