import { type Adjacency, edgeCount, edgesOf, filtered, reversed } from "./adjacency.ts";
import { parentsFirst } from "./parents-first.ts";
import { reachability } from "./reachability.ts";

/** From so many revisions on that depend on the same one, a pass over the graph is cheaper than asking each pair. */
const many = 64;

/**
 * The dependencies of each revision without those that an ancestor (by down_revision only) declares already
 * (`RevisionMap._normalize_depends_on`, Alembic 1.8 to 1.20). Only what several revisions depend on is worth a question.
 */
export function normalizeDependencies(parents: Adjacency, dependencies: Adjacency): Adjacency {
  if (dependencies.target.length === 0) return dependencies;
  const declarers = reversed(dependencies);
  const count = parents.first.length - 1;
  let isAncestor: ((node: number, ancestor: number) => boolean) | undefined;
  let order: Int32Array | undefined;
  const dropped = new Set<number>();
  for (let dependency = 0; dependency < count; dependency++) {
    const declaring = edgesOf(declarers, dependency);
    if (declaring.length < 2) continue;
    const key = (node: number): number => node * count + dependency;
    if (declaring.length >= many) {
      order ??= parentsFirst(parents);
      if (order.length === count) {
        const declares = new Set(declaring);
        const isBelow = new Uint8Array(count); // an ancestor declares it
        for (const node of order) {
          for (const parent of edgesOf(parents, node))
            if (isBelow[parent] === 1 || declares.has(parent)) isBelow[node] = 1;
        }
        for (const node of declaring) if (isBelow[node] === 1) dropped.add(key(node));
        continue;
      }
    }
    isAncestor ??= reachability(parents);
    for (const node of declaring) {
      if (edgeCount(parents, node) === 0) continue;
      for (const other of declaring) {
        if (other === node || !isAncestor(node, other)) continue;
        dropped.add(key(node));
        break;
      }
    }
  }
  return dropped.size === 0 ? dependencies : filtered(dependencies, (from, to) => !dropped.has(from * count + to));
}
