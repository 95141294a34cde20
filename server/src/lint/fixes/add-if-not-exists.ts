import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import type { RuleContext } from "../rule.ts";
import { stringAt } from "./string-at.ts";

/** IF NOT EXISTS behind these words (in lower case) of SQL text; null where no literal of the file holds them. */
export function addIfNotExists({ span }: Statement, behind: readonly string[], { file }: RuleContext): TextEdit | null {
  const tokens = sqlTokens(file.module.text.slice(span.start, span.end)).filter((it) => it.kind !== "comment");
  const first = tokens.findIndex((_, at) => behind.every((word, index) => tokens[at + index]?.value === word));
  const last = tokens[first + behind.length - 1];
  if (first < 0 || last === undefined) return null;
  const at = span.start + last.end;
  const place = { start: at, end: at };
  return stringAt(file.module, place) === null ? null : { file: file.path, span: place, text: " IF NOT EXISTS" };
}
