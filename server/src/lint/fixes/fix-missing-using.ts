import type { Statement } from "../../emit/statement.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import type { AlterType } from "../changed-type.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { insertArgument } from "./insert-argument.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { insideString, stringAt } from "./string-at.ts";

/** `column::type` as USING, in the call or behind the SQL. */
export function fixMissingUsing(action: AlterType, statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { operation } = statement;
  const { column, type } = action;
  const { module, path } = ctx.file;
  if (operation === null || !column.known || !type.known || !isWrittenOnce(ctx.file, operation)) return [];
  const name = quoteIdentifier(column.value);
  const expression = `${name}::${/[A-Z]/.test(type.value) && !type.value.includes('"') ? type.value.toLowerCase() : type.value}`;
  if (operation.directive === "alter_column") {
    const text = `postgresql_using=${pythonString(expression, quoteAt(module.text, operation.site.argumentsSpan.start))}`;
    const edit = insertArgument(module, path, operation.site.argumentsSpan, text);
    return edit === null ? [] : [{ title: `Add ${text}`, applicability: "suggested", edits: [edit] }];
  }
  const written = module.text.slice(statement.span.start, statement.span.end);
  const literal =
    written === statement.text && statement.actions.length === 1 ? stringAt(module, statement.span) : null;
  const text = literal === null ? null : insideString(` USING ${expression}`, literal);
  // Two colons stay two in sa.text only where a space or a name stands before them.
  if (text === null) return [];
  const at = { start: statement.span.end, end: statement.span.end };
  return [{ title: `Add USING ${expression}`, applicability: "suggested", edits: [{ file: path, span: at, text }] }];
}
