import { type Adjacency, edgeCount, edgesOf } from "./adjacency.ts";
import { parentsFirst } from "./parents-first.ts";

/**
 * Answers "is `ancestor` an ancestor of `node`, or the same?". In a graph without cycles in constant time, otherwise by a walk.
 *
 * Straight lines of the history are one segment; only segments have a set of the segments that they reach, as bits. A linear history is one
 * segment, so building costs n; with s branch and merge points it costs s² / 32 words more.
 */
export function reachability(down: Adjacency): (node: number, ancestor: number) => boolean {
  const count = down.first.length - 1;
  const order = parentsFirst(down);
  if (order.length < count) return walking(down);
  const children = new Int32Array(count);
  for (const target of down.target) children[target] = (children[target] as number) + 1;

  // A node's depth grows along its segment.
  const segment = new Int32Array(count);
  const depth = new Int32Array(count);
  const bottoms: number[] = [];
  for (const node of order) {
    const parent = down.target[down.first[node] as number];
    if (edgeCount(down, node) === 1 && parent !== undefined && children[parent] === 1) {
      segment[node] = segment[parent] as number;
      depth[node] = (depth[parent] as number) + 1;
    } else {
      segment[node] = bottoms.length;
      bottoms.push(node);
    }
  }

  // A segment is entered from above only at its top (anything else would be a branch point), so reaching it is reaching all of it.
  const words = (bottoms.length + 31) >> 5;
  const reached = new Uint32Array(bottoms.length * words);
  bottoms.forEach((bottom, row) => {
    const at = row * words;
    for (const target of edgesOf(down, bottom)) {
      const other = segment[target] as number;
      for (let word = 0; word < words; word++) {
        reached[at + word] = (reached[at + word] as number) | (reached[other * words + word] as number);
      }
      const place = at + (other >> 5);
      reached[place] = (reached[place] as number) | (1 << (other & 31));
    }
  });
  return (node, ancestor) => {
    const from = segment[node] as number;
    const to = segment[ancestor] as number;
    if (from === to) return (depth[ancestor] as number) <= (depth[node] as number);
    return ((reached[from * words + (to >> 5)] as number) & (1 << (to & 31))) !== 0;
  };
}

function walking(down: Adjacency): (node: number, ancestor: number) => boolean {
  return (node, ancestor) => {
    const seen = new Set([node]);
    for (const at of seen) for (const target of edgesOf(down, at)) seen.add(target);
    return seen.has(ancestor);
  };
}
