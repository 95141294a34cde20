import { type Chart, type ChartNode, drawCharts } from "./chart.ts";

/**
 * Chains as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html), newest on top: heads with round ends and a thick border,
 * merge points as hexagons, `depends_on` dotted, ids that no file declares dashed. Several charts become subgraphs. Nodes are numbered,
 * because an id of Alembic may hold characters (or be a word, such as `end`) that Mermaid does not take. Ends with a newline.
 */
export function mermaidText(charts: readonly Chart[]): string {
  const drawn = drawCharts(charts);
  const names = new Map<string, string>();
  const nameOf = (key: string): string => {
    const known = names.get(key) ?? `r${names.size + 1}`;
    names.set(key, known);
    return known;
  };
  const lines = ["flowchart BT"];
  const kinds = new Map<ChartNode["kind"], string[]>();
  for (const [index, chart] of drawn.entries()) {
    const isSubgraph = drawn.length > 1;
    const margin = isSubgraph ? "    " : "  ";
    if (isSubgraph) lines.push(`  subgraph chart${index + 1}["${text(chart.name)}"]`, `${margin}direction BT`);
    for (const { key, title, message, kind } of chart.nodes) {
      const name = nameOf(key);
      const [open, close] = shapes[kind];
      const shown = message === "" ? text(title) : `${text(title)}<br/>${text(message)}`;
      lines.push(`${margin}${name}${open}"${shown}"${close}`);
      kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
    }
    for (const { from, to, kind } of chart.edges) {
      lines.push(`${margin}${nameOf(from)} ${kind === "depends_on" ? "-.->" : "-->"} ${nameOf(to)}`);
    }
    if (isSubgraph) lines.push("  end");
  }
  for (const [kind, style] of styles) {
    const members = kinds.get(kind);
    if (members !== undefined) lines.push(`  classDef ${kind} ${style}`, `  class ${members.join(",")} ${kind}`);
  }
  return `${lines.join("\n")}\n`;
}

const shapes: Readonly<Record<ChartNode["kind"], readonly [string, string]>> = {
  revision: ["[", "]"],
  head: ["([", "])"],
  "merge point": ["{{", "}}"],
  missing: ["[", "]"],
};

const styles = [
  ["head", "stroke-width:3px"],
  ["missing", "stroke-dasharray:3"],
] as const;

/** Inside quotes Mermaid reads `#name;` as a character, HTML, and Markdown after a backtick: everything special becomes a number. */
function text(it: string): string {
  return it
    .replaceAll(/\p{Cc}/gu, " ")
    .replaceAll(/["#&<>`\\*_~[\]{}|;$]/g, (character) => `#${character.charCodeAt(0)};`);
}
