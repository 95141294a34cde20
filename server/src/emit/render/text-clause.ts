import type { SqlText } from "../../migration/sql-argument.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { CallArgument } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { callArguments } from "../symbolic-call.ts";
import { type Dialect, percents } from "./dialect.ts";
import { literalOf, typeOfValue } from "./literal.ts";
import { mark, type Placeholders, placeholder } from "./placeholder.ts";
import { sqlType } from "./sql-type.ts";
import { need, needAll, unrendered } from "./unrendered.ts";

/** In DDL unbound markers are always NULL; in statements that depends on `literal_binds`. */
export type TextUse = "ddl" | "statement";

const bind = /(?<![:\p{L}\p{N}_$\\]):([\p{L}\p{N}_$]+)(?![:\p{L}\p{N}_$])/gu;
const escapedColon = /\\(:[\p{L}\p{N}_$]*)(?![:\p{L}\p{N}_$])/gu;

/**
 * SQL text as SQLAlchemy's `text()` prints it: percent signs doubled for some drivers, bind markers replaced (quotes are not respected), `\:` unescaped
 * (`SQLCompiler.visit_textclause`, 1.4 to 2.1).
 */
export function textClause(dialect: Dialect, sql: SqlText, use: TextUse): string {
  const text = need(sql.text);
  if (sql.form === "ddl") return ddlText(dialect, text);
  const values = boundValues(sql.bindParameters);
  const printed: Placeholders = new Map();
  return percents(dialect, text)
    .replace(bind, (_, name: string) => boundText(dialect, { name, bound: values.get(name), use, printed }))
    .replace(escapedColon, "$1");
}

interface Bound {
  readonly value: PyValue | undefined;
  readonly type: PyValue | undefined;
  readonly expanding: boolean;
}

interface Marker {
  readonly name: string;
  readonly bound: Bound | undefined;
  readonly use: TextUse;
  readonly printed: Placeholders;
}

function boundText(dialect: Dialect, { name, bound, use, printed }: Marker): string {
  // `text()` itself knows no `$` in a name, so that such a marker is bound to nothing.
  if (name.includes("$")) return unrendered(`the bind marker :${name}`);
  const literals = use === "ddl" ? true : dialect.literalBinds;
  if (literals === null) return unrendered("whether bound values are printed: env.py does not say literal_binds");
  if (!literals) return markerText(dialect, name, bound, printed);
  if (bound?.value === undefined || bound.value.type === "none") return "NULL";
  const { value } = bound;
  if (value.type === "list" || value.type === "tuple" || value.type === "set") {
    if (!bound.expanding) return unrendered("a list that is bound to one marker");
    needAll(value.open);
    if (value.elements.length === 0) return unrendered("an empty list that is bound to a marker");
    return `(${value.elements.map((it) => oneLiteral(dialect, it, bound)).join(", ")})`;
  }
  if (bound.expanding) return unrendered("an expanding value that is no list");
  return oneLiteral(dialect, value, bound);
}

function oneLiteral(dialect: Dialect, value: PyValue, bound: Bound): string {
  return literalOf(dialect, bound.type === undefined ? typeOfValue(value) : sqlType(dialect, bound.type), value);
}

/** A marker whose value is not printed. */
function markerText(dialect: Dialect, name: string, bound: Bound | undefined, printed: Placeholders): string {
  if (bound === undefined) return mark(dialect, printed, name);
  if (bound.expanding) return `(__[POSTCOMPILE_${name}])`;
  const { value, type } = bound;
  if (value === undefined)
    return type === undefined ? mark(dialect, printed, name) : unrendered("the cast of a bound value");
  return placeholder(dialect, printed, name, type === undefined ? typeOfValue(value) : sqlType(dialect, type), value);
}

function boundValues(given: readonly CallArgument[]): ReadonlyMap<string, Bound> {
  const values = new Map<string, Bound>();
  for (const argument of given) {
    if (argument.spreadUnknown) return unrendered("values that are bound by an unpacked argument");
    if (argument.name !== null) {
      const previous = values.get(argument.name);
      values.set(argument.name, { ...(previous ?? { type: undefined, expanding: false }), value: argument.value });
      continue;
    }
    const symbolic = symbolicOf(argument.value);
    if (symbolic?.kind !== "call" || symbolic.path !== "sqlalchemy.bindparam") {
      return unrendered("a bound value that is no bindparam()");
    }
    const args = callArguments(symbolic, ["key", "value", "type_"]);
    needAll(args.open);
    const key = args.get("key").value;
    if (key?.type !== "str") return unrendered("a bindparam() without a name");
    const expanding = args.get("expanding").value;
    if (expanding !== undefined && expanding.type !== "bool") return unrendered("whether a bindparam() is expanding");
    if (args.has("callable_") || args.has("literal_execute")) return unrendered("an option of bindparam()");
    values.set(key.value, {
      value: args.get("value").value,
      type: args.get("type_").value,
      expanding: expanding?.value === true,
    });
  }
  return values;
}

/** `sa.DDL("…")` is %-formatted with what its target is, which is nothing here. */
function ddlText(dialect: Dialect, text: string): string {
  if (/%(?!%)/.test(text.replaceAll("%%", ""))) return unrendered("a DDL() with a percent sign in it");
  return percents(dialect, text.replaceAll("%%", "%"));
}
