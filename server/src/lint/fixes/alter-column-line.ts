import type { Static } from "../../base/static.ts";
import type { Operation } from "../../migration/operation.ts";
import type { RuleContext } from "../rule.ts";
import { importedAs } from "./imported-as.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { renderValue } from "./render-value.ts";

/** `op.alter_column("t", "c", …)` for the table of an operation, with these further arguments; null when the table cannot be written. */
export function alterColumnLine(
  operation: Operation,
  column: Static<string>,
  further: readonly string[],
  ctx: RuleContext,
): string | null {
  const target = tableArguments(operation, ctx);
  if (target === null || !column.known) return null;
  const { op, table, schema, quote } = target;
  return `${op}.alter_column(${[table, pythonString(column.value, quote), ...further, ...schema].join(", ")})`;
}

/** How new calls name the table of an operation: `op`, the table, and `schema=…` where it has one. */
export function tableArguments(operation: Operation, ctx: RuleContext) {
  const { module } = ctx.file;
  const op = importedAs(module, "alembic.op");
  const table = operation.args.get("table_name")?.value;
  const schema = operation.args.get("schema")?.value;
  if (op === null || table === undefined || operation.site.file !== null) return null;
  const style = { module, quote: quoteAt(module.text, operation.site.argumentsSpan.start), op };
  const tableText = renderValue(table, style);
  const schemaText = schema === undefined || schema.type === "none" ? "" : renderValue(schema, style);
  if (tableText === null || schemaText === null) return null;
  return { ...style, table: tableText, schema: schemaText === "" ? [] : [`schema=${schemaText}`] };
}
