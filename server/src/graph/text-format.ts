import { headList } from "./lookup.ts";
import type { GraphRevision, RevisionGraph } from "./revision-graph.ts";

/* The texts of Alembic's own commands (1.18 to 1.20), so that ours can be read, compared and piped in the same way. Each ends with a newline. */

/** Where `str.splitlines()` of Python splits. */
const lineEndPattern = "\\r\\n|[\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]";
const lineEnds = new RegExp(lineEndPattern);

export interface TextOptions {
  /** Revisions to mark with `(current)`. */
  readonly current?: ReadonlySet<string>;
}

/** `alembic history`: newest first; `revisions` limits and orders them (what a range resolved to). */
export function historyText(
  graph: RevisionGraph,
  revisions: readonly string[] = graph.history,
  options: TextOptions = {},
): string {
  return revisions.map((id) => `${historyLine(at(graph, id), options)}\n`).join("");
}

/** `alembic heads`; with "effective" as `--resolve-dependencies`. */
export function headsText(graph: RevisionGraph, which: "heads" | "effective" = "heads"): string {
  const ids = headList(graph, which === "heads" ? "heads" : "realHeads");
  return ids.map((id) => `${shortForm(at(graph, id), { labels: true, tree: false })}\n`).join("");
}

/** `alembic branches`: each branch point with its children. */
export function branchesText(graph: RevisionGraph): string {
  return graph.history
    .map((id) => at(graph, id))
    .filter((it) => it.isBranchPoint)
    .map((it) => {
      const children = it.next.map((child) => {
        const short = shortForm(at(graph, child), { labels: true, tree: true });
        return `${" ".repeat([...it.revision].length)} -> ${short}\n`;
      });
      return `${shortForm(it, { labels: true, tree: true })}\n${children.join("")}\n`;
    })
    .join("");
}

/** `alembic current` without `-v`. */
export function currentText(graph: RevisionGraph, revisions: readonly string[]): string {
  return revisions.map((id) => `${shortForm(at(graph, id), { labels: false, tree: true })}\n`).join("");
}

/** The block of `alembic show` and of `-v`. `longdoc` is the docstring without surrounding space, `path` the absolute path of the file. */
export function revisionBlock(
  graph: RevisionGraph,
  id: string,
  details: { readonly longdoc: string; readonly path: string } & TextOptions,
): string {
  const it = at(graph, id);
  const lines = [
    `Rev: ${id}${it.isHead ? " (head)" : ""}${treeMarks(it)}${details.current?.has(id) === true ? " (current)" : ""}`,
    `${it.isMergePoint ? "Merges" : "Parent"}: ${downText(it)}`,
  ];
  if (it.dependsOn.length > 0) lines.push(`Also depends on: ${it.dependsOn.join(", ")}`);
  if (it.isBranchPoint) lines.push(`Branches into: ${it.next.join(", ")}`);
  if (it.labels.length > 0) lines.push(`Branch names: ${it.labels.join(", ")}`);
  lines.push(`Path: ${details.path}`, "");
  const doc = details.longdoc === "" ? [] : details.longdoc.split(lineEnds);
  lines.push(doc.map((line) => `    ${line}`).join("\n"), "");
  return `${lines.join("\n")}\n`;
}

function historyLine(it: GraphRevision, options: TextOptions): string {
  const depends = it.dependsOn.length > 0 ? ` (${it.dependsOn.join(", ")})` : "";
  return `${downText(it)}${depends} -> ${shortForm(it, { labels: true, tree: true, ...options })}, ${it.doc}`;
}

function shortForm(
  it: GraphRevision,
  options: { readonly labels: boolean; readonly tree: boolean } & TextOptions,
): string {
  let text = it.revision;
  if (options.labels && it.labels.length > 0) text += ` (${it.labels.join(", ")})`;
  if (it.isRealHead) text += " (head)";
  else if (it.isHead) text += " (effective head)";
  if (options.current?.has(it.revision) === true) text += " (current)";
  return options.tree ? text + treeMarks(it) : text;
}

function treeMarks(it: GraphRevision): string {
  return `${it.isBranchPoint ? " (branchpoint)" : ""}${it.isMergePoint ? " (mergepoint)" : ""}`;
}

function downText(it: GraphRevision): string {
  return it.downRevisions.length === 0 ? "<base>" : it.downRevisions.join(", ");
}

function at(graph: RevisionGraph, id: string): GraphRevision {
  const found = graph.revisions.get(id);
  if (found !== undefined) return found;
  const blank = { next: [], allNext: [], parents: [], resolvedDependsOn: [], normalizedDown: [], labels: [] };
  const header = { revision: id, downRevisions: [], dependsOn: [], branchLabels: [], doc: "", file: "" };
  const flags = { isBase: false, isHead: false, isRealHead: false, isBranchPoint: false, isMergePoint: false };
  return { ...blank, ...header, ...flags };
}
