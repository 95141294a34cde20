import type { Static } from "../base/static.ts";
import type { Action } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";

/** A column that a statement needs to be there. */
export interface UsedColumn {
  readonly table: QualifiedName;
  readonly column: Static<string>;
}

/** Columns of existing tables that an action names and cannot do without. Those that a foreign key refers to are not among them. */
export function usedColumns(action: Action): readonly UsedColumn[] {
  if (action.ifTableExists === true) return [];
  switch (action.kind) {
    case "dropColumn":
      return action.ifExists ? [] : [action];
    case "renameColumn":
    case "alterColumnType":
    case "setNotNull":
    case "dropNotNull":
    case "setDefault":
    case "dropDefault":
    case "addIdentity":
    case "setIdentity":
    case "dropIdentity":
    case "dropExpression":
    case "setStatistics":
    case "setStorage":
    case "setCompression":
    case "setColumnOptions":
      return [action];
    case "createIndex": {
      const { table } = action;
      const named = [...action.columns, ...action.include].filter((it) => it !== null);
      const others = [
        ...(action.detail?.elements.flatMap((it) => it.columns) ?? []),
        ...(action.detail?.whereColumns ?? []),
      ];
      return [...named, ...inside(others, named, action)].map((column) => ({ table, column }));
    }
    case "addConstraint": {
      const { table, constraint } = action;
      const others = constraint.detail?.expressionColumns ?? [];
      return [...constraint.columns, ...inside(others, constraint.columns, action)].map((column) => ({
        table,
        column,
      }));
    }
    case "update":
      return action.columns.map((column) => ({ table: action.table, column }));
    case "comment":
      return action.object !== "column" || action.table === null || action.column === null
        ? []
        : [{ table: action.table, column: action.column }];
    default:
      return [];
  }
}

/** Names in an expression have no place of their own. */
function inside(
  names: readonly string[],
  named: readonly Static<string>[],
  { span }: Action,
): readonly Static<string>[] {
  return [...new Set(names)]
    .filter((it) => !named.some((one) => one.known && one.value === it))
    .map((value) => ({ known: true, value, span }));
}

/** Columns that every table has (https://www.postgresql.org/docs/current/ddl-system-columns.html). */
export const systemColumns: ReadonlySet<string> = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "oid"]);
