import { catalogName } from "../../postgres/catalog-name.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";
import { tableGaps } from "../../schema/find-table.ts";
import { ofKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import { catalogText, columnText, constraintText, indexText, nameText } from "../../schema/schema-words.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import { gapDocument, listedTables, relevantGaps } from "./schema-document.ts";
import type { SchemaTextOptions } from "./schema-text.ts";

/**
 * A schema as SQL that makes it in an empty database: schemas, extensions, types, sequences, tables, indexes, then foreign keys. What is not certain, and what is not told
 * (the queries of views, how a table is partitioned), stands as a comment.
 */
export function schemaSql(snapshot: Snapshot, project: ProjectSnapshot, options: SchemaTextOptions): string {
  const { state, revision, fileName } = options;
  const tables = listedTables(state, project);
  const gaps = relevantGaps(state, tables).map((it) => gapDocument(snapshot, project, it));
  const parts: string[] = [`-- Schema at ${revision}`];
  for (const it of gaps) {
    const place = it.file === null ? "" : ` (${fileName(it.file)}:${it.line})`;
    parts.push(
      `-- not certain: ${it.revision}${place} may have changed ${it.touches.join(", ")}: ${it.why.replace(/\s+/g, " ")}`,
    );
  }
  for (const it of byName([...state.schemas.values()])) parts.push("", `CREATE SCHEMA ${catalogName(it.name)};`);
  for (const it of byName([...state.extensions.values()]))
    parts.push("", `CREATE EXTENSION IF NOT EXISTS ${catalogName(it.name)};`);
  parts.push(...typeParts(state));
  const owned = new Set([...state.sequences.entries()].filter(([key]) => isIdentity(state, key)).map(([key]) => key));
  const sequences = [...state.sequences.entries()].filter(([key]) => !owned.has(key)).map(([, it]) => it);
  for (const it of sortedByName(sequences)) parts.push("", `CREATE SEQUENCE ${nameText(it)};`);
  for (const it of tables) parts.push("", ...tableParts(state, it));
  for (const it of sortedByName(sequences)) {
    if (it.ownedBy === null) continue;
    parts.push(
      "",
      `ALTER SEQUENCE ${nameText(it)} OWNED BY ${nameText(ofKey(it.ownedBy.table))}.${catalogName(it.ownedBy.column)};`,
    );
  }
  for (const table of tables) {
    for (const it of table.constraints.filter((constraint) => constraint.type === "foreignKey")) {
      parts.push("", `ALTER TABLE ${nameText(table)} ADD CONSTRAINT ${catalogName(it.name)} ${constraintText(it)};`);
    }
  }
  return `${parts.join("\n")}\n`;
}

function byName<T extends { readonly name: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sortedByName<T extends { readonly schema: string; readonly name: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (nameText(a) < nameText(b) ? -1 : 1));
}

function isIdentity(state: SchemaState, key: string): boolean {
  const owner = state.sequences.get(key)?.ownedBy;
  const column =
    owner == null ? undefined : state.tables.get(owner.table)?.columns.find((it) => it.name === owner.column);
  return column?.identity != null;
}

function typeParts(state: SchemaState): readonly string[] {
  return sortedByName([...state.types.values()]).flatMap((it) => {
    if (it.kind === "enum")
      return ["", `CREATE TYPE ${nameText(it)} AS ENUM (${it.values.map(quoteLiteral).join(", ")});`];
    if (it.kind === "domain")
      return ["", `CREATE DOMAIN ${nameText(it)} AS ${catalogText(it.base)}${it.notNull ? " NOT NULL" : ""};`];
    return ["", `-- type ${nameText(it)} (${it.kind})`];
  });
}

function tableParts(state: SchemaState, table: Table): readonly string[] {
  const note = tableGaps(state, table).length > 0 ? ["-- not certain"] : [];
  if (table.kind === "view" || table.kind === "materialized view")
    return [...note, `-- ${table.kind} ${nameText(table)}`, ...indexParts(table)];
  const inside = [
    ...table.columns.map((it) => `${catalogName(it.name)} ${columnText(it)}`),
    ...table.constraints
      .filter((it) => it.type !== "foreignKey")
      .map((it) => `CONSTRAINT ${catalogName(it.name)} ${constraintText(it)}`),
  ];
  const kind = table.kind === "table" ? [] : [`-- ${table.kind}`];
  const parent = table.partitionOf === null ? [] : [`-- partition of ${nameText(ofKey(table.partitionOf))}`];
  const inherits =
    table.inherits.length === 0 ? [] : [`-- inherits ${table.inherits.map((it) => nameText(ofKey(it))).join(", ")}`];
  return [
    ...note,
    ...kind,
    ...parent,
    ...inherits,
    `CREATE TABLE ${nameText(table)} (${inside.length === 0 ? "" : `\n    ${inside.join(",\n    ")}\n`});`,
    ...indexParts(table),
  ];
}

function indexParts(table: Table): readonly string[] {
  return byName(table.indexes.filter((it) => it.constraint === null)).flatMap((it) => ["", `${indexText(it, table)};`]);
}
