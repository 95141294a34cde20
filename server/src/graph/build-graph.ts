import { type Adjacency, edgeCount, joined, reversed } from "./adjacency.ts";
import { collectProblems, type ProblemCollector } from "./graph-problems.ts";
import { type IndexedHistory, indexedHistory } from "./indexed-history.ts";
import { loadFailure } from "./load-failure.ts";
import { normalizeDependencies } from "./normalize-dependencies.ts";
import { propagateLabels } from "./propagate-labels.ts";
import type { GraphRevision, HeaderlessFile, RevisionGraph, RevisionHeader } from "./revision-graph.ts";
import { topologicalOrder } from "./topological-order.ts";
import { type Edges, usableEdges, withoutCycles } from "./usable-edges.ts";

/**
 * Builds Alembic's revision map from headers in file order (the order in which Alembic loads the files).
 *
 * Never throws and never loops: edges to revisions that are missing are reported and left out, so every revision is still listed. `failure`
 * says how Alembic itself refuses such a directory. A cycle is reported, and cut where Alembic refuses it; one that lies between a base and
 * a head Alembic overlooks (1.8.1 to 1.20), and then its edges stay, because heads, orders and steps follow from them.
 * `headerless` are the other files that Alembic loads; what such a file may declare is not reported as missing, and heads that it may stand
 * on are reported as uncertain.
 * Costs about n log n for the histories that exist. Everything is done in numbers, and equal lists are shared: with 10,000 revisions the
 * memory that is touched and collected would otherwise cost more than the work.
 */
