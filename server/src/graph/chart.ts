import type { GraphRevision, RevisionGraph } from "./revision-graph.ts";

/** One chain to draw. */
export interface Chart {
  /** What to call it where several are drawn together. */
  readonly name: string;
  readonly graph: RevisionGraph;
}

export interface ChartNode {
  /** Different for every node of all charts. */
  readonly key: string;
  /** The first line: the id, its own branch labels in brackets, and whether it is a head, in the words of `alembic heads`. */
  readonly title: string;
  /** The first line of the docstring; empty where there is none. */
  readonly message: string;
  /** "missing": no file declares this id. */
  readonly kind: "revision" | "head" | "merge point" | "missing";
}

export interface ChartEdge {
  /** Key of the older side. */
  readonly from: string;
  readonly to: string;
  readonly kind: "down_revision" | "depends_on";
}

export interface DrawnChart {
  readonly name: string;
  /** Newest first. */
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

/**
 * What every drawing of chains shows, before a language spells it: all revisions of each chart, edges as the files declare them (so that a
 * cycle is seen as one), and the ids that are referred to but missing. Where there are several charts, a key begins with the number of its chart.
 */
export function drawCharts(charts: readonly Chart[]): readonly DrawnChart[] {
  return charts.map(({ name, graph }, index) => {
    const key = (revision: string): string => (charts.length === 1 ? revision : `${index + 1}/${revision}`);
    const missing = new Set<string>();
    const nodes: ChartNode[] = [];
    const edges: ChartEdge[] = [];
    for (const id of graph.history) {
      const it = graph.revisions.get(id);
      if (it === undefined) continue;
      nodes.push({ key: key(id), title: title(it), message: firstLine(it.doc), kind: kindOf(it) });
      const connect = (other: string, kind: ChartEdge["kind"]): void => {
        if (!graph.revisions.has(other)) missing.add(other);
        edges.push({ from: key(other), to: key(id), kind });
      };
      for (const parent of new Set(it.downRevisions)) connect(parent, "down_revision");
      for (const written of new Set(it.dependsOn)) {
        connect(graph.revisions.has(written) ? written : (graph.labels.get(written) ?? written), "depends_on");
      }
    }
    for (const id of missing) nodes.push({ key: key(id), title: `${id} (missing)`, message: "", kind: "missing" });
    return { name, nodes, edges };
  });
}

function kindOf(it: GraphRevision): ChartNode["kind"] {
  if (it.isHead) return "head";
  return it.isMergePoint ? "merge point" : "revision";
}

function title(it: GraphRevision): string {
  const labels = it.branchLabels.length > 0 ? ` (${it.branchLabels.join(", ")})` : "";
  const head = it.isRealHead ? " (head)" : it.isHead ? " (effective head)" : "";
  return `${it.revision}${labels}${head}`;
}

function firstLine(doc: string): string {
  return (doc.split(/[\r\n]/, 1)[0] ?? "").trim();
}
