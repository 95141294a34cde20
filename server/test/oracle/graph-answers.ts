import { resolveTarget } from "../../src/graph/resolve-target.ts";
import type { AlembicFailure, RevisionGraph } from "../../src/graph/revision-graph.ts";
import type { Query } from "./graph-generator.ts";

/**
 * Our answer to a query beside that of graph_driver.py, ready to be compared for equality; null where Alembic leaves the answer open:
 * some wrong expressions are refused before it loads the (broken) files.
 */
export function compareAnswer(
  graph: RevisionGraph,
  query: Query,
  expected: unknown,
): { readonly ours: unknown; readonly alembic: unknown } | null {
  if (graph.failure !== null && isAboutExpression(expected)) return null;
  const answer = ours(graph, query);
  if (!isOpenOverlap(query, expected)) return { ours: answer, alembic: expected };
  const open = (it: unknown): unknown =>
    ((it as { failed?: string }).failed ?? "").includes("overlaps with other requested") ? "overlaps" : it;
  return { ours: open(answer), alembic: open(expected) };
}

function failure(it: AlembicFailure): unknown {
  if (it.kind === "endless") return { endless: true };
  return it.kind === "crash" ? { crash: it.exception } : { failed: it.message };
}

/** What we know of a graph, as graph_driver.py tells it. Errors of loading escape from the plain properties of the map; their class is not ours to name. */
export function graphFacts(graph: RevisionGraph): unknown {
  if (graph.failure !== null) return graph.failure.kind === "crash" ? failure(graph.failure) : "refused";
  const revisions = [...graph.revisions.values()];
  const each = (read: (it: (typeof revisions)[number]) => unknown): unknown =>
    Object.fromEntries(revisions.map((it) => [it.revision, read(it)]));
  const down = resolveTarget(graph, { expression: "base", purpose: "downgrade", current: graph.realHeads });
  // The graph has an order for the eye even where Alembic's walk over all of it never ends.
  const walk = resolveTarget(graph, { expression: "", purpose: "history", current: [] });
  return {
    heads: graph.heads,
    realHeads: graph.realHeads,
    bases: graph.bases,
    branchPoints: graph.branchPoints,
    mergePoints: graph.mergePoints,
    labels: each((it) => [...it.labels].sort()),
    normalizedDown: each((it) => it.normalizedDown),
    next: each((it) => it.next),
    allNext: each((it) => it.allNext),
    history: walk.ok ? graph.history : failure(walk.failure),
    upgradeOrder: walk.ok ? graph.upgradeOrder : failure(walk.failure),
    // A run that fails at the version rows has an order all the same.
    downgradeOrder: down.ok
      ? down.steps.map((it) => it.revision)
      : down.steps.length > 0
        ? down.revisions
        : failure(down.failure),
  };
}

function ours(graph: RevisionGraph, query: Query): unknown {
  const result = resolveTarget(graph, query);
  if (!result.ok) return failure(result.failure);
  if (query.purpose === "history" || query.purpose === "show") return { revisions: result.revisions };
  return {
    steps: result.steps.map((it) => ({
      from: it.from,
      to: it.to,
      rows: it.rows.map((row) => (row.kind === "update" ? ["update", row.from, row.to] : [row.kind, row.revision])),
      startsEmpty: it.startsEmpty,
    })),
  };
}

function isAboutExpression(answer: unknown): boolean {
  return /^(?:Relative revision|Ambiguous upgrade)/.test((answer as { failed?: string }).failed ?? "");
}

/** With `branch@…` the ends of a history are in a set of objects, so which of two overlapping ones is named depends on addresses. */
function isOpenOverlap(query: Query, answer: unknown): boolean {
  const isOverlap = / overlaps with other /.test((answer as { failed?: string }).failed ?? "");
  return isOverlap && query.purpose === "history" && (query.expression.split(":")[0] ?? "").includes("@");
}

/** The driver's facts, with errors of loading as `graphFacts` has them. */
export function plainFacts(answer: unknown): unknown {
  const crash = (answer as { crash?: string }).crash;
  return crash !== undefined && /Loop|Cycle|RevisionError/.test(crash) ? "refused" : answer;
}
