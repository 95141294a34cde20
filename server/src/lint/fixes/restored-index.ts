import type { Index, Table } from "../../schema/schema-state.ts";
import { indexText } from "../../schema/schema-words.ts";
import { executeCall, list, type RestoreStyle, schemaArgument, text, textCall } from "./restore-style.ts";

/** A statement that makes the index; null when not all of it is known. */
export function restoredIndex(
  index: Index,
  table: Table,
  style: RestoreStyle,
  options: { readonly concurrently: boolean },
): string | null {
  const texts = [...index.elements.map((it) => it.text), ...(index.where === null ? [] : [index.where])];
  if (!index.valid || index.elements.length === 0 || texts.some((it) => it.form === "unknown")) return null;
  const plain = index.elements.flatMap((it) => it.column ?? []);
  // A column twice is more than a Table of SQLAlchemy holds.
  if (index.nullsNotDistinct || new Set(plain).size < plain.length) {
    const sql = indexText(index, table);
    return executeCall(options.concurrently ? sql.replace(" INDEX ", " INDEX CONCURRENTLY ") : sql, style);
  }
  const elements = index.elements.map((it) =>
    it.isPlain && it.column !== null
      ? text(it.column, style)
      : textCall(it.text.form === "unknown" ? "" : it.text.text, style),
  );
  const parts = [text(index.name, style), text(table.name, style), `[${elements.join(", ")}]`];
  if (index.unique) parts.push("unique=True");
  parts.push(...schemaArgument(table.schema, style));
  if (index.method !== "btree") parts.push(`postgresql_using=${text(index.method, style)}`);
  if (index.include.length > 0) parts.push(`postgresql_include=${list(index.include, style)}`);
  if (index.where !== null && index.where.form !== "unknown")
    parts.push(`postgresql_where=${textCall(index.where.text, style)}`);
  if (options.concurrently) parts.push("postgresql_concurrently=True");
  return `${style.op}.create_index(${parts.join(", ")})`;
}

export function droppedIndex(
  index: Index,
  table: Table,
  style: RestoreStyle,
  options: { readonly concurrently: boolean },
): string {
  const parts = [
    text(index.name, style),
    `table_name=${text(table.name, style)}`,
    ...schemaArgument(table.schema, style),
    ...(options.concurrently ? ["postgresql_concurrently=True"] : []),
  ];
  return `${style.op}.drop_index(${parts.join(", ")})`;
}
