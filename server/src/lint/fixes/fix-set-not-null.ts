import type { Statement } from "../../emit/statement.ts";
import type { ActionKind } from "../../postgres/action.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { chosenName } from "../../schema/chosen-name.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { tableArguments } from "./alter-column-line.ts";
import { validateLines } from "./in-autocommit-block.ts";
import { insertAfter } from "./insert-after.ts";
import { insertBefore } from "./insert-before.ts";
import { pythonString } from "./python-text.ts";

type SetNotNull = Extract<ActionKind, { readonly kind: "setNotNull" }>;

/** The way over a CHECK: added NOT VALID, validated by itself, and dropped when NOT NULL is set. For a call that does nothing else. */
export function fixSetNotNull(action: SetNotNull, statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { operation } = statement;
  const { table, column } = action;
  const target = operation === null ? null : tableArguments(operation, ctx);
  const alone = ctx.statements.filter((it) => it.operation === operation).length === 1;
  if (operation?.directive !== "alter_column" || target === null || !alone || !column.known || !table.name.known)
    return [];
  const name = chosenName({ first: table.name.value, second: column.value, label: "not_null" }, () => false);
  // A convention would make another name of it.
  const written = pythonString(name, target.quote);
  const nameText = ctx.analysis.namingConvention.kind === "none" ? written : `${target.op}.f(${written})`;
  const condition = pythonString(`${quoteIdentifier(column.value)} IS NOT NULL`, target.quote);
  const add = [nameText, target.table, condition, ...target.schema, "postgresql_not_valid=True"];
  const drop = [nameText, target.table, ...target.schema, `type_=${pythonString("check", target.quote)}`];
  const validate = validateLines(target, table, name);
  if (validate === null) return [];
  const lines = [`${target.op}.create_check_constraint(${add.join(", ")})`, ...validate];
  const before = insertBefore(ctx.file, operation, lines);
  const after = insertAfter(ctx.file, operation, [`${target.op}.drop_constraint(${drop.join(", ")})`]);
  if (before === null || after === null) return [];
  return [{ title: "Check the rows with a constraint first", applicability: "suggested", edits: [before, after] }];
}
