import type { Statement } from "../../emit/statement.ts";
import type { ActionKind } from "../../postgres/action.ts";
import { columnOfStatement } from "../column-of-statement.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { alterColumnLine } from "./alter-column-line.ts";
import { insertAfter } from "./insert-after.ts";
import { removeArgument } from "./remove-argument.ts";

type AddColumn = Extract<ActionKind, { readonly kind: "addColumn" }>;

/** The default for new rows only: it is set in a statement behind the one that adds the column. Not for a NOT NULL column, whose rows need values first. */
export function fixVolatileDefault(action: AddColumn, statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { operation } = statement;
  const column = columnOfStatement(statement);
  const given = column?.serverDefault;
  const { nullable } = action.column;
  const required = nullable?.known !== true ? nullable !== null : !nullable.value;
  if (operation === null || column === null || given?.nameSpan == null || required || ctx.file.path === "") return [];
  const { module, path } = ctx.file;
  const written = module.text.slice(given.span.start, given.span.end);
  const line = alterColumnLine(operation, action.column.name, [`server_default=${written}`], ctx);
  const after = line === null ? null : insertAfter(ctx.file, operation, [line]);
  if (after === null) return [];
  const removed = removeArgument(module, path, { start: given.nameSpan.start, end: given.span.end });
  return [{ title: "Set the default in a statement of its own", applicability: "suggested", edits: [removed, after] }];
}
