import type { QualifiedName } from "../postgres/name.ts";
import { tableGaps } from "../schema/find-table.ts";
import { type Index, relationKey, type SchemaState, type Table } from "../schema/schema-state.ts";

/** An index as the replayed schema has it. */
export interface IndexAt {
  readonly table: Table;
  readonly index: Index;
  /** Nothing that could not be read can have changed it. */
  readonly exact: boolean;
}

/** The index that a name means in a state of the schema; null when the state does not know it, which does not mean that there is none. */
export function indexAt(state: SchemaState | null, name: QualifiedName): IndexAt | null {
  if (state === null || !name.name.known || (name.schema !== null && !name.schema.known)) return null;
  const schemas = name.schema === null ? (state.searchPath ?? []) : [name.schema.value];
  for (const schema of schemas) {
    const key = state.indexNames.get(relationKey(schema, name.name.value));
    const table = key === undefined ? undefined : state.tables.get(key);
    const index = table?.indexes.find((it) => it.name === (name.name.known ? name.name.value : ""));
    if (table !== undefined && index !== undefined)
      return { table, index, exact: tableGaps(state, table).length === 0 };
  }
  return null;
}
