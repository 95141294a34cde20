/**
 * Edges between nodes 0 … n-1 in two arrays of numbers: those of `node` are `target[first[node]]` up to before `target[first[node + 1]]`.
 * A history of 10,000 revisions has no list for each revision in this form, so that what it costs is its edges, not the memory they lie in.
 */
export interface Adjacency {
  /** One more than there are nodes. */
  readonly first: Int32Array;
  readonly target: Int32Array;
}

/** Keeps the order of each list. */
export function adjacency(lists: readonly (readonly number[])[]): Adjacency {
  const first = new Int32Array(lists.length + 1);
  lists.forEach((list, node) => {
    first[node + 1] = (first[node] as number) + list.length;
  });
  const target = new Int32Array(first[lists.length] as number);
  let at = 0;
  for (const list of lists) for (const node of list) target[at++] = node;
  return { first, target };
}

export function edgesOf({ first, target }: Adjacency, node: number): Int32Array {
  return target.subarray(first[node], first[node + 1]);
}

export function edgeCount({ first }: Adjacency, node: number): number {
  return (first[node + 1] as number) - (first[node] as number);
}

/** Every edge the other way round; each list in the order of the nodes. */
export function reversed({ first, target }: Adjacency): Adjacency {
  const nodes = first.length - 1;
  const back = new Int32Array(nodes + 1);
  for (let edge = 0; edge < target.length; edge++) {
    const at = (target[edge] as number) + 1;
    back[at] = (back[at] as number) + 1;
  }
  for (let node = 0; node < nodes; node++) back[node + 1] = (back[node + 1] as number) + (back[node] as number);
  const next = back.slice(0, nodes);
  const from = new Int32Array(target.length);
  for (let node = 0; node < nodes; node++) {
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const to = target[edge] as number;
      const place = next[to] as number;
      from[place] = node;
      next[to] = place + 1;
    }
  }
  return { first: back, target: from };
}

/** The edges of both; those of `more` come behind, without the ones that are there already. */
export function joined(edges: Adjacency, more: Adjacency): Adjacency {
  if (more.target.length === 0) return edges;
  const nodes = edges.first.length - 1;
  const first = new Int32Array(nodes + 1);
  const target = new Int32Array(edges.target.length + more.target.length);
  let end = 0;
  for (let node = 0; node < nodes; node++) {
    const start = end;
    for (let edge = edges.first[node] as number; edge < (edges.first[node + 1] as number); edge++) {
      target[end++] = edges.target[edge] as number;
    }
    for (let edge = more.first[node] as number; edge < (more.first[node + 1] as number); edge++) {
      const to = more.target[edge] as number;
      const known = target.subarray(start, end).includes(to);
      if (!known) target[end++] = to;
    }
    first[node + 1] = end;
  }
  return { first, target: target.subarray(0, end) };
}

export function filtered({ first, target }: Adjacency, keep: (from: number, to: number) => boolean): Adjacency {
  const nodes = first.length - 1;
  const left = new Int32Array(nodes + 1);
  const kept = new Int32Array(target.length);
  let end = 0;
  for (let node = 0; node < nodes; node++) {
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const to = target[edge] as number;
      if (keep(node, to)) kept[end++] = to;
    }
    left[node + 1] = end;
  }
  return { first: left, target: kept.subarray(0, end) };
}
