import type { Statement } from "../../emit/statement.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { insideString, stringAt } from "./string-at.ts";

export interface SqlInsertion {
  readonly title: string;
  readonly text: string;
  /** Matches what the text stands behind; null: it stands at the end of the statement. */
  readonly behind: RegExp | null;
}

/** Puts words into the SQL text of a statement, where that is written in one literal of this file. */
export function insertInSql(
  { title, text, behind }: SqlInsertion,
  { operation, span }: Statement,
  { file }: RuleContext,
): readonly Fix[] {
  const literal = stringAt(file.module, span);
  if (operation === null || literal === null || !isWrittenOnce(file, operation)) return [];
  const found = behind?.exec(file.module.text.slice(span.start, span.end));
  const inserted = insideString(text, literal);
  if (found === null || inserted === null) return [];
  const at = found === undefined ? span.end : span.start + found.index + found[0].length;
  const edit = { file: file.path, span: { start: at, end: at }, text: inserted };
  return [{ title, applicability: "suggested", edits: [edit] }];
}
