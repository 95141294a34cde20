import type { Statement } from "../emit/statement.ts";
import type { Action } from "../postgres/action.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";
import type { RuleContext } from "./rule.ts";

/**
 * The statement of the same function, behind this one and just as unconditional, that makes the column (or the table, without `column`) while nothing between the two may have
 * taken it away: what uses it here runs too early. Null when there is none.
 */
export function createdLater(
  ctx: RuleContext,
  statement: Statement,
  table: QualifiedName,
  column: string | null,
): Statement | null {
  const at = ctx.statements.indexOf(statement);
  for (const later of at < 0 ? [] : ctx.statements.slice(at + 1)) {
    if (later.operation === null || later.gap !== null) return null;
    for (const action of later.actions) {
      if (takesAway(action, table, column)) return null;
      if (!creates(action, table, column)) continue;
      return later.operation.site.conditions.length === 0 ? later : null;
    }
  }
  return null;
}

function creates(action: Action, table: QualifiedName, column: string | null): boolean {
  if (column === null)
    return action.kind === "createTable" && !action.ifNotExists && sameName(action.table, table) === "yes";
  if (action.kind !== "addColumn" || action.ifNotExists || action.ifTableExists === true) return false;
  return action.column.name.known && action.column.name.value === column && sameName(action.table, table) === "yes";
}

/** What drops or renames it, or may: then the name means two things. */
function takesAway(action: Action, table: QualifiedName, column: string | null): boolean {
  switch (action.kind) {
    case "dropTable":
    case "renameTable":
      return sameName(action.table, table) !== "no" || action.kind === "renameTable";
    case "dropView":
      return sameName(action.view, table) !== "no";
    case "setSchema":
    case "dropSchema":
    case "renameSchema":
    case "unknown":
    case "doBlock":
    case "set":
      return true;
    case "dropColumn":
    case "renameColumn":
      return (
        column !== null &&
        sameName(action.table, table) !== "no" &&
        action.column.known &&
        action.column.value === column
      );
    default:
      return false;
  }
}
