import type { Static } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import { type ColumnCall, columnOf } from "../migration/column-call.ts";

/** The `sa.Column(…)` of the `op.add_column` behind a statement; null for SQL text and for a column that is not written as a call. */
export function columnOfStatement(statement: Statement): ColumnCall | null {
  const { operation } = statement;
  if (operation?.directive !== "add_column") return null;
  return columnOf(operation.args.get("column")?.value) ?? null;
}

/** "column a" or "a column". */
export function columnPhrase(name: Static<string>): string {
  return name.known ? `column ${name.value}` : "column";
}
