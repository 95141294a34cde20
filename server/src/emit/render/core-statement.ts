import { type Symbolic, type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { methodChain } from "../symbolic-call.ts";
import { columnElement, type SourceColumn, type TableSource, tableSource } from "./column-element.ts";
import { combine, condition } from "./comparison.ts";
import { type Dialect, quote, type TableName, tableText } from "./dialect.ts";
import { grouped, type Scope, statementScope } from "./element.ts";
import { expression, positional } from "./expression.ts";
import { literalOf } from "./literal.ts";
import { placeholder } from "./placeholder.ts";
import { selectText } from "./select-text.ts";
import { needAll, Unrendered, unrendered } from "./unrendered.ts";

type Method = { readonly name: string; readonly call: SymbolicCall };

/** INSERT, UPDATE, DELETE and SELECT that were built with SQLAlchemy (alembic-semantics 6.5). */
export function coreStatementTexts(dialect: Dialect, symbolic: Symbolic): string {
  const { base, methods } = methodChain(symbolic);
  if (base.kind !== "call") return unrendered("a statement that is not known");
  const scope = statementScope(dialect);
  const kinds: Readonly<Record<string, string>> = {
    "sqlalchemy.insert": "insert",
    "sqlalchemy.dialects.postgresql.insert": "insert",
    "sqlalchemy.update": "update",
    "sqlalchemy.delete": "delete",
    "sqlalchemy.select": "select",
  };
  const kind = kinds[base.path ?? ""];
  if (kind === "select") return selectText(scope, base, methods);
  if (kind !== undefined) {
    const table = symbolicOf(positional(base)[0]);
    if (table?.kind !== "call" || base.args.length !== 1) return unrendered("a statement on a table that is not known");
    return changeText(scope, kind, tableSource({ dialect }, table), methods, base.path ?? "");
  }
  const [first, ...rest] = methods;
  if (first === undefined || !["insert", "update", "delete"].includes(first.name)) {
    return unrendered("a statement that was built in a way that is not read");
  }
  if (first.call.args.length > 0) return unrendered(`arguments of .${first.name}()`);
  return changeText(scope, first.name, tableSource({ dialect }, base), rest, "");
}

function changeText(scope: Scope, kind: string, source: TableSource, methods: readonly Method[], path: string): string {
  if (source.columns.some((it) => it.hasDefault)) return unrendered("a table whose columns have Python defaults");
  if (kind === "insert") return insertText(scope, source, methods, path);
  if (kind === "update") return updateText(scope, source, methods);
  return deleteText(scope, source, methods);
}

/** The value of `.values()` by column. */
function valuesOf(call: SymbolicCall): ReadonlyMap<string, PyValue> {
  const values = new Map<string, PyValue>();
  for (const argument of call.args) {
    if (argument.spreadUnknown) return unrendered("values that are not known");
    if (argument.name !== null) {
      values.set(argument.name, argument.value);
      continue;
    }
    if (argument.value.type === "unknown") throw new Unrendered(argument.value.why, null);
    if (argument.value.type !== "dict") return unrendered("values that are no dictionary");
    entriesOf(argument.value, values);
  }
  return values;
}

function entriesOf(dict: Extract<PyValue, { type: "dict" }>, values: Map<string, PyValue>): void {
  needAll(dict.open);
  for (const { key, value } of dict.entries) {
    const symbolic = symbolicOf(key);
    // A column object as a key is named by its column.
    if (key.type === "str") values.set(key.value, value);
    else if (symbolic?.kind === "attribute") values.set(symbolic.name, value);
    else unrendered("a key of values() that is not known");
  }
}

function listed(source: TableSource, values: ReadonlyMap<string, PyValue>): readonly SourceColumn[] {
  for (const name of values.keys()) {
    if (!source.columns.some((it) => it.name === name)) unrendered(`the column ${name}, which the table does not list`);
  }
  return source.columns.filter((it) => values.has(it.name));
}

/** `row` counts the rows of an INSERT of several. */
function valueText(scope: Scope, column: SourceColumn, value: PyValue | undefined, row: number | null = null): string {
  if (value === undefined) return unrendered("a value that is missing");
  if (symbolicOf(value) !== undefined) {
    const element = expression(scope, value);
    return grouped(element, null);
  }
  if (scope.dialect.literalBinds === true) return literalOf(scope.dialect, column.type, value);
  return placeholder(
    scope.dialect,
    scope.printed,
    row === null ? column.name : `${column.name}_m${row}`,
    column.type,
    value,
  );
}

function updateText(scope: Scope, source: TableSource, methods: readonly Method[]): string {
  const { dialect } = scope;
  const values = new Map<string, PyValue>();
  const conditions: PyValue[] = [];
  for (const { name, call } of methods) {
    if (name === "values") for (const [key, value] of valuesOf(call)) values.set(key, value);
    else if (name === "where") conditions.push(...positional(call));
    else if (name !== "execution_options") return unrendered(`.${name}() of an UPDATE`);
  }
  if (values.size === 0) return unrendered("an UPDATE without values");
  const set = listed(source, values).map(
    (it) => `${quote(dialect, it.name)}=${valueText(scope, it, values.get(it.name))}`,
  );
  const inValues = scope.tables.length;
  const where = whereText(scope, conditions);
  const others = scope.tables.filter((it) => !isSame(it, source.table));
  if (others.length > 1) return unrendered("an UPDATE with several other tables");
  // Only conditions bring another table into the statement.
  if (others.length === 1 && inValues > 0 && conditions.length === 0) return unrendered("an UPDATE with another table");
  const from = others.map((it) => ` FROM ${tableText(dialect, it)}`).join("");
  return `UPDATE ${tableText(dialect, source.table)} SET ${set.join(", ")}${from}${where}`;
}

function deleteText(scope: Scope, source: TableSource, methods: readonly Method[]): string {
  const conditions: PyValue[] = [];
  for (const { name, call } of methods) {
    if (name === "where") conditions.push(...positional(call));
    else if (name !== "execution_options") return unrendered(`.${name}() of a DELETE`);
  }
  const where = whereText(scope, conditions);
  if (scope.tables.some((it) => !isSame(it, source.table))) return unrendered("a DELETE with another table");
  return `DELETE FROM ${tableText(scope.dialect, source.table)}${where}`;
}

export function whereText(scope: Scope, conditions: readonly PyValue[]): string {
  if (conditions.length === 0) return "";
  return ` WHERE ${
    combine(
      "and",
      conditions.map((it) => condition(scope, it)),
    ).sql
  }`;
}

export function isSame(first: TableName, second: TableName): boolean {
  return first.name === second.name && first.schema === second.schema;
}

function insertText(scope: Scope, source: TableSource, methods: readonly Method[], path: string): string {
  const { dialect } = scope;
  const into = `INSERT INTO ${tableText(dialect, source.table)}`;
  let rows: readonly ReadonlyMap<string, PyValue>[] | null = null;
  let select: string | null = null;
  let suffix = "";
  for (const { name, call } of methods) {
    if (name === "values" && rows === null) rows = insertRows(call);
    else if (name === "from_select" && select === null && rows === null) select = fromSelect(scope, call);
    else if (name.startsWith("on_conflict_") && path.includes("postgresql") && suffix === "") {
      suffix = conflictText(scope, source, name, call);
    } else if (name !== "execution_options") return unrendered(`.${name}() of an INSERT`);
  }
  if (select !== null)
    return source.isReal ? unrendered("INSERT … SELECT into a real Table") : `${into} ${select}${suffix}`;
  const [first, ...more] = rows ?? [];
  if (first === undefined || first.size === 0) return unrendered("an INSERT without values");
  if (more.some((it) => it.size !== first.size || [...it.keys()].some((key) => !first.has(key)))) {
    return unrendered("rows with different columns");
  }
  const columns = listed(source, first);
  const texts = [first, ...more].map((row, index) => {
    const number = more.length === 0 ? null : index;
    return `(${columns.map((it) => valueText(scope, it, row.get(it.name), number)).join(", ")})`;
  });
  if (scope.tables.length > 0) return unrendered("a column among the values of an INSERT");
  const names = columns.map((it) => quote(dialect, it.name)).join(", ");
  return `${into} (${names}) VALUES ${texts.join(", ")}${suffix}${returning(scope, source, columns, more.length > 0, first)}`;
}

function insertRows(call: SymbolicCall): readonly ReadonlyMap<string, PyValue>[] {
  const [only] = call.args;
  if (call.args.length !== 1 || only?.name !== null || only.value.type !== "list") return [valuesOf(call)];
  needAll(only.value.open);
  return only.value.elements.map((row) => {
    if (row.type === "unknown") throw new Unrendered(row.why, null);
    if (row.type !== "dict") return unrendered("a row that is no dictionary");
    const values = new Map<string, PyValue>();
    entriesOf(row, values);
    return values;
  });
}

/** A real Table gives back its primary key when the statement does not say it. */
function returning(
  scope: Scope,
  source: TableSource,
  columns: readonly SourceColumn[],
  isMany: boolean,
  row: ReadonlyMap<string, PyValue>,
): string {
  if (!source.isReal) return "";
  const keys = source.columns.filter((it) => it.primaryKey);
  const missing = keys.filter((it) => !columns.includes(it));
  if (keys.length === 0) return "";
  if (keys.length > 1 || isMany) return unrendered("what an INSERT into such a Table gives back");
  const [key] = keys;
  if (key === undefined) return "";
  const value = row.get(key.name);
  if (missing.length === 0 && value !== undefined && symbolicOf(value) === undefined) return "";
  if (missing.length === 0 || key.type.family !== "integer") {
    return unrendered("what an INSERT into such a Table gives back");
  }
  return ` RETURNING ${tableText(scope.dialect, source.table)}.${quote(scope.dialect, key.name)}`;
}

function fromSelect(scope: Scope, call: SymbolicCall): string {
  const [names, query] = positional(call);
  if (names?.type !== "list" && names?.type !== "tuple") return unrendered("the columns of an INSERT … SELECT");
  needAll(names.open);
  const columns = names.elements.map((it) =>
    it.type === "str" ? quote(scope.dialect, it.value) : unrendered("a column of an INSERT … SELECT"),
  );
  const symbolic = symbolicOf(query);
  if (symbolic === undefined) return unrendered("the query of an INSERT … SELECT");
  const { base, methods } = methodChain(symbolic);
  if (base.kind !== "call" || base.path !== "sqlalchemy.select") return unrendered("the query of an INSERT … SELECT");
  return `(${columns.join(", ")}) ${selectText(statementScope(scope.dialect), base, methods)}`;
}

function conflictText(scope: Scope, source: TableSource, name: string, call: SymbolicCall): string {
  const { dialect } = scope;
  const get = (key: string): PyValue | undefined => call.args.find((it) => it.name === key)?.value;
  const allowed = ["index_elements", "set_"];
  if (call.args.some((it) => it.spreadUnknown || it.name === null || !allowed.includes(it.name))) {
    return unrendered("options of ON CONFLICT");
  }
  const elements = get("index_elements");
  const names =
    elements === undefined
      ? []
      : elements.type === "list" || elements.type === "tuple"
        ? elements.elements.map((it) => conflictColumn(scope, it))
        : unrendered("the columns of ON CONFLICT");
  const target = names.length === 0 ? "" : ` (${names.join(", ")})`;
  if (name === "on_conflict_do_nothing") return ` ON CONFLICT${target} DO NOTHING`;
  const set = get("set_");
  if (name !== "on_conflict_do_update" || set?.type !== "dict" || target === "")
    return unrendered("options of ON CONFLICT");
  const values = new Map<string, PyValue>();
  entriesOf(set, values);
  let count = 0;
  const parts = listed(source, values).map((it) => {
    const value = values.get(it.name);
    if (value === undefined || symbolicOf(value) !== undefined) return unrendered("an expression in ON CONFLICT");
    count++;
    if (dialect.features.conflictLiterals && dialect.literalBinds === true) {
      return `${quote(dialect, it.name)} = ${literalOf(dialect, it.type, value)}`;
    }
    if (dialect.features.conflictLiterals || dialect.paramstyle !== "named")
      return unrendered("a value in ON CONFLICT");
    return `${quote(dialect, it.name)} = :param_${count}`;
  });
  return ` ON CONFLICT${target} DO UPDATE SET ${parts.join(", ")}`;
}

function conflictColumn(scope: Scope, value: PyValue): string {
  if (value.type === "str") return quote(scope.dialect, value.value);
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "attribute") return unrendered("the columns of ON CONFLICT");
  return columnElement({ ...scope, qualified: false, tables: [] }, symbolic).sql;
}
