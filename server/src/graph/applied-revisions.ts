import { orderToShow } from "./order-to-show.ts";
import type { RevisionGraph } from "./revision-graph.ts";
import { walk } from "./walk.ts";

/** What the rows of `alembic_version` mean for a graph. */
export interface AppliedRevisions {
  /** The rows' revisions and everything below them, dependencies included. */
  readonly applied: ReadonlySet<string>;
  /** What `alembic upgrade heads` would run, in that order. */
  readonly pending: readonly string[];
  /** Rows that no file of this directory has: a deleted or renamed revision, or another branch of the code. Nothing is known below them. */
  readonly unknown: readonly string[];
  /** The rows that are in the graph, in the order of the rows. */
  readonly current: readonly string[];
}

/** `rows`: the ids in `alembic_version`; none for an empty or missing table. */
export function appliedRevisions(graph: RevisionGraph, rows: readonly string[]): AppliedRevisions {
  const current = [...new Set(rows)].filter((id) => graph.revisions.has(id));
  const applied = walk(current, (id) => graph.revisions.get(id)?.normalizedDown ?? []);
  const missing = new Set([...graph.revisions.keys()].filter((id) => !applied.has(id)));
  return {
    applied,
    pending: orderToShow(graph, missing, graph.realHeads).toReversed(),
    unknown: [...new Set(rows)].filter((id) => !graph.revisions.has(id)),
    current,
  };
}
