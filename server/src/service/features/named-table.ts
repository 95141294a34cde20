import { type Span, touches } from "../../base/span.ts";
import type { Static } from "../../base/static.ts";
import { argumentOf, readName, readNames } from "../../emit/read-argument.ts";
import type { Operation } from "../../migration/operation.ts";
import type { QualifiedName } from "../../postgres/name.ts";

/** A table, or a column of it, that an operation names. */
export interface NamedTable {
  readonly operation: Operation;
  readonly table: QualifiedName;
  /** Null: the table itself is named. */
  readonly column: string | null;
  readonly span: Span;
}

/** Arguments that name a table which is there before the operation, with its schema and the arguments that name its columns. */
const places = [
  { table: "table_name", schema: "schema", columns: ["column_name", "columns"] },
  { table: "source_table", schema: "source_schema", columns: ["local_cols"] },
  { table: "referent_table", schema: "referent_schema", columns: ["remote_cols"] },
  { table: "old_table_name", schema: "schema", columns: [] },
] as const;

/** What is named at `offset` by an argument that is written in this file and whose value is known; the first of several turns of a loop. */
export function namedTableAt(operations: readonly Operation[], offset: number): NamedTable | null {
  for (const operation of operations) {
    // The table of create_table is not there before it.
    if (operation.site.file !== null || operation.directive === "create_table") continue;
    for (const place of places) {
      const table = readName(argumentOf(operation, place.table));
      if (table === null || !table.name.known) continue;
      const schema = readName(argumentOf(operation, place.schema));
      const name = { schema: schema?.name ?? null, name: table.name };
      if (isAt(table.name, offset)) return { operation, table: name, column: null, span: table.name.span };
      for (const argument of place.columns) {
        const column = columnNames(operation, argument).find((it) => isAt(it, offset));
        if (column?.known === true) return { operation, table: name, column: column.value, span: column.span };
      }
    }
  }
  return null;
}

function columnNames(operation: Operation, argument: string): readonly Static<string>[] {
  if (argument !== "column_name") return readNames(argumentOf(operation, argument));
  const one = readName(argumentOf(operation, argument));
  return one === null ? [] : [one.name];
}

function isAt(name: Static<string>, offset: number): boolean {
  return name.known && touches(name.span, offset);
}
