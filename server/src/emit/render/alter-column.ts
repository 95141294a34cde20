import type { Operation } from "../../migration/operation.ts";
import { type Argument, argumentOf, isAbsent, readFlag, readName, readText } from "../read-argument.ts";
import { callOf } from "../symbolic-call.ts";
import { typeCheckText } from "./create-table.ts";
import { alembicTableText, type Dialect, literal, quote, type TableName, tableText } from "./dialect.ts";
import { nameOf, type Renderer, tableNameOf } from "./directive-texts.ts";
import { identityChange } from "./identity-change.ts";
import { objectName } from "./object-name.ts";
import { serverDefaultText } from "./server-default-text.ts";
import { sqlType } from "./sql-type.ts";
import { need, refused, unrendered } from "./unrendered.ts";

/** One statement for each change, in Alembic's order for PostgreSQL (alembic-semantics 4.5). */
export const alterColumn: Renderer = (operation, { dialect }) => {
  for (const name of operation.kw.keys()) {
    if (name !== "postgresql_using" && !/^(?:mysql|mariadb|sqlite|mssql|oracle)_/.test(name)) {
      unrendered(`the option ${name} of alter_column`);
    }
  }
  const table = tableNameOf(operation);
  const column = nameOf(operation, "column_name");
  const alter = `ALTER TABLE ${alembicTableText(dialect, table)}`;
  const inColumn = `${alter} ALTER COLUMN ${quote(dialect, column)}`;
  return [
    ...oldCheck(operation, dialect, table),
    ...typeChange(operation, dialect, table).map((it) => `${inColumn} ${it}`),
    ...nullability(operation).map((it) => `${inColumn} ${it}`),
    ...defaultChange(operation, dialect).map((it) => `${inColumn} ${it}`),
    ...commentChange(operation, dialect).map(
      (it) => `COMMENT ON COLUMN ${alembicTableText(dialect, table)}.${quote(dialect, column)} IS ${it}`,
    ),
    ...rename(operation, dialect).map((it) => `${alter} RENAME ${quote(dialect, column)} TO ${it}`),
    ...newCheck(operation, dialect, table, column),
  ];
};

function typeChange(operation: Operation, dialect: Dialect, table: TableName): readonly string[] {
  const argument = argumentOf(operation, "type_");
  const using = readText(argumentOf(operation, "postgresql_using"));
  if (isAbsent(argument)) {
    if (using === null) return [];
    return refused("CommandError", "postgresql_using must be used with the type_ parameter");
  }
  // The type belongs to the table only when the directive is through, and a block prints what it has queued after that.
  const isThrough = operation.batch !== null || argumentOf(operation, "existing_type").value === argument.value;
  const type = sqlType(dialect, argument.value, isThrough ? table : undefined);
  if (type.ddl === null) return unrendered("a change to no type");
  const suffix = using === null || need(using) === "" ? "" : ` USING ${need(using)}`;
  return [`TYPE ${type.ddl}${suffix}`];
}

function nullability(operation: Operation): readonly string[] {
  const flag = readFlag(argumentOf(operation, "nullable"));
  return flag === null ? [] : [need(flag) ? "DROP NOT NULL" : "SET NOT NULL"];
}

/** `False` (the default) means "not given"; None drops the default. */
function isNotGiven(argument: Argument): boolean {
  return argument.value === undefined || (argument.value.type === "bool" && !argument.value.value);
}

function defaultChange(operation: Operation, dialect: Dialect): readonly string[] {
  const argument = argumentOf(operation, "server_default");
  const existing = argumentOf(operation, "existing_server_default");
  const oldIdentity = callOf(existing.value, "sqlalchemy.Identity");
  if (callOf(existing.value, "sqlalchemy.Computed") !== null && !isNotGiven(argument)) return computedRefused();
  if (isNotGiven(argument)) return [];
  if (argument.value?.type === "none") return [oldIdentity === null ? "DROP DEFAULT" : "DROP IDENTITY"];
  if (oldIdentity !== null && callOf(argument.value, "sqlalchemy.Identity") === null) {
    return unrendered("a default in the place of an Identity");
  }
  const text = serverDefaultText(dialect, argument);
  const wanted = callOf(argument.value, "sqlalchemy.Identity");
  switch (text.kind) {
    case "none":
      return unrendered("a default that the server makes up");
    case "computed":
      return computedRefused();
    case "identity":
      if (existing.value?.type === "none") return [`ADD ${text.text}`];
      if (wanted !== null && oldIdentity !== null) return [identityChange(wanted, oldIdentity)];
      return unrendered("an Identity without existing_server_default=None");
    case "text":
      return [`SET DEFAULT ${text.text}`];
  }
}

function computedRefused(): never {
  return refused(
    "CompileError",
    'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.',
  );
}

function commentChange(operation: Operation, dialect: Dialect): readonly string[] {
  const argument = argumentOf(operation, "comment");
  if (isNotGiven(argument)) return [];
  const text = readText(argument);
  return [text === null ? "NULL" : literal(dialect, need(text))];
}

function rename(operation: Operation, dialect: Dialect): readonly string[] {
  const name = readName(argumentOf(operation, "new_column_name"));
  return name === null ? [] : [quote(dialect, need(name.name))];
}

/** The CHECK of a non-native Enum that was the type: it is dropped before the type changes. */
function oldCheck(operation: Operation, dialect: Dialect, table: TableName): readonly string[] {
  const argument = argumentOf(operation, "existing_type");
  if (isAbsent(argument) || isAbsent(argumentOf(operation, "type_"))) return [];
  const { check } = sqlType(dialect, argument.value);
  if (check === null) return [];
  const name = objectName(dialect, "ck", check.name === null ? null : readName(check.name), { table, columns: [] });
  if (name === null) return refused("CompileError", "Can't emit DROP CONSTRAINT for a constraint; it has no name");
  return [`ALTER TABLE ${tableText(dialect, table)} DROP CONSTRAINT ${name}`];
}

function newCheck(operation: Operation, dialect: Dialect, table: TableName, column: string): readonly string[] {
  const argument = argumentOf(operation, "type_");
  if (isAbsent(argument)) return [];
  const text = typeCheckText(dialect, table, column, sqlType(dialect, argument.value).check);
  return text === null ? [] : [`ALTER TABLE ${tableText(dialect, table)} ADD ${text}`];
}
