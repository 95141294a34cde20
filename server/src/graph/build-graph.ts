import { findCycles } from "./find-cycles.ts";
import { collectProblems, type ProblemCollector } from "./graph-problems.ts";
import { loadFailure } from "./load-failure.ts";
import { propagateLabels } from "./propagate-labels.ts";
import type { AlembicFailure, GraphRevision, RevisionGraph, RevisionHeader } from "./revision-graph.ts";
import { topologicalOrder } from "./topological-order.ts";
import { walk } from "./walk.ts";

/**
 * Builds Alembic's revision map from headers in file order (the order in which Alembic loads the files).
 *
 * Never throws and never loops: edges to revisions that are missing, and edges that close a cycle, are reported and left out, so every
 * revision is still listed. `failure` then says how Alembic itself refuses such a directory.
 * Costs about n log n for the histories that exist (a search per revision only where several revisions declare the same dependency).
 */
export function buildGraph(headers: readonly RevisionHeader[]): RevisionGraph {
  const byId = new Map<string, RevisionHeader>();
  const shadowed: RevisionHeader[] = [];
  for (const header of headers) {
    const earlier = byId.get(header.revision);
    if (earlier !== undefined) shadowed.push(earlier);
    byId.set(header.revision, header);
  }
  const labels = declaredLabels(headers, byId);
  const collector = collectProblems(byId.keys(), labels.keys());
  for (const header of headers) collector.header(header);
  reportDuplicates(headers, shadowed, collector);
  reportLabelClashes(headers, byId, collector);

  const failure = loadFailure(headers, byId);
  const edges = usableEdges(byId, labels, failure, collector);
  const { next, allNext } = children(byId, edges);
  const normalized = normalizeDependencies(byId, edges);
  const reachedBy = propagateLabels(
    new Map(
      [...byId].map(([id, { branchLabels }]) => [
        id,
        {
          branchLabels,
          parents: edges.parents.get(id) ?? [],
          next: next.get(id) ?? [],
          allNext: allNext.get(id) ?? [],
        },
      ]),
    ),
  );

  const revisions = new Map<string, GraphRevision>();
  for (const [id, header] of byId) {
    const parents = edges.parents.get(id) ?? [];
    const nextOf = next.get(id) ?? [];
    const allNextOf = allNext.get(id) ?? [];
    revisions.set(id, {
      ...header,
      parents,
      labels: reachedBy.get(id) ?? [],
      next: nextOf,
      allNext: allNextOf,
      resolvedDependsOn: edges.dependencies.get(id) ?? [],
      normalizedDown: dedupe([...parents, ...(normalized.get(id) ?? [])]),
      isBase: header.downRevisions.length === 0 && header.unreadable?.includes("down_revision") !== true,
      isHead: nextOf.length === 0,
      isRealHead: allNextOf.length === 0,
      isBranchPoint: nextOf.length > 1,
      isMergePoint: header.downRevisions.length > 1,
    });
  }

  const those = (test: (it: GraphRevision) => boolean): readonly string[] =>
    [...revisions.values()].filter(test).map((it) => it.revision);
  const realHeads = those((it) => it.isRealHead);
  const bases = those((it) => it.isBase);
  // An edge that was left out makes a head of its own; that is not the user's mistake.
  if (failure === null) reportSeveralEnds(revisions, realHeads, bases, collector);
  const history = topologicalOrder(revisions, new Set(revisions.keys()), realHeads);
  return {
    revisions,
    shadowed,
    labels,
    heads: those((it) => it.isHead),
    realHeads,
    bases,
    branchPoints: those((it) => it.isBranchPoint),
    mergePoints: those((it) => it.isMergePoint),
    history,
    upgradeOrder: history.toReversed(),
    problems: collector.problems,
    failure,
  };
}

/** Label to revision; the first that declares it wins (Alembic refuses the second), and never over a revision's id. */
function declaredLabels(
  headers: readonly RevisionHeader[],
  byId: ReadonlyMap<string, RevisionHeader>,
): Map<string, string> {
  const labels = new Map<string, string>();
  for (const header of headers) {
    for (const label of header.branchLabels) {
      if (!labels.has(label) && !byId.has(label)) labels.set(label, header.revision);
    }
  }
  return labels;
}

function reportDuplicates(
  headers: readonly RevisionHeader[],
  shadowed: readonly RevisionHeader[],
  collector: ProblemCollector,
): void {
  if (shadowed.length === 0) return;
  const repeated = new Set(shadowed.map((it) => it.revision));
  const groups = groupBy(
    headers.filter((it) => repeated.has(it.revision)),
    (it) => it.revision,
  );
  for (const group of groups.values()) {
    for (const header of group) {
      collector.duplicate(
        header,
        group.filter((it) => it !== header),
      );
    }
  }
}

function reportLabelClashes(
  headers: readonly RevisionHeader[],
  byId: ReadonlyMap<string, RevisionHeader>,
  collector: ProblemCollector,
): void {
  const owners = new Map<string, RevisionHeader>(byId);
  for (const header of headers) {
    for (const label of header.branchLabels) {
      const owner = owners.get(label);
      if (owner === undefined) owners.set(label, header);
      else collector.labelClash(header, label, owner);
    }
  }
}

