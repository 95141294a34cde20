import { type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import { columnName } from "../column-name.ts";
import { type ConventionKind, type GivenName, templateOf } from "../naming-convention.ts";
import { type Argument, isAbsent, readElements, readFlag, readName, readNames, readText } from "../read-argument.ts";
import { type CallArguments, callArguments } from "../symbolic-call.ts";
import { tableSource } from "./column-element.ts";
import { columnsIn } from "./columns-in.ts";
import { type Dialect, quote, type TableName, tableText } from "./dialect.ts";
import { ddlScope } from "./element.ts";
import { expression } from "./expression.ts";
import { type NamedParts, objectName } from "./object-name.ts";
import { textClause } from "./text-clause.ts";
import { need, needAll, refused, Unrendered, unrendered } from "./unrendered.ts";

export type Get = (name: string) => Argument;

/** `CONSTRAINT n ` or nothing. */
function nameText(dialect: Dialect, kind: ConventionKind | null, given: GivenName, parts: NamedParts): string {
  const name = objectName(dialect, kind, given, parts);
  return name === null ? "" : `CONSTRAINT ${name} `;
}

function names(dialect: Dialect, columns: readonly string[]): string {
  return columns.map((it) => quote(dialect, it)).join(", ");
}

/** DEFERRABLE and INITIALLY. */
function deferral(get: Get): string {
  const deferrable = readFlag(get("deferrable"));
  const initially = readText(get("initially"));
  const flag = deferrable === null ? "" : need(deferrable) ? " DEFERRABLE" : " NOT DEFERRABLE";
  if (initially === null) return flag;
  const phrase = need(initially);
  return `${flag} INITIALLY ${phraseOf(phrase, /^(?:DEFERRED|IMMEDIATE)$/i, "^(?:DEFERRED|IMMEDIATE)$")}`;
}

function phraseOf(phrase: string, pattern: RegExp, written: string): string {
  if (pattern.test(phrase)) return phrase;
  return refused("CompileError", `Unexpected SQL phrase: '${phrase}' (matching against '${written}')`);
}

function notValid(get: Get): string {
  const flag = readFlag(get("postgresql_not_valid"));
  return flag !== null && need(flag) ? " NOT VALID" : "";
}

export function primaryKeyText(
  dialect: Dialect,
  table: TableName,
  columns: readonly string[],
  given: GivenName,
  get: Get,
): string {
  const name = nameText(dialect, "pk", given, { table, columns });
  return `${name}PRIMARY KEY (${names(dialect, columns)})${deferral(get)}`;
}

export function uniqueText(
  dialect: Dialect,
  table: TableName,
  columns: readonly string[],
  given: GivenName,
  get: Get,
): string {
  if (columns.length === 0) return unrendered("a unique constraint without columns");
  const flag = readFlag(get("postgresql_nulls_not_distinct"));
  if (get("postgresql_nulls_not_distinct").value !== undefined && !dialect.features.nullsNotDistinct) {
    const of = "<class 'sqlalchemy.sql.schema.UniqueConstraint'>";
    return refused(
      "ArgumentError",
      `Argument 'postgresql_nulls_not_distinct' is not accepted by dialect 'postgresql' on behalf of ${of}`,
    );
  }
  if (!isAbsent(get("postgresql_include"))) return unrendered("postgresql_include of a unique constraint");
  const nulls = flag === null ? "" : need(flag) ? "NULLS NOT DISTINCT " : "NULLS DISTINCT ";
  const name = nameText(dialect, "uq", given, { table, columns });
  return `${name}UNIQUE ${nulls}(${names(dialect, columns)})${deferral(get)}`;
}

export function checkText(dialect: Dialect, table: TableName, condition: Argument, given: GivenName, get: Get): string {
  const name = nameText(dialect, "ck", given, { table, columns: [] });
  return `${name}CHECK (${conditionText(dialect, condition)})${deferral(get)}${notValid(get)}`;
}

/** A condition in DDL: a string is SQL text. */
export function conditionText(dialect: Dialect, condition: Argument): string {
  const { value } = condition;
  if (value === undefined) return unrendered("a condition that is missing");
  if (value.type === "str") {
    const text = { known: true, value: value.value, span: value.span } as const;
    return textClause(dialect, { text, pieces: [], form: "string", bindParameters: [] }, "ddl");
  }
  if (value.type !== "unknown" && symbolicOf(value) === undefined)
    return unrendered("a condition that is no expression");
  return expression(ddlScope(dialect), value).sql;
}

export interface ForeignKeyInput {
  readonly columns: readonly string[];
  readonly referredTable: TableName;
  readonly referredColumns: readonly string[];
  /** A ForeignKey of a column or a constraint of a table: the referred table is not there when it gets its name. */
  readonly isObject?: true;
}

export function foreignKeyText(
  dialect: Dialect,
  table: TableName,
  key: ForeignKeyInput,
  given: GivenName,
  get: Get,
): string {
  const template = templateOf(dialect.convention, "fk");
  if (key.isObject === true && template?.includes("referred_column") === true && given?.final !== true) {
    return unrendered("a naming convention that asks for the referred column");
  }
  // Up to 2.0 SQLAlchemy takes at most one dot for the schema of the referred table.
  if (template?.includes("referred_table_name") === true && key.referredTable.schema?.includes(".") === true) {
    return unrendered("a naming convention that asks for a referred table whose schema has a dot");
  }
  const name = nameText(dialect, "fk", given, { table, ...key });
  return `${name}FOREIGN KEY(${names(dialect, key.columns)})${referenceText(dialect, key, get)}${notValid(get)}`;
}

/** ` REFERENCES o (id) ON DELETE CASCADE …`. */
export function referenceText(dialect: Dialect, key: ForeignKeyInput, get: Get): string {
  const target = `${tableText(dialect, key.referredTable)} (${names(dialect, key.referredColumns)})`;
  return ` REFERENCES ${target}${matchText(get)}${actions(dialect, get)}${deferral(get)}`;
}

function matchText(get: Get): string {
  const match = readText(get("match"));
  return match === null ? "" : ` MATCH ${need(match)}`;
}

const actionWords = "^(?:RESTRICT|CASCADE|SET NULL|NO ACTION|SET DEFAULT)$";
const deleteWords = "^(?:RESTRICT|CASCADE|SET (?:NULL|DEFAULT)(?:\\s*\\(.+\\))?|NO ACTION)$";

function actions(dialect: Dialect, get: Get): string {
  const one = (argument: string, words: string, pattern: string): string => {
    const text = readText(get(argument));
    if (text === null) return "";
    return ` ${words} ${phraseOf(need(text), new RegExp(pattern, "i"), pattern)}`;
  };
  const onDelete = dialect.features.columnsOnDelete ? deleteWords : actionWords;
  return one("ondelete", "ON DELETE", onDelete) + one("onupdate", "ON UPDATE", actionWords);
}

/** `"schema.table.column"`, or a column of a table object. */
export function foreignKeyTarget(
  dialect: Dialect,
  target: Argument,
): { readonly table: TableName; readonly column: string } {
  const symbolic = symbolicOf(target.value);
  if (symbolic?.kind === "attribute" && symbolic.of.kind === "attribute" && symbolic.of.of.kind === "call") {
    return { table: tableSource({ dialect }, symbolic.of.of).table, column: symbolic.name };
  }
  if (target.value?.type !== "str") {
    const name = readName(target);
    if (name === null || symbolic !== undefined) return unrendered("the target of a foreign key");
    need(name.name);
    return unrendered("the target of a foreign key");
  }
  const parts = target.value.value.split(".");
  const [table, column] = parts.slice(-2);
  if (parts.length < 2 || !table || !column) return unrendered("the target of a foreign key");
  return { table: { schema: parts.length > 2 ? parts.slice(0, -2).join(".") : null, name: table }, column };
}

export function excludeText(
  dialect: Dialect,
  table: TableName,
  elements: readonly Argument[],
  given: GivenName,
  get: Get,
): string {
  const name = nameText(dialect, null, given, { table, columns: [] });
  const using = readText(get("using"));
  const method = using === null ? "gist" : need(using);
  if (!/^\w+$/.test(method)) return unrendered("the method of an exclusion constraint");
  const classes = operatorClasses(get("ops"));
  const taken: string[] = [];
  const parts = elements.map((it) => {
    const [column, operator, ...more] = readElements(it)?.elements ?? [];
    if (column?.value === undefined || operator?.value?.type !== "str" || more.length > 0) {
      return unrendered("an element of an exclusion constraint");
    }
    const { value } = column;
    const element =
      value.type === "str"
        ? { sql: quote(dialect, value.value), name: value.value, kind: "column", operator: null }
        : expression(ddlScope(dialect), value);
    if (element.kind === "text" || element.operator !== null)
      return unrendered("an element of an exclusion constraint");
    const named = value.type === "str" ? value.value : (columnsIn(value)[0] ?? null);
    if (named === null) return unrendered("an element of an exclusion constraint that holds no column");
    taken.push(named);
    const opclass = element.name === undefined ? undefined : classes.get(element.name);
    return `${element.sql}${opclass === undefined ? "" : ` ${opclass}`} WITH ${operator.value.value}`;
  });
  if (parts.length === 0) return unrendered("an exclusion constraint without elements");
  // Alembic makes a column of each element, called as the first one in it.
  if (new Set(taken).size < parts.length) return unrendered("two elements of one name");
  const where = isAbsent(get("where")) ? "" : ` WHERE (${conditionText(dialect, get("where"))})`;
  return `${name}EXCLUDE USING ${method.toLowerCase()} (${parts.join(", ")})${where}${deferral(get)}`;
}

/** `postgresql_ops={"column": "opclass"}`. */
export function operatorClasses(argument: Argument): ReadonlyMap<string, string> {
  const { value } = argument;
  if (isAbsent(argument)) return new Map();
  if (value?.type !== "dict") return unrendered("operator classes that are not known");
  needAll(value.open);
  return new Map(
    value.entries.map(({ key, value: opclass }) => {
      if (key.type !== "str" || opclass.type !== "str") return unrendered("an operator class that is not known");
      return [key.value, opclass.value] as const;
    }),
  );
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  "sqlalchemy.PrimaryKeyConstraint": ["name", "deferrable", "initially", "info"],
  "sqlalchemy.UniqueConstraint": [
    ...["name", "deferrable", "initially", "info", "postgresql_nulls_not_distinct", "postgresql_include"],
  ],
  "sqlalchemy.CheckConstraint": ["sqltext", "name", "deferrable", "initially", "info", "postgresql_not_valid"],
  "sqlalchemy.ForeignKeyConstraint": [
    ...[
      "columns",
      "refcolumns",
      "name",
      "onupdate",
      "ondelete",
      "deferrable",
      "initially",
      "use_alter",
      "link_to_name",
    ],
    ...["match", "info", "postgresql_not_valid"],
  ],
  "sqlalchemy.ForeignKey": [
    ...[
      "column",
      "name",
      "onupdate",
      "ondelete",
      "deferrable",
      "initially",
      "use_alter",
      "link_to_name",
      "match",
      "info",
    ],
    "postgresql_not_valid",
  ],
  "sqlalchemy.dialects.postgresql.ExcludeConstraint": [...["name", "deferrable", "initially", "using", "where", "ops"]],
};

const positionals: Readonly<Record<string, readonly string[]>> = {
  "sqlalchemy.CheckConstraint": ["sqltext", "name", "deferrable", "initially"],
  "sqlalchemy.ForeignKeyConstraint": [
    ...["columns", "refcolumns", "name", "onupdate", "ondelete", "deferrable", "initially", "use_alter"],
  ],
  "sqlalchemy.ForeignKey": ["column", "_constraint", "use_alter", "name", "onupdate", "ondelete"],
};

/** The arguments of a constraint object, each of which is read. */
export function constraintArguments(call: SymbolicCall): CallArguments {
  const path = call.path ?? "";
  const args = callArguments(call, positionals[path] ?? []);
  needAll(args.open);
  for (const name of args.keywords.keys()) {
    if (!(allowed[path] ?? []).includes(name) && !/^(?:sqlite|mysql|mariadb|mssql|oracle)_/.test(name)) {
      unrendered(`the argument ${name} of ${path}`);
    }
  }
  return args;
}

/** A constraint that is named but not printed: what would be refused while it is printed may be no mistake. */
export function leftOut(print: () => unknown): void {
  try {
    print();
  } catch (error) {
    if (error instanceof Unrendered && error.refusal !== null) unrendered("a constraint that is left out");
    throw error;
  }
}

/** The columns that a PRIMARY KEY or UNIQUE of a table names: SQLAlchemy takes each once. */
export function constraintColumns(args: CallArguments): readonly string[] {
  return [...new Set(args.rest.map((it) => need(columnName(it))))];
}

/** A constraint object in CREATE TABLE; null where SQLAlchemy leaves it out. */
export function constraintObjectText(dialect: Dialect, table: TableName, call: SymbolicCall): string | null {
  const args = constraintArguments(call);
  const get: Get = (name) => args.get(name);
  const given = readName(args.get("name"));
  const columns = (): readonly string[] => constraintColumns(args);
  switch (call.path) {
    case "sqlalchemy.PrimaryKeyConstraint":
      return args.rest.length === 0 ? null : primaryKeyText(dialect, table, columns(), given, get);
    case "sqlalchemy.UniqueConstraint":
      return uniqueText(dialect, table, columns(), given, get);
    case "sqlalchemy.CheckConstraint":
      return checkText(dialect, table, args.get("sqltext"), given, get);
    case "sqlalchemy.dialects.postgresql.ExcludeConstraint":
      return excludeText(dialect, table, args.rest, given, get);
    case "sqlalchemy.ForeignKeyConstraint": {
      const own = readElements(args.get("columns"));
      const targets = readElements(args.get("refcolumns"));
      if (own === null || targets === null) return unrendered("the columns of a foreign key");
      needAll(own.open ?? targets.open);
      const read = targets.elements.map((it) => foreignKeyTarget(dialect, it));
      const [first] = read;
      if (first === undefined || own.elements.length !== read.length) return unrendered("the columns of a foreign key");
      if (read.some((it) => it.table.name !== first.table.name || it.table.schema !== first.table.schema)) {
        return unrendered("a foreign key to several tables");
      }
      const names = own.elements.map((it) => need(columnName(it)));
      if (new Set(names).size < names.length) return unrendered("a foreign key that names a column twice");
      const key = {
        columns: names,
        referredTable: first.table,
        referredColumns: read.map((it) => it.column),
        isObject: true,
      } as const;
      if (usesAlter(args)) {
        leftOut(() => foreignKeyText(dialect, table, key, given, get));
        return null;
      }
      return foreignKeyText(dialect, table, key, given, get);
    }
    default:
      return unrendered(`what ${call.path} prints`);
  }
}

export function usesAlter(args: CallArguments): boolean {
  const flag = readFlag(args.get("use_alter"));
  return flag !== null && need(flag);
}

/** A name list of a directive (`columns=["a", "b"]`). */
export function nameList(argument: Argument): readonly string[] {
  return readNames(argument).map(need);
}
