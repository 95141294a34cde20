import type { ConstantColumn, SqlConstant } from "../postgres/sql-constants.ts";
import { displayed } from "../schema/catalog-names.ts";
import { findTable } from "../schema/find-table.ts";
import { type Column, relationKey, type SchemaState, type UserType } from "../schema/schema-state.ts";

/** A column that a constant of SQL belongs to, as the schema has it. */
export interface ColumnOfConstant {
  readonly column: Column;
  /** Nothing that could not be read can have changed it. */
  readonly exact: boolean;
}

/** The column that a constant is compared with, assigned to or the default of; null where the schema does not know it, or several tables of the statement have one of its name. */
export function columnOfConstant(constant: SqlConstant, state: SchemaState): ColumnOfConstant | null {
  const { column } = constant;
  if (column === null) return null;
  const found = tablesOf(column).flatMap((name) => {
    const lookup = findTable(state, name);
    if (lookup.answer !== "yes") return [];
    const { table } = lookup;
    const held =
      typeof column.name === "number"
        ? table.columns[column.name]
        : table.columns.find((it) => it.name === column.name);
    return held === undefined ? [] : [{ table, column: held, exact: lookup.exact }];
  });
  const [first, ...others] = found;
  return first === undefined || others.some((it) => it.table !== first.table) ? null : first;
}

function tablesOf({ table, relations }: ConstantColumn): ConstantColumn["relations"] {
  return table === null ? relations : [table];
}

/** The enum type that PostgreSQL reads a constant as; null where it is none that the schema knows. */
export function enumOfConstant(
  constant: SqlConstant,
  state: SchemaState,
): { readonly type: EnumType; readonly exact: boolean } | null {
  if (constant.type !== null) {
    const type = enumNamed(constant.type, state);
    return type === null ? null : { type, exact: true };
  }
  const found = columnOfConstant(constant, state);
  if (found === null) return null;
  for (const type of state.types.values()) {
    if (type.kind === "enum" && displayed(type.schema, type.name) === found.column.baseType)
      return { type, exact: found.exact };
  }
  return null;
}

export type EnumType = Extract<UserType, { readonly kind: "enum" }>;

function enumNamed(parts: readonly string[], state: SchemaState): EnumType | null {
  const name = parts.at(-1) ?? "";
  const schemas = parts.length > 1 ? [parts.at(-2) ?? ""] : (state.searchPath ?? []);
  for (const schema of schemas) {
    const type = state.types.get(relationKey(schema, name));
    if (type !== undefined) return type.kind === "enum" ? type : null;
  }
  return null;
}