interface Edges {
  readonly parents: Map<string, readonly string[]>;
  readonly dependencies: Map<string, readonly string[]>;
}

/** The edges that lead somewhere and close no cycle. What is left out is reported. */
function usableEdges(
  byId: ReadonlyMap<string, RevisionHeader>,
  labels: ReadonlyMap<string, string>,
  failure: AlembicFailure | null,
  collector: ProblemCollector,
): Edges {
  const parents = new Map<string, readonly string[]>();
  const dependencies = new Map<string, readonly string[]>();
  for (const [id, header] of byId) {
    const down: string[] = [];
    for (const reference of dedupe(header.downRevisions)) {
      if (reference === id) collector.selfLoop(header, "down_revision");
      else if (byId.has(reference)) down.push(reference);
      else collector.missing(header, "down_revision", reference);
    }
    const depends: string[] = [];
    for (const reference of dedupe(header.dependsOn)) {
      const resolved = byId.has(reference) ? reference : labels.get(reference);
      if (resolved === id) collector.selfLoop(header, "depends_on");
      else if (resolved !== undefined) depends.push(resolved);
      else collector.missing(header, "depends_on", reference);
    }
    parents.set(id, down);
    dependencies.set(id, dedupe(depends));
  }

  const ids = [...byId.keys()];
  const place = new Map(ids.map((id, i) => [id, i]));
  const headerAt = (node: number): RevisionHeader => byId.get(ids[node] as string) as RevisionHeader;
  const numbers = (references: readonly string[] | undefined): number[] =>
    (references ?? []).map((id) => place.get(id) as number);

  const downCycles = findCycles(ids.map((id) => numbers(parents.get(id))));
  for (const group of downCycles.groups) collector.cycle(group.map(headerAt), "down_revision", failure);
  for (const { from, to } of downCycles.closing) {
    const id = ids[from] as string;
    parents.set(
      id,
      (parents.get(id) ?? []).filter((it) => it !== ids[to]),
    );
  }

  const cycles = findCycles(ids.map((id) => [...numbers(parents.get(id)), ...numbers(dependencies.get(id))]));
  for (const group of cycles.groups) {
    collector.cycle(group.map(headerAt), "depends_on", failure);
    const members = new Set(group.map((node) => ids[node]));
    for (const node of group) {
      const id = ids[node] as string;
      dependencies.set(
        id,
        (dependencies.get(id) ?? []).filter((it) => !members.has(it)),
      );
    }
  }
  return { parents, dependencies };
}

function children(
  byId: ReadonlyMap<string, RevisionHeader>,
  edges: Edges,
): { readonly next: Map<string, string[]>; readonly allNext: Map<string, string[]> } {
  const next = new Map<string, string[]>();
  const allNext = new Map<string, string[]>();
  for (const id of byId.keys()) {
    const parents = edges.parents.get(id) ?? [];
    for (const parent of parents) push(next, parent, id);
    for (const parent of dedupe([...parents, ...(edges.dependencies.get(id) ?? [])])) push(allNext, parent, id);
  }
  return { next, allNext };
}

/**
 * The dependencies of each revision without those that an ancestor (by down_revision only) declares already.
 * Only a dependency that somebody else declares too is worth a walk up.
 */
function normalizeDependencies(
  byId: ReadonlyMap<string, RevisionHeader>,
  edges: Edges,
): Map<string, readonly string[]> {
  const declarers = new Map<string, number>();
  for (const depends of edges.dependencies.values()) {
    for (const id of depends) declarers.set(id, (declarers.get(id) ?? 0) + 1);
  }
  const normalized = new Map<string, readonly string[]>();
  for (const id of byId.keys()) {
    const depends = edges.dependencies.get(id) ?? [];
    const left = new Set(depends);
    if (depends.some((it) => (declarers.get(it) ?? 0) > 1)) {
      for (const ancestor of walk([id], (it) => edges.parents.get(it) ?? [])) {
        if (ancestor === id) continue;
        for (const declared of edges.dependencies.get(ancestor) ?? []) left.delete(declared);
      }
    }
    normalized.set(id, [...left]);
  }
  return normalized;
}

/** Several heads or bases are meant when branch labels tell them apart. */
function reportSeveralEnds(
  revisions: ReadonlyMap<string, GraphRevision>,
  realHeads: readonly string[],
  bases: readonly string[],
  collector: ProblemCollector,
): void {
  const at = (id: string): GraphRevision => revisions.get(id) as GraphRevision;
  const groups = groupBy(realHeads.map(at), (it) => [...it.labels].sort().join("\n"));
  for (const group of groups.values()) {
    if (group.length > 1) collector.severalHeads(group, group[0]?.labels[0] ?? null);
  }
  const unlabelled = bases.map(at).filter((it) => it.labels.length === 0);
  if (unlabelled.length > 1 && bases.length > 1) collector.severalBases(unlabelled);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) push(groups, key(item), item);
  return groups;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function dedupe(items: readonly string[]): readonly string[] {
  return items.length < 2 ? items : [...new Set(items)];
}
