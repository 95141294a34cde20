/**
 * The cycles of a directed graph whose nodes are 0 … n-1: groups of nodes that all reach each other (a single node only when it has an
 * edge to itself), each group sorted, and the edges without which no cycle is left.
 */
export interface Cycles {
  readonly groups: readonly (readonly number[])[];
  /** Edges `from -> to` that close a cycle when nodes are walked in order. */
  readonly closing: readonly { readonly from: number; readonly to: number }[];
}

/** Linear in nodes and edges; without recursion, so a chain of any length is fine. */
export function findCycles(edges: readonly ArrayLike<number>[]): Cycles {
  const count = edges.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const open = new Uint8Array(count); // on Tarjan's stack
  const active = new Uint8Array(count); // on the path of the walk
  const position = new Int32Array(count);
  const component: number[] = [];
  const groups: number[][] = [];
  const closing: { from: number; to: number }[] = [];
  let counter = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path[path.length - 1] as number;
      if (index[node] === -1) {
        index[node] = low[node] = counter++;
        component.push(node);
        open[node] = active[node] = 1;
      }
      const targets = edges[node] as ArrayLike<number>;
      let descended = false;
      while ((position[node] as number) < targets.length) {
        const target = targets[position[node] as number] as number;
        if (index[target] === -1) {
          path.push(target);
          descended = true;
          break;
        }
        if (active[target]) closing.push({ from: node, to: target });
        if (open[target]) low[node] = Math.min(low[node] as number, low[target] as number);
        position[node] = (position[node] as number) + 1;
      }
      if (descended) continue;
      path.pop();
      active[node] = 0;
      if (low[node] !== index[node]) continue;
      const members: number[] = [];
      for (let member = component.pop(); member !== undefined; member = component.pop()) {
        open[member] = 0;
        members.push(member);
        if (member === node) break;
      }
      if (members.length > 1 || leadsTo(targets, node)) groups.push(members.sort((a, b) => a - b));
    }
  }
  return { groups, closing };
}

function leadsTo(targets: ArrayLike<number>, node: number): boolean {
  for (let at = 0; at < targets.length; at++) if (targets[at] === node) return true;
  return false;
}
