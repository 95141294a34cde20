import type { Statement } from "../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";

type Check = (
  table: QualifiedName,
  constraint: ConstraintDefinition,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
) => void;

/** Handlers that ask `check` about every constraint that a statement makes: by itself, with a column, with a table. */
export function onNewConstraint(check: Check): ActionHandlers {
  return {
    addConstraint(action, statement, ctx) {
      check(action.table, action.constraint, action, statement, ctx);
    },
    addColumn(action, statement, ctx) {
      for (const it of action.column.constraints) check(action.table, it, action, statement, ctx);
    },
    createTable(action, statement, ctx) {
      const inline = action.columns.flatMap((it) => it.constraints);
      for (const it of [...inline, ...action.constraints]) check(action.table, it, action, statement, ctx);
    },
  };
}
