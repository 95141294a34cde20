import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { insertArgument } from "./insert-argument.ts";
import { stringAt } from "./string-at.ts";
import { wrapInAutocommitBlock } from "./wrap-in-autocommit-block.ts";

/**
 * CONCURRENTLY for a statement that builds, drops or rebuilds an index, with an autocommit block around it. `behind` matches the words of the SQL text behind which the word
 * belongs. Nothing is offered for SQL that sends several statements at once, which would be one transaction again.
 */
export function makeConcurrent(statement: Statement, behind: RegExp, ctx: RuleContext): readonly Fix[] {
  const { operation } = statement;
  if (operation === null || ctx.statements.filter((it) => it.operation === operation).length > 1) return [];
  const isDirective = operation.directive === "create_index" || operation.directive === "drop_index";
  const edits = isDirective ? asArgument(operation, ctx) : inSql(statement, behind, ctx);
  const block = wrapInAutocommitBlock(operation, ctx);
  if (edits === null || block === null) return [];
  // An argument on a line of its own goes one level deeper together with the others.
  const placed = block.length === 0 ? edits : edits.map((it) => ({ ...it, text: it.text.replaceAll("\n", "\n    ") }));
  return [
    { title: "Do it CONCURRENTLY, in an autocommit block", applicability: "suggested", edits: [...block, ...placed] },
  ];
}

function asArgument(operation: Operation, { file }: RuleContext): readonly TextEdit[] | null {
  const given = operation.kw.get("postgresql_concurrently");
  if (given !== undefined) {
    return given.passed === "keyword" && file.module.text.slice(given.span.start, given.span.end) === "False"
      ? [{ file: file.path, span: given.span, text: "True" }]
      : null;
  }
  const edit = insertArgument(file.module, file.path, operation.site.argumentsSpan, "postgresql_concurrently=True");
  return edit === null || operation.openArguments !== null ? null : [edit];
}

function inSql({ span }: Statement, behind: RegExp, { file }: RuleContext): readonly TextEdit[] | null {
  const { text } = file.module;
  const found = behind.exec(text.slice(span.start, span.end));
  if (found === null || stringAt(file.module, span) === null) return null;
  const at = span.start + found.index + found[0].length;
  return [{ file: file.path, span: { start: at, end: at }, text: " CONCURRENTLY" }];
}
