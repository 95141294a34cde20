import type { Action } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";

/** Tables and views that an action needs to be there; those that a foreign key refers to are not among them. */
export function usedTables(action: Action): readonly QualifiedName[] {
  if (action.ifTableExists === true) return [];
  switch (action.kind) {
    case "dropTable":
      return action.ifExists ? [] : [action.table];
    case "addColumn":
    case "dropColumn":
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
    case "addConstraint":
    case "dropConstraint":
    case "renameConstraint":
    case "validateConstraint":
    case "createIndex":
    case "renameTable":
    case "tableOption":
    case "createTrigger":
    case "createPolicy":
      return [action.table];
    case "update":
    case "delete":
      return [action.table, ...action.reads];
    case "insert":
    case "select":
      return [...action.tables, ...action.reads];
    case "truncate":
    case "lockTable":
      return action.tables;
    case "createTable":
    case "createView":
      return action.reads;
    default:
      return [];
  }
}
