import { symbolicOf } from "../../migration/symbolic.ts";
import { argumentOf, isAbsent } from "../read-argument.ts";
import { callOf } from "../symbolic-call.ts";
import { tableSource } from "./column-element.ts";
import { quote, tableText } from "./dialect.ts";
import type { Renderer } from "./directive-texts.ts";
import { statementScope } from "./element.ts";
import { expression } from "./expression.ts";
import { literalOf } from "./literal.ts";
import { needAll, refused, Unrendered, unrendered } from "./unrendered.ts";

/** One INSERT for each row, columns in the order of the table, values always as literals (alembic-semantics 4.8). */
export const bulkInsert: Renderer = (operation, { dialect }) => {
  const symbolic = symbolicOf(argumentOf(operation, "table").value);
  if (symbolic?.kind !== "call") return unrendered("a table that is not known");
  const rows = argumentOf(operation, "rows");
  if (rows.value?.type === "unknown") throw new Unrendered(rows.value.why, null);
  if (rows.value?.type !== "list") {
    return isAbsent(rows) || rows.value?.type === "tuple" || rows.value?.type === "dict"
      ? refused("TypeError", "List expected")
      : unrendered("rows that are not known");
  }
  needAll(rows.value.open);
  if (rows.value.elements.length === 0) return [];
  const source = tableSource({ dialect }, symbolic);
  if (source.columns.some((it) => it.hasDefault)) return unrendered("a table whose columns have Python defaults");
  return rows.value.elements.map((row) => {
    if (row.type === "unknown") throw new Unrendered(row.why, null);
    if (row.type !== "dict") return refused("TypeError", "List of dictionaries expected");
    needAll(row.open);
    const values = new Map<string, (typeof row.entries)[number]["value"]>();
    for (const { key, value } of row.entries) {
      if (key.type !== "str") return unrendered("a key that is not known");
      if (!source.columns.some((it) => it.name === key.value)) {
        return unrendered(`the column ${key.value}, which the table does not list`);
      }
      values.set(key.value, value);
    }
    const columns = source.columns.filter((it) => values.has(it.name));
    if (columns.length === 0) return unrendered("a row without values");
    const texts = columns.map((it) => {
      const value = values.get(it.name);
      if (value === undefined) return "";
      if (callOf(value, "alembic.op.inline_literal") !== null) return expression(statementScope(dialect), value).sql;
      if (symbolicOf(value) !== undefined) return unrendered("an expression as a value of bulk_insert");
      return literalOf(dialect, it.type, value);
    });
    const names = columns.map((it) => quote(dialect, it.name)).join(", ");
    return `INSERT INTO ${tableText(dialect, source.table)} (${names}) VALUES (${texts.join(", ")})`;
  });
};
