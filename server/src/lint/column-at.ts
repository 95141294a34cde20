import type { Static } from "../base/static.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { findTable } from "../schema/find-table.ts";
import type { Column, SchemaState, Table } from "../schema/schema-state.ts";

/** A column as the replayed schema has it. */
export interface ColumnAt {
  readonly table: Table;
  readonly column: Column;
  /** Nothing that could not be read can have changed it. */
  readonly exact: boolean;
}

/** A column in a state of the schema; null when the state does not know it, which does not mean that there is none. */
export function columnAt(state: SchemaState | null, table: QualifiedName, column: Static<string>): ColumnAt | null {
  const found = state === null || !column.known ? null : findTable(state, table);
  if (found?.answer !== "yes" || !column.known) return null;
  const held = found.table.columns.find((it) => it.name === column.value);
  return held === undefined ? null : { table: found.table, column: held, exact: found.exact };
}
