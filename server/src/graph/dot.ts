import { type Chart, type ChartEdge, type ChartNode, drawCharts } from "./chart.ts";

/**
 * Chains in the DOT language of Graphviz (https://graphviz.org/doc/info/lang.html), newest on top: heads with a double border, merge points
 * as hexagons, `depends_on` dashed, ids that no file declares dotted. Several charts become clusters of one graph. Ends with a newline.
 */
export function dotText(charts: readonly Chart[]): string {
  const drawn = drawCharts(charts);
  const lines = ["digraph alembic {", "  rankdir=BT;", '  node [shape=box, fontname="sans-serif"];'];
  for (const [index, { name, nodes, edges }] of drawn.entries()) {
    const isCluster = drawn.length > 1;
    const margin = isCluster ? "    " : "  ";
    if (isCluster) lines.push(`  subgraph "cluster_${index + 1}" {`, `${margin}label=${label([name])};`);
    lines.push(...nodes.map((it) => `${margin}${nodeText(it)}`), ...edges.map((it) => `${margin}${edgeText(it)}`));
    if (isCluster) lines.push("  }");
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

const looks: Readonly<Record<ChartNode["kind"], string>> = {
  revision: "",
  head: ", peripheries=2",
  "merge point": ", shape=hexagon",
  missing: ", style=dotted",
};

function nodeText({ key, title, message, kind }: ChartNode): string {
  return `${name(key)} [label=${label(message === "" ? [title] : [title, message])}${looks[kind]}];`;
}

function edgeText({ from, to, kind }: ChartEdge): string {
  return `${name(from)} -> ${name(to)}${kind === "depends_on" ? " [style=dashed]" : ""};`;
}

/** A quoted name: only the quote is special in it, and a backslash before a quote or a line end. */
function name(text: string): string {
  return `"${withoutControls(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Text that is shown: backslashes begin escapes, and entities of HTML are read even outside of HTML labels. */
function label(lines: readonly string[]): string {
  const shown = lines.map((it) =>
    withoutControls(it).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;"),
  );
  return `"${shown.join("\\n")}"`;
}

function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}
