import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Operation } from "../../migration/operation.ts";
import type { RuleContext } from "../rule.ts";
import { behindStatement, isWrittenOnce } from "./insert-after.ts";
import { insertBefore } from "./insert-before.ts";
import { indentationAt } from "./python-text.ts";

/** Moves the statement of an operation behind that of another one. Null where the two do not stand in the same block, each on lines of its own. */
export function moveBehind(moved: Operation, target: Operation, ctx: RuleContext): readonly TextEdit[] | null {
  const cut = cutOut(moved, target, ctx);
  if (cut === null || !isWrittenOnce(ctx.file, target)) return null;
  const put = behindStatement(ctx.file, target.site.statement, [cut.text]);
  return put === null ? null : [cut.edit, put];
}

/** Moves the statement of an operation before that of another one; null in the cases of `moveBehind`. */
export function moveBefore(moved: Operation, target: Operation, ctx: RuleContext): readonly TextEdit[] | null {
  const cut = cutOut(moved, target, ctx);
  const put = cut === null ? null : insertBefore(ctx.file, target, [cut.text]);
  return cut === null || put === null ? null : [cut.edit, put];
}

interface Cut {
  readonly text: string;
  readonly edit: TextEdit;
}

function cutOut(moved: Operation, target: Operation, { file }: RuleContext): Cut | null {
  const { text } = file.module;
  const { statement } = moved.site;
  if (!isWrittenOnce(file, moved) || moved.batch !== null || target.batch !== null) return null;
  if (moved.autocommit !== target.autocommit || moved.autocommitBlock !== target.autocommitBlock) return null;
  const conditions = (it: Operation): string => JSON.stringify(it.site.conditions.map((one) => one.span));
  if (conditions(moved) !== conditions(target)) return null;
  if (indentationAt(text, statement.start) !== indentationAt(text, target.site.statement.start)) return null;
  const lines = linesOf(text, statement);
  if (text.slice(lines.start, statement.start).trim() !== "") return null;
  const rest = text.slice(statement.end, lines.end).trim();
  if (rest !== "" && !rest.startsWith("#")) return null;
  const whole = text.slice(statement.start, lines.end).trimEnd();
  return { text: whole, edit: { file: file.path, span: lines, text: "" } };
}

/** From the beginning of its first line to the end of its last, with the line break. */
function linesOf(text: string, { start, end }: Span): Span {
  const newline = text.indexOf("\n", end);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: newline === -1 ? text.length : newline + 1 };
}
