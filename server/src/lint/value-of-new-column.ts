import type { Static } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { Action } from "../postgres/action.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";
import type { RuleContext } from "./rule.ts";

/**
 * Whether a column was added by this direction, NULL in every row, and nothing since can have given it a value: no UPDATE, no default of its own, nothing that could not be read, and the
 * table was not emptied.
 */
export function isNewAndEmpty(
  table: QualifiedName,
  column: Static<string>,
  statement: Statement,
  ctx: RuleContext,
): boolean {
  if (!column.known || ctx.createdBefore(table) !== "no") return false;
  const earlier = ctx.statements.slice(0, Math.max(ctx.statements.indexOf(statement), 0));
  const at = earlier.findLastIndex((it) => it.actions.some((action) => addsEmpty(action, table, column.value)));
  const added = earlier[at];
  if (added === undefined || (added.operation?.site.conditions.length ?? 1) > 0) return false;
  if (earlier.some((it) => it.actions.some((action) => empties(action, table)))) return false;
  return !earlier.slice(at + 1).some((it) => it.gap !== null || it.actions.some((action) => mayFill(action, table)));
}

function addsEmpty(action: Action, table: QualifiedName, name: string): boolean {
  if (action.kind !== "addColumn" || action.ifNotExists || sameName(action.table, table) !== "yes") return false;
  const { column } = action;
  const isPlain = column.default === null && !column.serial && column.identity === null && column.generated === null;
  return isPlain && column.open === null && column.name.known && column.name.value === name;
}

function empties(action: Action, table: QualifiedName): boolean {
  if (action.kind === "truncate") return action.tables.some((it) => sameName(it, table) !== "no");
  return action.kind === "delete" && !action.hasWhere && sameName(action.table, table) !== "no";
}

/** Everything that writes rows, and everything that runs code of which nothing is known. */
function mayFill(action: Action, table: QualifiedName): boolean {
  switch (action.kind) {
    case "update":
    case "delete":
      return sameName(action.table, table) !== "no" || (action.calls?.length ?? 0) > 0;
    case "renameColumn":
    case "renameTable":
      return sameName(action.table, table) !== "no";
    case "unknown":
    case "doBlock":
    case "select":
    case "other":
      return true;
    default:
      return false;
  }
}