export function buildGraph(
  headers: readonly RevisionHeader[],
  headerless: readonly HeaderlessFile[] = [],
): RevisionGraph {
  const place = new Map<string, number>();
  const nodes: RevisionHeader[] = [];
  const shadowed: RevisionHeader[] = [];
  for (const header of headers) {
    const known = place.get(header.revision);
    if (known === undefined) {
      place.set(header.revision, nodes.length);
      nodes.push(header);
    } else {
      shadowed.push(nodes[known] as RevisionHeader);
      nodes[known] = header;
    }
  }
  const labels = declaredLabels(headers, place);
  const collector = collectProblems(place, labels, {
    unknownFiles: headerless.filter((it) => it.kind === "unknown").map((it) => it.file),
    mayHaveMoreParents: headers.some((it) => it.unreadable?.includes("down_revision") === true),
  });
  for (const header of headers) collector.header(header);
  reportDuplicates(headers, shadowed, collector);
  reportLabelClashes(headers, nodes, place, collector);

  const declared = usableEdges(nodes, place, labels, collector);
  const failure = loadFailure(headers, nodes, place, headerless, {
    hasMissing: collector.problems.some((it) => it.code.startsWith("missing-")),
    hasCycles: declared.isCyclic || collector.problems.some((it) => it.code.endsWith("-self-loop")),
  });
  let edges: Edges = declared;
  let acyclic: Edges = declared;
  if (declared.isCyclic) {
    const cut = withoutCycles(declared);
    acyclic = cut.edges;
    for (const { members, attribute } of cut.cycles) {
      collector.cycle(
        members.map((node) => nodes[node] as RevisionHeader),
        attribute,
        failure,
      );
    }
    // Whether it is overlooked is certain only when everything is known.
    const isOverlooked = failure === null && headerless.every((it) => it.kind !== "unknown");
    if (!isOverlooked) edges = acyclic;
  }

  const { revisions, adjacent, normalized } = revisionsOf(nodes, edges);
  const those = (test: (it: GraphRevision) => boolean): readonly string[] => {
    const ids: string[] = [];
    for (const it of revisions.values()) if (test(it)) ids.push(it.revision);
    return ids;
  };
  const realHeads = those((it) => it.isRealHead);
  const bases = those((it) => it.isBase);
  // An edge that was left out makes a head of its own; that is not the user's mistake.
  const isWhole = failure === null && !collector.problems.some((it) => it.code.startsWith("missing-"));
  if (isWhole) reportSeveralEnds(revisions, realHeads, bases, collector);
  const ids = [...revisions.keys()];
  const plainInCycles = edges.isCyclic
    ? Uint8Array.from(nodes, (_, node) =>
        edgeCount(edges.parents, node) === 1 && edgeCount(normalized, node) === 0 ? 1 : 0,
      )
    : null;
  const indexed = indexedHistory({ ids, place, ...adjacent, plainInCycles });
  const all = new Uint8Array(ids.length).fill(1);
  const history = topologicalOrder(indexed, all, realHeads) ?? orderWithoutCycles(indexed, acyclic);
  return {
    revisions,
    indexed,
    shadowed,
    headerless,
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

/** Where Alembic's own order never ends: an order that still shows every revision once. */
function orderWithoutCycles(indexed: IndexedHistory, { parents, dependencies }: Edges): readonly string[] {
  const down = joined(parents, dependencies);
  const { first } = reversed(down);
  const heads = indexed.ids.filter((_, node) => first[node] === first[node + 1]);
  const all = new Uint8Array(indexed.ids.length).fill(1);
  const cut = indexedHistory({ ...indexed, down, plainInCycles: null });
  return topologicalOrder(cut, all, heads) ?? indexed.ids;
}

const none: readonly string[] = [];

function revisionsOf(
  nodes: readonly RevisionHeader[],
  { parents, dependencies }: Edges,
): {
  readonly revisions: Map<string, GraphRevision>;
  readonly adjacent: Pick<IndexedHistory, "parents" | "down" | "next" | "allNext">;
  readonly normalized: Adjacency;
} {
  const hasDependencies = dependencies.target.length > 0;
  const next = reversed(parents);
  const allNext = hasDependencies ? reversed(joined(parents, dependencies)) : next;
  const normalized = normalizeDependencies(parents, dependencies);
  const down = joined(parents, normalized);
  const labels = propagateLabels({ declared: nodes.map((it) => it.branchLabels), parents, next, allNext });
  /** The ids at the ends of the edges; one of `likely` where it is the same. */
  const idsOf = ({ first, target }: Adjacency, node: number, ...likely: readonly (readonly string[])[]) => {
    const from = first[node] as number;
    const count = (first[node + 1] as number) - from;
    if (count === 0) return none;
    const idAt = (index: number): string => (nodes[target[from + index] as number] as RevisionHeader).revision;
    for (const list of likely) {
      if (list.length === count && list.every((id, index) => id === idAt(index))) return list;
    }
    return Array.from({ length: count }, (_, index) => idAt(index));
  };

  const revisions = new Map<string, GraphRevision>();
  nodes.forEach((header, node) => {
    const { revision, downRevisions, dependsOn, branchLabels, doc, file } = header;
    const parentIds = idsOf(parents, node, downRevisions);
    const nextIds = idsOf(next, node);
    const allNextIds = hasDependencies ? idsOf(allNext, node, nextIds) : nextIds;
    const isComputed = header.unreadable?.includes("down_revision") === true;
    const made: GraphRevision = {
      revision,
      downRevisions,
      dependsOn,
      branchLabels,
      doc,
      file,
      createDate: header.createDate,
      parents: parentIds,
      labels: labels[node] ?? none,
      next: nextIds,
      allNext: allNextIds,
      resolvedDependsOn: idsOf(dependencies, node, dependsOn),
      normalizedDown: hasDependencies ? idsOf(down, node, parentIds) : parentIds,
      isBase: downRevisions.length === 0 && !isComputed,
      isHead: nextIds.length === 0,
      isRealHead: allNextIds.length === 0,
      isBranchPoint: nextIds.length > 1,
      isMergePoint: downRevisions.length > 1,
    };
    const isWhole = header.unreadable === undefined && header.lacksDownRevision === undefined;
    revisions.set(revision, isWhole ? made : { ...header, ...made });
  });
  return { revisions, adjacent: { parents, down, next, allNext }, normalized };
}

/** Label to revision; the first that declares it wins (Alembic refuses the second), and never over a revision's id. */
function declaredLabels(headers: readonly RevisionHeader[], place: ReadonlyMap<string, number>): Map<string, string> {
  const labels = new Map<string, string>();
  for (const header of headers) {
    for (const label of header.branchLabels) {
      if (!labels.has(label) && !place.has(label)) labels.set(label, header.revision);
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
  nodes: readonly RevisionHeader[],
  place: ReadonlyMap<string, number>,
  collector: ProblemCollector,
): void {
  const owners = new Map<string, RevisionHeader>();
  for (const header of headers) {
    for (const label of header.branchLabels) {
      const owner = nodes[place.get(label) ?? -1] ?? owners.get(label);
      if (owner === undefined) owners.set(label, header);
      else collector.labelClash(header, label, owner);
    }
  }
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
