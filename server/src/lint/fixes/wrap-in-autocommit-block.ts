import type { TextEdit } from "../../base/text-edit.ts";
import type { Operation } from "../../migration/operation.ts";
import type { RuleContext } from "../rule.ts";
import { statementAt } from "../suppressions.ts";
import { importedAs } from "./imported-as.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { indentationAt } from "./python-text.ts";
import { stringAt } from "./string-at.ts";

/**
 * Puts the statement of an operation into an autocommit block of its own, one level deeper; lines inside strings stay as they are. No edit where it stands in such a block already.
 * Null where that would not be right: code that is written elsewhere or runs more than once, a batch (which runs when its block ends), and env.py that holds the transaction itself.
 */
export function wrapInAutocommitBlock(operation: Operation, ctx: RuleContext): readonly TextEdit[] | null {
  const { file } = ctx;
  const { module } = file;
  if (!isWrittenOnce(file, operation) || operation.batch !== null) return null;
  if (operation.autocommit) return [];
  const statement = statementAt(module, operation.site.call.start);
  const op = importedAs(module, "alembic.op");
  if (statement?.type !== "ExpressionStatement" || op === null || ctx.project.outerTransaction === "yes") return null;
  const { text } = module;
  const { start, end } = statement.span;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const rest = text.slice(end, newline === -1 ? text.length : newline).trim();
  if (text.slice(lineStart, start).trim() !== "" || (rest !== "" && !rest.startsWith("#"))) return null;
  const indent = indentationAt(text, start);
  const step = indent.includes("\t") ? "\t" : "    ";
  const insert = (at: number, inserted: string): TextEdit => ({
    file: file.path,
    span: { start: at, end: at },
    text: inserted,
  });
  const edits = [insert(start, `with ${op}.get_context().autocommit_block():\n${indent}${step}`)];
  for (let at = text.indexOf("\n", start); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) {
    const isBlank = /^[ \t]*\r?\n/.test(text.slice(at + 1));
    if (!isBlank && stringAt(module, { start: at + 1, end: at + 1 }) === null) edits.push(insert(at + 1, step));
  }
  return edits;
}
