import type { Statement } from "../emit/statement.ts";
import type { Action } from "../postgres/action.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";

type Check = (action: Action, statement: Statement, ctx: RuleContext) => void;

/** Kinds that take locks on relations, or go through rows. */
const kinds = [
  "addColumn",
  "addConstraint",
  "addIdentity",
  "alterColumnType",
  "attachPartition",
  "cluster",
  "createIndex",
  "createPolicy",
  "createRule",
  "createTable",
  "createTrigger",
  "createView",
  "delete",
  "detachPartition",
  "dropColumn",
  "dropConstraint",
  "dropDefault",
  "dropExpression",
  "dropIdentity",
  "dropIndex",
  "dropNotNull",
  "dropPolicy",
  "dropRule",
  "dropTable",
  "dropTrigger",
  "dropView",
  "insert",
  "lockTable",
  "refreshView",
  "reindex",
  "renameColumn",
  "renameConstraint",
  "renameTable",
  "setDefault",
  "setIdentity",
  "setNotNull",
  "setSchema",
  "setStorage",
  "tableOption",
  "truncate",
  "update",
  "validateConstraint",
] as const satisfies readonly Action["kind"][];

/** Handlers that ask `check` about every statement that may lock relations, once for each: with its first action. */
export function onStatement(check: Check): ActionHandlers {
  const handler: Check = (action, statement, ctx) => {
    if (statement.actions[0] === action) check(action, statement, ctx);
  };
  return Object.fromEntries(kinds.map((it) => [it, handler]));
}
