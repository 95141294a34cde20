import type { RevisionGraph } from "./revision-graph.ts";
import { nodesOf } from "./revision-set.ts";
import { topologicalOrder } from "./topological-order.ts";

/**
 * The selected revisions newest first, from `heads`, in Alembic's order; where Alembic itself never ends (a cycle that it overlooked), in that
 * of the graph's history, which has every revision.
 */
export function orderToShow(
  graph: RevisionGraph,
  selected: ReadonlySet<string>,
  heads: Iterable<string>,
): readonly string[] {
  const marks = new Uint8Array(graph.indexed.ids.length);
  for (const node of nodesOf(graph.indexed, selected)) marks[node] = 1;
  return topologicalOrder(graph.indexed, marks, heads) ?? graph.history.filter((id) => selected.has(id));
}
