/**
 * Answers "is `ancestor` an ancestor of `node`, or the same?" in constant time for an acyclic graph whose nodes are 0 … n-1.
 *
 * Straight lines of the history are one segment; only segments have a set of the segments that they reach, as bits. A linear history is one
 * segment, so building costs n; with s branch and merge points it costs s² / 32 words more.
 */
export function reachability(down: readonly (readonly number[])[]): (node: number, ancestor: number) => boolean {
  const count = down.length;
  const children = new Int32Array(count);
  for (const targets of down) for (const target of targets) children[target] = (children[target] as number) + 1;

  // Parents before children; a node's depth grows along its segment.
  const order = parentsFirst(down);
  const segment = new Int32Array(count);
  const depth = new Int32Array(count);
  const bottoms: number[] = [];
  for (const node of order) {
    const targets = down[node] ?? [];
    const parent = targets[0];
    if (targets.length === 1 && parent !== undefined && children[parent] === 1) {
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
    for (const target of down[bottom] ?? []) {
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

function parentsFirst(down: readonly (readonly number[])[]): readonly number[] {
  const order: number[] = [];
  const state = new Uint8Array(down.length); // 1: its parents were pushed, 2: in the order
  for (let start = 0; start < down.length; start++) {
    const stack = [start];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as number;
      if (state[node] === 0) {
        state[node] = 1;
        for (const target of down[node] ?? []) if (state[target] === 0) stack.push(target);
      } else {
        stack.pop();
        if (state[node] === 1) {
          state[node] = 2;
          order.push(node);
        }
      }
    }
  }
  return order;
}
