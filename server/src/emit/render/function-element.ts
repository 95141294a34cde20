import type { SymbolicCall } from "../../migration/symbolic.ts";
import { bareFunctions, genericFunctions } from "../expression-text.ts";
import { quote } from "./dialect.ts";
import { atom, type Element, type Scope } from "./element.ts";
import { expression, positional } from "./expression.ts";
import { nullType, plainType, type SqlType } from "./sql-type.ts";
import { unrendered } from "./unrendered.ts";

/** Functions that SQLAlchemy writes in a form of their own. */
const special: ReadonlySet<string> = new Set(
  "aggregate_strings cast cube cume_dist dense_rank grouping_sets mode percent_rank percentile_cont percentile_disc rank rollup next_value sysdate extract".split(
    " ",
  ),
);

/** `func.name(…)`: registered functions in lower case, some without parentheses, every other name as it is written (alembic-semantics 6.4). */
export function functionElement(scope: Scope, name: string, call: SymbolicCall): Element {
  const values = positional(call);
  if (values.length !== call.args.length) return unrendered(`options of func.${name}()`);
  const lower = name.toLowerCase();
  if (special.has(lower)) return unrendered(`func.${name}()`);
  const own = ownName(name);
  const args = values.map((it) => expression(scope, it, null, own));
  const list = args.map((it) => it.sql).join(", ");
  const type = resultType(lower, args);
  const printed = genericFunctions.has(lower) ? lower : functionName(scope, name);
  const element = (sql: string): Element => ({ ...atom(sql, type), bindName: own });
  if (bareFunctions.has(lower)) {
    const upper = lower.toUpperCase();
    return element(args.length === 0 ? upper : `${upper}(${list})`);
  }
  if (lower === "count" && args.length === 0) return element("count(*)");
  return element(`${printed}(${list})`);
}

/** What SQLAlchemy calls the function, and by that what is bound in it and what a SELECT gives back. */
export function ownName(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return genericFunctions.has(last.toLowerCase()) ? last.toLowerCase() : last;
}

function functionName(scope: Scope, name: string): string {
  return name
    .split(".")
    .map((it) => (/^[A-Za-z0-9_$]+$/.test(it) ? it : quote(scope.dialect, it)))
    .join(".");
}

function resultType(name: string, args: readonly Element[]): SqlType {
  switch (name) {
    case "now":
    case "current_timestamp":
    case "localtimestamp":
      return plainType("datetime");
    case "current_date":
      return plainType("date");
    case "count":
    case "char_length":
      return plainType("integer");
    case "coalesce":
    case "max":
    case "min":
    case "sum":
      return args[0]?.type ?? nullType;
    case "concat":
    case "user":
    case "current_user":
    case "session_user":
      return plainType("string");
    case "current_time":
    case "localtime":
    case "random":
    case "array_agg":
      return plainType("other");
    default:
      return nullType;
  }
}
