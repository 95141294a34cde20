import type { SchemaState, Table } from "../../schema/schema-state.ts";
import { columnText, constraintText, elementTexts, nameText } from "../../schema/schema-words.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import { listedTables, type SchemaGap, schemaDocument } from "./schema-document.ts";

export interface SchemaTextOptions {
  readonly revision: string;
  readonly state: SchemaState;
  /** How a gap's file is shown. */
  readonly fileName: (path: string) => string;
}

/** A schema as people read it: tables with their columns, keys and indexes, then enums, then what is not certain. */
export function schemaText(snapshot: Snapshot, project: ProjectSnapshot, options: SchemaTextOptions): string {
  const { state, revision } = options;
  const document = schemaDocument(snapshot, project, { state, revision });
  const lines: string[] = [
    `Schema at ${revision}: ${document.exact ? "exact for a database that was empty at base" : `known but for ${count(document.gaps.length, "gap")}`}`,
  ];
  for (const table of listedTables(state, project)) lines.push("", ...tableLines(table));
  for (const it of document.enums) lines.push("", `enum ${qualified(it)}`, `  ${it.values.join(", ")}`);
  for (const it of document.domains) lines.push("", `domain ${qualified(it)}  ${it.type ?? "?"}`);
  if (document.gaps.length > 0)
    lines.push("", "Not certain:", ...document.gaps.map((it) => `  ${gapLine(it, options.fileName)}`));
  return `${lines.join("\n")}\n`;
}

function qualified({ schema, name }: { readonly schema: string | null; readonly name: string }): string {
  return schema === null ? name : `${schema}.${name}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function tableLines(table: Table): readonly string[] {
  const width = Math.max(0, ...table.columns.map((it) => it.name.length));
  const doubt = (it: { readonly gaps: readonly unknown[] }): string => (it.gaps.length > 0 ? "  (not certain)" : "");
  return [
    `${table.kind} ${nameText(table)}${doubt(table)}`,
    ...table.columns.map((it) => `  ${it.name.padEnd(width)}  ${columnText(it)}${doubt(it)}`),
    ...table.constraints.map((it) => `  ${it.name}: ${constraintText(it)}${doubt(it)}`),
    ...table.indexes
      .filter((it) => it.constraint === null)
      .map(
        (it) => `  ${it.name}: ${it.unique ? "unique index" : "index"} (${elementTexts(it).join(", ")})${doubt(it)}`,
      ),
  ];
}

function gapLine(gap: SchemaGap, fileName: (path: string) => string): string {
  const place = gap.file === null ? "" : ` ${fileName(gap.file)}:${gap.line}`;
  const what = gap.touches.includes("*") ? "anything" : gap.touches.join(", ");
  return `${gap.revision}${place} may have changed ${what}: ${gap.why}`;
}
