import type { QualifiedName } from "../postgres/name.ts";
import { type Gap, relationKey, type SchemaState, type Table } from "./schema-state.ts";
import { touches } from "./touches.ts";

/** The answer to "is there such a table": its facts, or why there is none, or why that cannot be told. */
export type TableLookup =
  | {
      readonly answer: "yes";
      readonly table: Table;
      readonly gaps: readonly Gap[];
      /** There are no gaps; cheaper to ask than for all of them. */
      readonly exact: boolean;
    }
  | { readonly answer: "no" }
  /** `gaps` is empty when it may have been there before the first revision. */
  | { readonly answer: "unknown"; readonly gaps: readonly Gap[] };

/**
 * The table or view that a name means in a state. `gaps` of a found table are all that may have changed it or what it holds, oldest first: none means that every fact of it is
 * exact. A table that no revision names is "unknown": the database may hold more than the migrations tell.
 */
export function findTable(state: SchemaState, name: QualifiedName): TableLookup {
  if (!name.name.known || (name.schema !== null && !name.schema.known)) return { answer: "unknown", gaps: [] };
  const schemas = name.schema === null ? state.searchPath : [name.schema.value];
  if (schemas === null) return { answer: "unknown", gaps: [] };
  for (const schema of schemas) {
    const table = state.tables.get(relationKey(schema, name.name.value));
    if (table !== undefined) {
      // Most who ask for a table do not ask for the gaps, which takes a look at all of the history's.
      return {
        answer: "yes",
        table,
        get gaps() {
          return tableGaps(state, table);
        },
        get exact() {
          return isExact(state, table);
        },
      };
    }
  }
  const { value } = name.name;
  return {
    answer: "unknown",
    get gaps() {
      return state.gaps.filter((it) => schemas.some((schema) => touches(it.touches, schema, value)));
    },
  };
}

/** Nothing that could not be read can have changed the table or its parts: `tableGaps` would find none. */
export function isExact(state: SchemaState, table: Table): boolean {
  if (table.gaps.length > 0) return false;
  // They are in order, so that those after the table's birth stand at the end.
  for (let i = state.gaps.length - 1; i >= 0; i--) {
    const gap = state.gaps[i];
    if (gap === undefined || gap.clock <= table.born) break;
    if (touches(gap.touches, table.schema, table.name)) return false;
  }
  const isFree = (it: { readonly gaps: readonly Gap[] }): boolean => it.gaps.length === 0;
  return table.columns.every(isFree) && table.constraints.every(isFree) && table.indexes.every(isFree);
}

/** Everything that may have changed the table or its parts, oldest first, each once. */
export function tableGaps(state: SchemaState, table: Table): readonly Gap[] {
  const found = new Set<Gap>(table.gaps);
  for (const gap of state.gaps) {
    if (gap.clock > table.born && touches(gap.touches, table.schema, table.name)) found.add(gap);
  }
  for (const part of [...table.columns, ...table.constraints, ...table.indexes]) {
    for (const gap of part.gaps) found.add(gap);
  }
  return [...found].sort((a, b) => a.clock - b.clock);
}
