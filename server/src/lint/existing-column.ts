import type { Operation } from "../migration/operation.ts";
import { type ColumnAt, columnAt } from "./column-at.ts";
import type { RuleContext } from "./rule.ts";

/** The column that an `alter_column` changes as it is just before, where everything is known of its table; null otherwise, and where the call may not run. */
export function existingColumn(operation: Operation, ctx: RuleContext): ColumnAt | null {
  if (operation.site.conditions.length > 0) return null;
  const statement = ctx.statements.find((it) => it.operation === operation);
  const action = statement?.actions[0];
  if (statement === undefined || action === undefined || !("column" in action) || !("table" in action)) return null;
  if (action.table === null || action.column === null || !("known" in action.column)) return null;
  const found = columnAt(ctx.schemaAt(statement), action.table, action.column);
  return found?.exact === true ? found : null;
}
