import type { SymbolicCall } from "../../migration/symbolic.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { countedName } from "./bound-value.ts";
import { combine, condition } from "./comparison.ts";
import { quote, tableText } from "./dialect.ts";
import type { Scope } from "./element.ts";
import { expression, positional } from "./expression.ts";
import { ownName } from "./function-element.ts";
import { unrendered } from "./unrendered.ts";

/** `SELECT a, b \nFROM t \nWHERE …` of columns of one table. */
export function selectText(
  scope: Scope,
  base: SymbolicCall,
  methods: readonly { readonly name: string; readonly call: SymbolicCall }[],
): string {
  const conditions: PyValue[] = [];
  for (const { name, call } of methods) {
    if (name === "where") conditions.push(...positional(call));
    else return unrendered(`.${name}() of a SELECT`);
  }
  let items = positional(base);
  const [only] = items;
  // Up to 1.4 the columns may stand in a list.
  if (items.length === 1 && only?.type === "list" && !scope.dialect.features.sqlalchemy2) items = only.elements;
  if (items.length === 0 || items.length < base.args.length) return unrendered("the columns of a SELECT");
  const columns = items.map((it) => selectItem(scope, it));
  if (new Set(columns).size < columns.length) return unrendered("a column that stands twice in a SELECT");
  const where =
    conditions.length === 0
      ? ""
      : ` \nWHERE ${
          combine(
            "and",
            conditions.map((it) => condition(scope, it)),
          ).sql
        }`;
  const [table, ...others] = scope.tables;
  if (others.length > 0) return unrendered("a SELECT of several tables");
  const from = table === undefined ? "" : ` \nFROM ${tableText(scope.dialect, table)}`;
  return `SELECT ${columns.join(", ")}${from}${where}`;
}

/** A column, or an expression under the name that SQLAlchemy makes up for it: a function's with a number, `anon_1` for a value. */
function selectItem(scope: Scope, value: PyValue): string {
  const symbolic = symbolicOf(value);
  if (symbolic === undefined) return unrendered("a value in a SELECT");
  const path = symbolic.kind === "call" ? (symbolic.path ?? "") : "";
  const made = path.startsWith("sqlalchemy.func.") ? functionLabel(path) : anonymous.has(path) ? "anon" : null;
  // The name counts before what is bound inside.
  const label = made === null ? null : countedName(scope, made);
  const element = expression(scope, value);
  if (label !== null) return `${element.sql} AS ${quote(scope.dialect, label)}`;
  if (element.kind !== "column" && element.kind !== "text") return unrendered("an expression in a SELECT");
  return element.sql;
}

const anonymous: ReadonlySet<string> = new Set(["literal", "null", "true", "false"].map((it) => `sqlalchemy.${it}`));

function functionLabel(path: string): string {
  const name = ownName(path);
  // Longer names are shortened.
  return name.length > 50 ? unrendered("a SELECT of a function with a long name") : name;
}
