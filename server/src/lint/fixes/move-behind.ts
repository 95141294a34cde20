import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { behindStatement, isWrittenOnce } from "./insert-after.ts";
import { indentationAt } from "./python-text.ts";

/** Moves the call of one statement behind that of a later one in the same block of Python. None where either is not a whole line of this file that runs once. */
export function moveBehind(first: Statement, later: Statement, title: string, ctx: RuleContext): readonly Fix[] {
  const from = first.operation;
  const to = later.operation;
  if (from === null || to === null || !isMovable(from, ctx) || !isMovable(to, ctx) || !isSameBlock(from, to, ctx))
    return [];
  const { text } = ctx.file.module;
  const { start, end } = from.site.statement;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  if (newline === -1 || text.slice(lineStart, start).trim() !== "" || text.slice(end, newline).trim() !== "") return [];
  const added = behindStatement(ctx.file, to.site.statement, [text.slice(start, end)]);
  if (added === null) return [];
  const removed = { file: ctx.file.path, span: { start: lineStart, end: newline + 1 }, text: "" };
  return [{ title, applicability: "suggested", edits: [removed, added] }];
}

function isMovable(operation: Operation, { file, statements }: RuleContext): boolean {
  if (!isWrittenOnce(file, operation) || operation.batch !== null) return false;
  return statements.filter((it) => it.operation === operation).length === 1;
}

/** Equally deep, in the same autocommit block, under the same conditions. */
function isSameBlock(a: Operation, b: Operation, { file }: RuleContext): boolean {
  const { text } = file.module;
  const depth = (it: Operation): string => indentationAt(text, it.site.statement.start);
  const conditions = (it: Operation): string => it.site.conditions.map((one) => one.span.start).join();
  return depth(a) === depth(b) && a.autocommitBlock === b.autocommitBlock && conditions(a) === conditions(b);
}
