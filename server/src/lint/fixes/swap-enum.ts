import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";
import { displayed } from "../../schema/catalog-names.ts";
import { tableGaps } from "../../schema/find-table.ts";
import { type Column, defaultSchema, relationKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import type { EnumType } from "../type-of-constant.ts";
import { pythonString } from "./python-text.ts";
import type { PythonStyle } from "./render-value.ts";

/**
 * Python that gives an enum type the values that it had: the type is made anew, and every column that has it goes over. `values` are those to come, `state` the schema before.
 * Null where the state does not know all that has the type, or where something of it would not go along (a CHECK, a partial index, a view).
 */
export function swapEnum(
  type: EnumType,
  values: readonly string[],
  state: SchemaState,
  style: PythonStyle,
): readonly string[] | null {
  const printed = displayed(type.schema, type.name);
  const columns = columnsOf(printed, state);
  const defaults = values.map((it) => `${quoteLiteral(it)}::${printed}`);
  const keepsDefault = ({ column }: Held): boolean =>
    column.default === null || (column.default.form === "catalog" && defaults.includes(column.default.text));
  if (columns === null || !columns.every(keepsDefault)) return null;
  const written = inSchema(type.schema, type.name);
  const old = `${type.name}_old`;
  const sql = [
    `ALTER TYPE ${written} RENAME TO ${quoteIdentifier(old)}`,
    `CREATE TYPE ${written} AS ENUM (${values.map(quoteLiteral).join(", ")})`,
    ...goOver(columns, written),
    `DROP TYPE ${inSchema(type.schema, old)}`,
  ];
  return sql.map((it) => `${style.op}.execute(${pythonString(it, style.quote)})`);
}

/** A column with its table. */
export interface Held {
  readonly table: Table;
  readonly column: Column;
}

function columnsOf(type: string, state: SchemaState): readonly Held[] | null {
  const found: Held[] = [];
  for (const table of state.tables.values()) {
    for (const column of table.columns) {
      if (column.baseType === `${type}[]`) return null;
      if (column.baseType !== type) continue;
      const isPlain =
        table.kind === "table" &&
        table.partitionOf === null &&
        table.inherits.length === 0 &&
        column.generated === null &&
        !column.inherited &&
        tableGaps(state, table).length === 0 &&
        !isNamedElsewhere(column.name, table, state);
      if (!isPlain) return null;
      found.push({ table, column });
    }
  }
  return state.gaps.some((it) => it.touches.kind === "anything") ? null : found;
}

/** Constraints and indexes that hold values of the type, and views. */
function isNamedElsewhere(name: string, table: Table, state: SchemaState): boolean {
  const key = relationKey(table.schema, table.name);
  return (
    table.constraints.some((it) => (it.type === "check" || it.type === "exclude") && it.columns.includes(name)) ||
    table.indexes.some(
      (it) =>
        it.whereColumns.includes(name) ||
        it.elements.some((element) => element.column === null && element.columns.includes(name)),
    ) ||
    table.columns.some((it) => it.generated?.columns.includes(name) === true) ||
    [...state.tables.values()].some((it) => it.reads.includes(key))
  );
}

/** The statements with which columns go over to another enum type, given as SQL names it, one a table; their values must be among those of the new type. */
export function goOver(columns: readonly Held[], type: string): readonly string[] {
  const tables = [...new Set(columns.map((it) => it.table))];
  return tables.map((table) => {
    const changes = columns.filter((it) => it.table === table).map((it) => changeOf(it, type));
    return `ALTER TABLE ${inSchema(table.schema, table.name)} ${changes.join(", ")}`;
  });
}

function changeOf({ column }: Held, type: string): string {
  const it = quoteIdentifier(column.name);
  const change = `ALTER COLUMN ${it} TYPE ${type} USING ${it}::text::${type}`;
  if (column.default === null || column.default.form !== "catalog") return change;
  return `ALTER COLUMN ${it} DROP DEFAULT, ${change}, ALTER COLUMN ${it} SET DEFAULT ${column.default.text}`;
}

function inSchema(schema: string, name: string): string {
  return schema === defaultSchema ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}
