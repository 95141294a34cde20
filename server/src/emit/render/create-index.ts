import type { SymbolicCall } from "../../migration/symbolic.ts";
import { columnName } from "../column-name.ts";
import { type GivenName, templateOf } from "../naming-convention.ts";
import { type Argument, isAbsent, readElements, readFlag, readName, readText } from "../read-argument.ts";
import { callArguments } from "../symbolic-call.ts";
import { conditionText, type Get, operatorClasses } from "./constraint.ts";
import { type Dialect, quote, type TableName, tableText } from "./dialect.ts";
import { ddlScope, grouped } from "./element.ts";
import { expression } from "./expression.ts";
import { objectName } from "./object-name.ts";
import { need, needAll, refused, unrendered } from "./unrendered.ts";

export interface IndexText {
  readonly table: TableName;
  readonly given: GivenName;
  readonly elements: readonly Argument[];
  readonly get: Get;
  readonly ifNotExists: boolean;
}

const options: ReadonlySet<string> = new Set(
  "using ops where with tablespace concurrently include nulls_not_distinct".split(" ").map((it) => `postgresql_${it}`),
);

/** Dialect options of an index: those of PostgreSQL are read, those of others have no effect here. */
export function checkIndexOptions(dialect: Dialect, names: Iterable<string>, others: readonly string[]): void {
  for (const name of names) {
    if (name === "postgresql_nulls_not_distinct" && !dialect.features.nullsNotDistinct) {
      refused(
        "ArgumentError",
        `Argument '${name}' is not accepted by dialect 'postgresql' on behalf of <class 'sqlalchemy.sql.schema.Index'>`,
      );
    }
    if (options.has(name) || others.includes(name)) continue;
    if (/^(?:mysql|mariadb|sqlite|mssql|oracle)_/.test(name)) continue;
    if (name.startsWith("postgresql_")) unrendered(`the option ${name} of an index`);
    if (!name.includes("_")) {
      refused("TypeError", `Additional arguments should be named <dialectname>_<argument>, got '${name}'`);
    }
    if (name !== "if_not_exists" && name !== "if_exists") unrendered(`the option ${name} of an index`);
  }
}

export function createIndexText(dialect: Dialect, index: IndexText): string {
  const { get, table } = index;
  const flag = (name: string): boolean | null => {
    const value = readFlag(get(name));
    return value === null ? null : need(value);
  };
  if (index.elements.length === 0) return unrendered("an index without columns");
  const classes = operatorClasses(get("postgresql_ops"));
  const elements = index.elements.map((it) => indexElement(dialect, it, classes));
  if (dialect.features.sqlalchemy2 && new Set(elements.map((it) => it.sql)).size < elements.length) {
    return unrendered("a column that stands twice in an index");
  }
  const { convention } = dialect;
  // An index of expressions alone gets its name before it has a table.
  const usesName = convention.kind === "known" && templateOf(convention, "ix")?.includes("constraint_name") === true;
  const isPlain = index.elements.some((it) => it.value?.type === "str");
  if (usesName && !isPlain) return unrendered("the name of an index of expressions under the naming convention");
  const needsNames =
    index.given === null || (convention.kind === "known" && templateOf(convention, "ix") !== undefined);
  const columns = elements.map(
    (it) => it.name ?? (needsNames && index.given === null ? unrendered("the name of an expression") : ""),
  );
  const name = objectName(dialect, "ix", index.given, { table, columns });
  if (name === null) return unrendered("an index without a name");
  const nulls = flag("postgresql_nulls_not_distinct");
  return [
    `CREATE ${flag("unique") === true ? "UNIQUE " : ""}INDEX `,
    flag("postgresql_concurrently") === true ? "CONCURRENTLY " : "",
    index.ifNotExists ? "IF NOT EXISTS " : "",
    `${name} ON ${tableText(dialect, table)} `,
    method(get("postgresql_using")),
    `(${elements.map((it) => it.sql).join(", ")})`,
    included(dialect, get("postgresql_include")),
    nulls === null ? "" : nulls ? " NULLS NOT DISTINCT" : " NULLS DISTINCT",
    storage(get("postgresql_with")),
    tablespace(dialect, get("postgresql_tablespace")),
    isAbsent(get("postgresql_where")) ? "" : ` WHERE ${conditionText(dialect, get("postgresql_where"))}`,
  ].join("");
}

function method(argument: Argument): string {
  const using = readText(argument);
  if (using === null || need(using) === "") return "";
  if (!/^[\w_]+$/.test(need(using))) return unrendered("the method of an index");
  return `USING ${need(using).toLowerCase()} `;
}

function included(dialect: Dialect, argument: Argument): string {
  if (isAbsent(argument)) return "";
  const list = readElements(argument);
  if (list === null) return unrendered("postgresql_include");
  needAll(list.open);
  if (list.elements.length === 0) return "";
  return ` INCLUDE (${list.elements.map((it) => quote(dialect, need(columnName(it)))).join(", ")})`;
}

function storage(argument: Argument): string {
  const { value } = argument;
  if (isAbsent(argument)) return "";
  if (value?.type !== "dict") return unrendered("postgresql_with");
  needAll(value.open);
  if (value.entries.length === 0) return "";
  const pairs = value.entries.map(({ key, value: setting }) => {
    if (key.type !== "str") return unrendered("postgresql_with");
    if (setting.type !== "str" && setting.type !== "int") return unrendered("a value of postgresql_with");
    return `${key.value} = ${setting.value}`;
  });
  return ` WITH (${pairs.join(", ")})`;
}

function tablespace(dialect: Dialect, argument: Argument): string {
  const name = readText(argument);
  return name === null || need(name) === "" ? "" : ` TABLESPACE ${quote(dialect, need(name))}`;
}

function indexElement(
  dialect: Dialect,
  argument: Argument,
  classes: ReadonlyMap<string, string>,
): { readonly sql: string; readonly name: string | undefined } {
  const { value } = argument;
  if (value === undefined) return unrendered("a column of an index");
  const named = readName(argument);
  if (named !== null && value.type === "str") {
    const name = need(named.name);
    const opclass = classes.get(name);
    return { sql: `${quote(dialect, name)}${opclass === undefined ? "" : ` ${opclass}`}`, name };
  }
  const element = expression(ddlScope(dialect), value);
  if (element.kind === "value" || element.kind === "constant") return unrendered("a value in an index");
  if (classes.size > 0 && element.name === undefined) return unrendered("an operator class for an expression");
  const opclass = element.name === undefined ? undefined : classes.get(element.name);
  const sql = element.kind === "text" ? element.sql : grouped(element, null);
  return { sql: `${sql}${opclass === undefined ? "" : ` ${opclass}`}`, name: element.name };
}

/** `sa.Index("ix", "a")` among the items of a table. */
export function indexObjectText(dialect: Dialect, table: TableName, call: SymbolicCall): string {
  const args = callArguments(call, ["name"]);
  needAll(args.open);
  checkIndexOptions(dialect, args.keywords.keys(), ["name", "unique", "info"]);
  const get: Get = (name) => args.get(name);
  const elements = args.rest;
  return createIndexText(dialect, { table, given: readName(args.get("name")), elements, get, ifNotExists: false });
}
