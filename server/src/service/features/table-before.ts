import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { baseName } from "../../project/paths.ts";
import { findTable, type TableLookup } from "../../schema/find-table.ts";
import type { StatementStep } from "../../schema/replay.ts";
import type { Gap, SchemaState, Table } from "../../schema/schema-state.ts";
import { columnText, constraintText, indexText } from "../../schema/schema-words.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import { escapeMarkdown, sqlFence } from "./markdown-text.ts";
import { gapDocument } from "./schema-document.ts";

/** A hover shows no more of each. */
const maximumColumns = 30;
const maximumGaps = 3;
const maximumTables = 3;

/** Where gaps are looked up. */
export interface TableContext {
  readonly snapshot: Snapshot;
  readonly project: ProjectSnapshot;
}

/** The columns of a table in a state, how many constraints and indexes it has, and what is not certain of it, as Markdown. */
export function tableBefore(context: TableContext, state: SchemaState, name: QualifiedName): string {
  const lookup = findTable(state, name);
  const shown = code(displayName(name));
  if (lookup.answer !== "yes") return [`**${shown}**`, noTable(context, lookup, shown)].join("\n\n");
  const { table, gaps } = lookup;
  const width = Math.max(0, ...table.columns.map((it) => it.name.length));
  const lines = table.columns
    .slice(0, maximumColumns)
    .map((it) => `${it.name.padEnd(Math.min(width, 30))} ${columnText(it)}${it.gaps.length > 0 ? "  -- perhaps" : ""}`);
  const more = table.columns.length - maximumColumns;
  return [
    `**${shown}**, ${table.kind}, just before this`,
    ...(lines.length === 0 ? [] : [sqlFence([...lines, ...(more > 0 ? [`-- … and ${more} more`] : [])].join("\n"))]),
    counts(table),
    ...uncertain(context, gaps),
  ].join("\n\n");
}

/** One column of a table in a state, and the constraints and indexes that name it, as Markdown. */
export function columnBefore(context: TableContext, state: SchemaState, name: QualifiedName, column: string): string {
  const lookup = findTable(state, name);
  const shown = code(displayName(name));
  const title = `**${code(column)}** of ${shown}`;
  if (lookup.answer !== "yes") return [title, noTable(context, lookup, shown)].join("\n\n");
  const { table, gaps } = lookup;
  const found = table.columns.find((it) => it.name === column);
  if (found === undefined) {
    const sentence =
      gaps.length === 0
        ? `${shown} has no column ${code(column)} just before this.`
        : `The revisions before this tell of no column ${code(column)} in ${shown}.`;
    return [title, sentence, ...uncertain(context, gaps)].join("\n\n");
  }
  const constraints = table.constraints.filter((it) => it.columns.includes(column));
  const indexes = table.indexes.filter(
    (it) => it.constraint === null && it.elements.some((element) => element.columns.includes(column)),
  );
  const parts = [
    ...constraints.map((it) => `${it.name} ${constraintText(it)}`),
    ...indexes.map((it) => indexText(it, table)),
  ];
  return [
    `${title}, just before this`,
    sqlFence([columnText(found), ...parts].join("\n")),
    ...uncertain(context, gaps),
  ].join("\n\n");
}

/** One line for each table that the statements of an operation change, as it is before them; nothing for tables that no revision before it makes. */
export function tablesBefore(steps: readonly StatementStep[]): readonly string[] {
  const lines = new Map<string, string>();
  for (const { statement, before } of steps) {
    for (const action of statement.actions) {
      if (!("table" in action) || action.table === null || action.kind === "createTable") continue;
      const shown = displayName(action.table);
      const lookup = findTable(before, action.table);
      if (lookup.answer !== "yes" || lines.has(shown)) continue;
      const doubt = lookup.gaps.length === 0 ? "" : " Not all of it is certain.";
      lines.set(shown, `Just before this ${code(shown)} has ${counts(lookup.table)}${doubt}`);
    }
  }
  return [...lines.values()].slice(0, maximumTables);
}

function noTable(
  context: TableContext,
  lookup: Exclude<TableLookup, { readonly answer: "yes" }>,
  shown: string,
): string {
  if (lookup.answer === "no") return `There is no table ${shown} just before this.`;
  const sentence = `No revision before this is known to create ${shown}; the database may have it all the same.`;
  return [sentence, ...uncertain(context, lookup.gaps)].join("\n\n");
}

function counts(table: Table): string {
  const foreign = table.constraints.filter((it) => it.type === "foreignKey").length;
  const others = table.constraints.length - foreign;
  const indexes = table.indexes.filter((it) => it.constraint === null).length;
  return `${[
    counted(table.columns.length, "column", "columns"),
    counted(others, "constraint", "constraints"),
    counted(foreign, "foreign key", "foreign keys"),
    counted(indexes, "index", "indexes"),
  ].join(", ")}.`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What may have changed the table, and where it stands. */
function uncertain({ snapshot, project }: TableContext, gaps: readonly Gap[]): readonly string[] {
  if (gaps.length === 0) return [];
  const lines = gaps.slice(-maximumGaps).map((gap) => {
    const { file, line, why, revision } = gapDocument(snapshot, project, gap);
    return `- ${code(file === null ? revision : `${baseName(file)}:${line}`)}: ${escapeMarkdown(why)}`;
  });
  const more = gaps.length - lines.length;
  return [`What may have changed it:\n\n${[...lines, ...(more > 0 ? [`- … and ${more} before`] : [])].join("\n")}`];
}

function code(text: string): string {
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map((it) => it[0].length)) + 1);
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}
