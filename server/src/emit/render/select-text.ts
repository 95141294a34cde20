import type { SymbolicCall } from "../../migration/symbolic.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { combine } from "./comparison.ts";
import { tableText } from "./dialect.ts";
import type { Scope } from "./element.ts";
import { expression, positional } from "./expression.ts";
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
  const columns = items.map((it) => {
    const element = symbolicOf(it) === undefined ? unrendered("a value in a SELECT") : expression(scope, it);
    if (element.kind !== "column") return unrendered("an expression in a SELECT");
    return element.sql;
  });
  if (new Set(columns).size < columns.length) return unrendered("a column that stands twice in a SELECT");
  const where =
    conditions.length === 0
      ? ""
      : ` \nWHERE ${
          combine(
            "and",
            conditions.map((it) => expression(scope, it)),
          ).sql
        }`;
  const [table, ...others] = scope.tables;
  if (table === undefined || others.length > 0) return unrendered("a SELECT of several tables");
  return `SELECT ${columns.join(", ")} \nFROM ${tableText(scope.dialect, table)}${where}`;
}
