import { columnOf } from "../../migration/column-call.ts";
import { type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import { columnName } from "../column-name.ts";
import { columnCallOf } from "../column-reading.ts";
import { isConstraintPath } from "../constraint-reading.ts";
import type { EnumReading } from "../enum-type.ts";
import { type Argument, isAbsent, readElements, readFlag, readName, readText } from "../read-argument.ts";
import { callArguments, symbolicValue } from "../symbolic-call.ts";
import { type Column, column, columnSpec, type RenderContext } from "./column-spec.ts";
import {
  constraintArguments,
  constraintColumns,
  constraintObjectText,
  foreignKeyText,
  type Get,
  leftOut,
  primaryKeyText,
  uniqueText,
} from "./constraint.ts";
import { indexObjectText } from "./create-index.ts";
import { type Dialect, literal, quote, type TableName, tableText } from "./dialect.ts";
import { objectName } from "./object-name.ts";
import { checkTypeName } from "./sql-type.ts";
import { need, needAll, refused, Unrendered, unrendered } from "./unrendered.ts";

export interface TableText {
  readonly table: TableName;
  readonly items: readonly Argument[];
  readonly ifNotExists: boolean;
  readonly get: Get;
}

function isPrimaryKey(item: Argument): boolean {
  const symbolic = symbolicOf(item.value);
  return symbolic?.kind === "call" && symbolic.path === "sqlalchemy.PrimaryKeyConstraint";
}

const none: Get = () => ({ value: undefined, span: { start: 0, end: 0 } });

/** CREATE TYPE, CREATE TABLE, CREATE INDEX and comments of one table, in Alembic's order. */
export function createTableTexts(context: RenderContext, input: TableText): readonly string[] {
  const { dialect } = context;
  const { table, get } = input;
  const columns: Column[] = [];
  const explicit: { readonly text: string; readonly serial: number; readonly isKey: boolean }[] = [];
  const indexes: string[] = [];
  let keyed: readonly string[] = [];
  let hasKey = false;
  const foreign: string[] = [];
  const constraints: SymbolicCall[] = [];
  let emptyKey: SymbolicCall | null = null;
  // The last one counts for SQLAlchemy, whatever the others are called.
  if (input.items.filter(isPrimaryKey).length > 1) return unrendered("two primary keys");
  checkNames(dialect, table, input.items);
  for (const item of input.items) {
    if (item.value?.type === "unknown") throw new Unrendered(item.value.why, null);
    const symbolic = symbolicOf(item.value);
    const path = symbolic?.kind === "call" ? symbolic.path : null;
    if (columnCallOf(item.value) !== null) columns.push(column(context, table, item));
    else if (symbolic?.kind === "call" && path === "sqlalchemy.Index") {
      indexes.push(indexObjectText(dialect, table, symbolic));
      constraints.push(symbolic);
    } else if (symbolic?.kind === "call" && path !== null && isConstraintPath(path)) {
      const isKey = path === "sqlalchemy.PrimaryKeyConstraint";
      if (isKey) {
        hasKey = true;
        keyed = constraintColumns(callArguments(symbolic, []));
      }
      if (path === "sqlalchemy.ForeignKeyConstraint") {
        const own = readElements(callArguments(symbolic, ["columns"]).get("columns"));
        foreign.push(...(own?.elements.map((it) => need(columnName(it))) ?? []));
      }
      const text = constraintObjectText(dialect, table, symbolic);
      if (isKey && text === null) emptyKey = symbolic;
      if (text !== null) explicit.push({ text, serial: symbolic.serial, isKey });
      constraints.push(symbolic);
    } else return unrendered("an item of the table that is not known");
  }
  for (const it of columns) {
    leftOut(() =>
      foreignKeyTexts(dialect, table, { ...it, foreignKeys: it.foreignKeys.filter((key) => key.useAlter) }),
    );
  }
  for (const call of constraints) checkListed(dialect, table, call, columns);
  const flagged = columns.filter((it) => it.reading.primaryKey !== null && need(it.reading.primaryKey));
  // A primary key that names no columns takes those that say so themselves.
  const primaryKey = hasKey && emptyKey === null ? keyed : flagged.map((it) => it.name);
  if (emptyKey !== null && primaryKey.length > 0) {
    const args = constraintArguments(emptyKey);
    const text = primaryKeyText(dialect, table, primaryKey, readName(args.get("name")), (name) => args.get(name));
    explicit.push({ text, serial: 0, isKey: true });
  }
  explicit.sort((a, b) => a.serial - b.serial);
  const lines = [
    ...columns
      .filter((it) => !it.reading.isSystem)
      .map((it) => {
        const hasForeignKey = it.foreignKeys.length > 0 || foreign.includes(it.name);
        return [columnSpec(context, it, { primaryKey, hasForeignKey }), ...it.checks].join(" ");
      }),
    ...(hasKey || flagged.length === 0 ? [] : [implicitKey(dialect, table, flagged)]),
    ...explicit.filter((it) => it.isKey).map((it) => it.text),
    ...explicit.filter((it) => !it.isKey).map((it) => it.text),
    ...columns.flatMap((it) => [
      ...uniqueTexts(dialect, table, it),
      ...typeCheckTexts(dialect, table, it),
      ...foreignKeyTexts(dialect, table, { ...it, foreignKeys: it.foreignKeys.filter((key) => !key.useAlter) }),
    ]),
  ];
  const body = lines.length === 0 ? "\n" : `\n    ${lines.join(", \n    ")}\n`;
  const head = `CREATE ${prefixes(get)}TABLE ${input.ifNotExists ? "IF NOT EXISTS " : ""}${tableText(dialect, table)}`;
  return [
    ...columns.flatMap((it) => (it.type.enum === null ? [] : createEnumOnce(context, it.type.enum, table))),
    `${head} (${body})${tableOptions(dialect, get)}`,
    ...(indexes.length > 0 || columns.some((it) => it.index) ? indexTexts(dialect, table, columns, indexes) : []),
    ...tableComment(dialect, table, get),
    ...columns.flatMap((it) => columnComment(dialect, table, it)),
  ];
}

/** Two columns of one name: the last one wins up to SQLAlchemy 1.4. */
function checkNames(dialect: Dialect, table: TableName, items: readonly Argument[]): void {
  const names = items.flatMap((it) => {
    const call = columnCallOf(it.value);
    const name = call === null ? undefined : columnOf(symbolicValue(call))?.name;
    return name?.known === true ? [name.value] : [];
  });
  const twice = names.find((it, index) => names.indexOf(it) < index);
  if (twice === undefined) return;
  if (!dialect.features.sqlalchemy2) unrendered("two columns of one name");
  refused("DuplicateColumnError", `A column with name '${twice}' is already present in table '${table.name}'.`);
}

/** Constraints and indexes name columns of the table. */
function checkListed(dialect: Dialect, table: TableName, call: SymbolicCall, columns: readonly Column[]): void {
  const names = new Set(columns.map((it) => it.name));
  const missing = namedColumns(call).find((it) => !names.has(it));
  if (missing === undefined) return;
  if (!dialect.features.sqlalchemy2) refused("KeyError", `'${missing}'`);
  const kind = call.path?.split(".").at(-1) ?? "";
  refused(
    "ConstraintColumnNotFoundError",
    `Can't create ${kind} on table '${table.name}': no column named '${missing}' is present.`,
  );
}

/** The columns that a constraint or an index names by strings. */
function namedColumns(call: SymbolicCall): readonly string[] {
  const strings = (list: readonly Argument[]): readonly string[] =>
    list.flatMap((it) => (it.value?.type === "str" ? [it.value.value] : []));
  switch (call.path) {
    case "sqlalchemy.CheckConstraint":
      return [];
    case "sqlalchemy.Index":
      return strings(callArguments(call, ["name"]).rest);
    case "sqlalchemy.ForeignKeyConstraint":
      return strings(readElements(callArguments(call, ["columns"]).get("columns"))?.elements ?? []);
    case "sqlalchemy.dialects.postgresql.ExcludeConstraint":
      return strings(callArguments(call, []).rest.flatMap((it) => readElements(it)?.elements.slice(0, 1) ?? []));
    default:
      return strings(callArguments(call, []).rest);
  }
}

/** SQLAlchemy puts the autoincrement column first. */
function implicitKey(dialect: Dialect, table: TableName, flagged: readonly Column[]): string {
  const isFirst = (it: Column): boolean => it.reading.autoincrement === "yes";
  const ordered = [...flagged.filter(isFirst), ...flagged.filter((it) => !isFirst(it))];
  return primaryKeyText(
    dialect,
    table,
    ordered.map((it) => it.name),
    null,
    none,
  );
}

/** `unique=True`; with `index=True` the index is unique instead. */
export function uniqueTexts(dialect: Dialect, table: TableName, it: Column): readonly string[] {
  return it.unique && !it.index ? [uniqueText(dialect, table, [it.name], null, none)] : [];
}

export function foreignKeyTexts(dialect: Dialect, table: TableName, it: Column): readonly string[] {
  return it.foreignKeys.map(({ key, call }) => {
    const args = callArguments(call, ["column", "_constraint", "use_alter", "name", "onupdate", "ondelete"]);
    const get: Get = (name) => args.get(name);
    return foreignKeyText(dialect, table, key, readName(args.get("name")), get);
  });
}

/** The CHECK of a non-native Enum. */
export function typeCheckTexts(dialect: Dialect, table: TableName, it: Column): readonly string[] {
  const text = typeCheckText(dialect, table, it.name, it.type.check);
  return text === null ? [] : [text];
}

export function typeCheckText(
  dialect: Dialect,
  table: TableName,
  name: string,
  check: Column["type"]["check"],
): string | null {
  if (check === null) return null;
  const labels = need(check.labels).map((label) => literal(dialect, label));
  const given = check.name === null ? null : readName(check.name);
  const written = objectName(dialect, "ck", given, { table, columns: [name] });
  const prefix = written === null ? "" : `CONSTRAINT ${written} `;
  return `${prefix}CHECK (${quote(dialect, name)} IN (${labels.join(", ")}))`;
}

/** The indexes of a table are a set in SQLAlchemy: their order is that of the columns here. */
function indexTexts(
  dialect: Dialect,
  table: TableName,
  columns: readonly Column[],
  explicit: readonly string[],
): readonly string[] {
  return [...columns.flatMap((it) => columnIndexTexts(dialect, table, it)), ...explicit];
}

export function columnIndexTexts(dialect: Dialect, table: TableName, it: Column): readonly string[] {
  if (!it.index) return [];
  const name = objectName(dialect, "ix", null, { table, columns: [it.name] });
  if (name === null) return unrendered("an index without a name");
  const kind = it.unique ? "UNIQUE INDEX" : "INDEX";
  return [`CREATE ${kind} ${name} ON ${tableText(dialect, table)} (${quote(dialect, it.name)})`];
}

export function columnComment(dialect: Dialect, table: TableName, it: Column): readonly string[] {
  if (it.comment === null || it.comment === "") return [];
  return [
    `COMMENT ON COLUMN ${tableText(dialect, table)}.${quote(dialect, it.name)} IS ${literal(dialect, it.comment)}`,
  ];
}

function tableComment(dialect: Dialect, table: TableName, get: Get): readonly string[] {
  const comment = readText(get("comment"));
  if (comment === null || need(comment) === "") return [];
  return [`COMMENT ON TABLE ${tableText(dialect, table)} IS ${literal(dialect, need(comment))}`];
}

function prefixes(get: Get): string {
  if (isAbsent(get("prefixes"))) return "";
  const list = readElements(get("prefixes"));
  if (list === null) return unrendered("the prefixes of the table");
  needAll(list.open);
  return list.elements
    .map((it) => (it.value?.type === "str" ? `${it.value.value} ` : unrendered("a prefix of the table")))
    .join("");
}

function tableOptions(dialect: Dialect, get: Get): string {
  const text = (name: string): string | null => {
    const value = readText(get(`postgresql_${name}`));
    return value === null || need(value) === "" ? null : need(value);
  };
  const partition = text("partition_by");
  const commit = text("on_commit");
  const space = text("tablespace");
  const oids = readFlag(get("postgresql_with_oids"));
  return [
    inherits(dialect, get("postgresql_inherits")),
    partition === null ? "" : `\n PARTITION BY ${partition}`,
    oids === null ? "" : `\n ${need(oids) ? "WITH" : "WITHOUT"} OIDS`,
    commit === null ? "" : `\n ON COMMIT ${commit.replaceAll("_", " ").toUpperCase()}`,
    space === null ? "" : `\n TABLESPACE ${quote(dialect, space)}`,
  ].join("");
}

function inherits(dialect: Dialect, argument: Argument): string {
  if (isAbsent(argument)) return "";
  const elements = readElements(argument)?.elements ?? [argument];
  const names = elements.map((it) =>
    it.value?.type === "str" ? quote(dialect, it.value.value) : unrendered("the parents of the table"),
  );
  const list = names.join(", ");
  return dialect.features.spacedInherits ? `\n INHERITS ( ${list} )` : `\n INHERITS (${list})`;
}

/** A create_table creates each type once in a run, whatever was dropped in between (alembic-semantics 4.10). */
function createEnumOnce(context: RenderContext, reading: EnumReading, table: TableName): readonly string[] {
  const { dialect, run } = context;
  const { type } = reading;
  const modern = dialect.features.enumCreateTypeFlag;
  if ((!type.generic || modern) && !need(type.createType)) return [];
  if (type.hasMetadata && !modern) return [];
  const name = enumName(reading, table);
  const key = JSON.stringify([name.schema, name.name]);
  const { names } = context.uncertainTypes;
  if (names === null || names.has(key)) return unrendered("whether the run has created the type before");
  if (run.createdTypes.has(key)) return [];
  run.createdTypes.add(key);
  return [createEnumText(dialect, reading, table)];
}

export function enumName(reading: EnumReading, table: TableName | null): TableName {
  const { type } = reading;
  const own = type.name.schema === null ? null : need(type.name.schema);
  if (type.inheritsSchema && table === null) return unrendered("the schema that the type takes from its table");
  return { schema: type.inheritsSchema ? (table?.schema ?? null) : own, name: need(type.name.name) };
}

export function createEnumText(dialect: Dialect, reading: EnumReading, table: TableName | null): string {
  checkTypeName(dialect, reading);
  const labels = need(reading.type.values).map((it) => literal(dialect, it));
  return `CREATE TYPE ${tableText(dialect, enumName(reading, table))} AS ENUM (${labels.join(", ")})`;
}
