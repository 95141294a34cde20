import { columnOf } from "../../migration/column-call.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import { tableOf } from "../../migration/table-call.ts";
import { symbolicValue } from "../symbolic-call.ts";
import { quote, type TableName, tableText } from "./dialect.ts";
import { atom, type Element, type Scope } from "./element.ts";
import { nullType, type SqlType, sqlType } from "./sql-type.ts";
import { need, needAll, unrendered } from "./unrendered.ts";

export function isColumnPath(path: string): boolean {
  return path === "sqlalchemy.column" || path === "sqlalchemy.Column";
}

/** A column in an expression: `sa.column("a")`, or `table.c.a` with its table. */
export function columnElement(scope: Scope, symbolic: Symbolic): Element {
  const { dialect } = scope;
  if (symbolic.kind === "call") {
    const column = columnOf(symbolicValue(symbolic));
    if (column === undefined) return unrendered("a column that is not known");
    needAll(column.openArguments);
    if (column.keywords.has("quote") || column.keywords.has("key") || column.keywords.has("is_literal")) {
      return unrendered("a column with options");
    }
    const name = need(column.name);
    const type = column.type === null ? nullType : sqlType(dialect, column.type);
    return { ...atom(quote(dialect, name), type, "column"), name };
  }
  const found = memberColumn(scope, symbolic);
  if (found === null) return unrendered("a name behind a dot that is no column");
  const { name, type, table } = found;
  const known = scope.tables.some((it) => it.name === table.name && it.schema === table.schema);
  if (!known) scope.tables.push(table);
  const text = quote(dialect, name);
  return { ...atom(scope.qualified ? `${tableText(dialect, table)}.${text}` : text, type, "column"), name };
}

function memberColumn(
  scope: Scope,
  symbolic: Symbolic,
): { readonly name: string; readonly type: SqlType; readonly table: TableName } | null {
  if (symbolic.kind !== "attribute") return null;
  const { of, name } = symbolic;
  if (of.kind !== "attribute" || (of.name !== "c" && of.name !== "columns") || of.of.kind !== "call") return null;
  const source = tableSource(scope, of.of);
  const column = source.columns.find((it) => it.name === name);
  return column === undefined
    ? unrendered(`the column ${name}, which the table does not list`)
    : { ...column, table: source.table };
}

export interface TableSource {
  readonly table: TableName;
  readonly columns: readonly SourceColumn[];
  /** A real Table, with a primary key and defaults. */
  readonly isReal: boolean;
}

export interface SourceColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly primaryKey: boolean;
  readonly hasDefault: boolean;
}

/** `sa.table(…)`, `sa.Table(…)` or the result of `op.create_table(…)`. */
export function tableSource(scope: Pick<Scope, "dialect">, call: SymbolicCall): TableSource {
  const table = tableOf(symbolicValue(call));
  if (table === undefined) return unrendered("a table that is not known");
  needAll(table.open);
  if (table.keywords.has("quote")) return unrendered("a table with quote=");
  const keyed: string[] = [];
  const columns: SourceColumn[] = [];
  for (const item of table.items) {
    const symbolic = symbolicOf(item);
    const path = symbolic?.kind === "call" ? symbolic.path : null;
    if (path === "sqlalchemy.PrimaryKeyConstraint" && symbolic?.kind === "call") {
      for (const it of symbolic.args) if (it.name === null && it.value.type === "str") keyed.push(it.value.value);
      continue;
    }
    const column = columnOf(item);
    if (column === undefined) {
      if (path === null || !/Constraint$|^sqlalchemy\.Index$/.test(path)) unrendered("an item of the table");
      continue;
    }
    needAll(column.openArguments);
    if (column.keywords.has("key") || column.keywords.has("quote")) unrendered("a column with options");
    columns.push({
      name: need(column.name),
      type: column.type === null ? nullType : sqlType(scope.dialect, column.type),
      primaryKey: column.primaryKey !== null && need(column.primaryKey),
      hasDefault: column.keywords.has("default") || column.keywords.has("onupdate") || column.sequence !== null,
    });
  }
  return {
    table: { schema: table.schema === null ? null : need(table.schema), name: need(table.name) },
    columns: columns.map((it) => ({ ...it, primaryKey: it.primaryKey || keyed.includes(it.name) })),
    isReal: call.path !== "sqlalchemy.table",
  };
}
