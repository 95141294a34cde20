import type { Statement as SqlStatement } from "../../emit/statement.ts";
import type { PyModule, Statement } from "../../python/syntax.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { blocksOf } from "../suppressions.ts";
import { importedAs } from "./imported-as.ts";
import { behindStatement, isWrittenOnce } from "./insert-after.ts";
import { pythonString, quoteAt } from "./python-text.ts";

/** `RESET` at the end of the autocommit block that holds the statement, else at the end of the function. */
export function resetBehind(parameter: string, { operation }: SqlStatement, { file }: RuleContext): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  if (operation === null || op === null || !isWrittenOnce(file, operation)) return [];
  const at = operation.site.call.start;
  const last = lastBehind(file.module, at, operation.autocommit ? "With" : "FunctionDef");
  if (last === null || last.type === "Return" || last.type === "Raise") return [];
  const sql = parameter === "session_authorization" ? "RESET SESSION AUTHORIZATION" : `RESET ${parameter}`;
  const edit = behindStatement(file, last.span, [`${op}.execute(${pythonString(sql, quoteAt(file.module.text, at))})`]);
  return edit === null
    ? []
    : [{ title: `Set ${parameter} back afterwards`, applicability: "suggested", edits: [edit] }];
}

/** The last statement of the innermost block of this kind around a place. */
function lastBehind(module: PyModule, at: number, kind: "With" | "FunctionDef"): Statement | null {
  let found: Statement | null = null;
  const visit = (body: readonly Statement[]): void => {
    const holder = body.find((it) => it.span.start <= at && at < it.span.end);
    if (holder === undefined) return;
    if (holder.type === kind) found = holder.body.at(-1) ?? null;
    for (const block of blocksOf(holder)) visit(block);
  };
  visit(module.body);
  return found;
}
