import { type Adjacency, edgesOf, filtered, joined } from "./adjacency.ts";
import { findCycles } from "./find-cycles.ts";
import type { ProblemCollector } from "./graph-problems.ts";
import { parentsFirst } from "./parents-first.ts";
import type { RevisionHeader } from "./revision-graph.ts";

export interface Edges {
  readonly parents: Adjacency;
  /** Labels among them are resolved. */
  readonly dependencies: Adjacency;
  /** A revision that depends on a label of its own is on one too. */
  readonly isCyclic: boolean;
}

/** The edges that lead somewhere; what leads nowhere is reported, and so is what leads to the revision itself. */
export function usableEdges(
  nodes: readonly RevisionHeader[],
  place: ReadonlyMap<string, number>,
  labels: ReadonlyMap<string, string>,
  collector: ProblemCollector,
): Edges {
  let capacity = [0, 0];
  for (const { downRevisions, dependsOn } of nodes) {
    capacity = [(capacity[0] as number) + downRevisions.length, (capacity[1] as number) + dependsOn.length];
  }
  const parents = new Int32Array(capacity[0] as number);
  const dependencies = new Int32Array(capacity[1] as number);
  const parentsFrom = new Int32Array(nodes.length + 1);
  const dependenciesFrom = new Int32Array(nodes.length + 1);
  let parentsEnd = 0;
  let dependenciesEnd = 0;
  let isSelfDependent = false;
  nodes.forEach((header, node) => {
    for (const reference of distinct(header.downRevisions)) {
      const to = place.get(reference);
      if (to === node) collector.selfLoop(header, "down_revision");
      else if (to !== undefined) parents[parentsEnd++] = to;
      else collector.missing(header, "down_revision", reference);
    }
    const from = dependenciesEnd;
    for (const reference of distinct(header.dependsOn)) {
      const to = place.get(reference) ?? place.get(labels.get(reference) ?? "");
      if (to === undefined) collector.missing(header, "depends_on", reference);
      else {
        if (to === node) {
          collector.selfLoop(header, "depends_on");
          isSelfDependent = true;
        }
        // The same revision may be named by its id and by its label.
        if (!dependencies.subarray(from, dependenciesEnd).includes(to)) dependencies[dependenciesEnd++] = to;
      }
    }
    parentsFrom[node + 1] = parentsEnd;
    dependenciesFrom[node + 1] = dependenciesEnd;
  });
  const down = { first: parentsFrom, target: parents.subarray(0, parentsEnd) };
  const depends = { first: dependenciesFrom, target: dependencies.subarray(0, dependenciesEnd) };
  const isCyclic = isSelfDependent || parentsFirst(joined(down, depends)).length < nodes.length;
  return { parents: down, dependencies: depends, isCyclic };
}

/** Nodes that lead back to themselves, and through which attribute. */
export interface CycleOfRevisions {
  readonly members: readonly number[];
  readonly attribute: "down_revision" | "depends_on";
}

/** What is left when every cycle is cut: at the down_revision that closes it, or at all dependencies within it. */
export function withoutCycles({ parents, dependencies }: Edges): {
  readonly edges: Edges;
  readonly cycles: readonly CycleOfRevisions[];
} {
  const count = parents.first.length - 1;
  const lists = (edges: Adjacency): Int32Array[] => Array.from({ length: count }, (_, node) => edgesOf(edges, node));
  const found = findCycles(lists(parents));
  const cycles: CycleOfRevisions[] = found.groups.map((members) => ({ members, attribute: "down_revision" }));
  const closing = new Set(found.closing.map(({ from, to }) => from * count + to));
  const down = filtered(parents, (from, to) => !closing.has(from * count + to));
  const groupOf = new Int32Array(count).fill(-1);
  findCycles(lists(joined(down, dependencies))).groups.forEach((members, group) => {
    // A revision that depends on itself is reported as that.
    if (members.length > 1) cycles.push({ members, attribute: "depends_on" });
    for (const node of members) groupOf[node] = group;
  });
  const depends = filtered(dependencies, (from, to) => groupOf[from] === -1 || groupOf[from] !== groupOf[to]);
  return { edges: { parents: down, dependencies: depends, isCyclic: false }, cycles };
}

function distinct(items: readonly string[]): Iterable<string> {
  return items.length < 2 ? items : new Set(items);
}
