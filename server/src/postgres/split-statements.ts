import type { Span } from "../base/span.ts";
import { type SqlToken, sqlTokens } from "./sql-tokens.ts";

/**
 * The statements of a script by their semicolons: those outside quotes and comments. Empty ones are left out; a span begins at the
 * first token of the statement (comments before it are not part of it) and ends behind its last, the semicolon not included.
 */
export function splitStatements(text: string): readonly Span[] {
  const statements: Span[] = [];
  let start: number | null = null;
  let end = 0;
  for (const token of sqlTokens(text)) {
    if (token.kind === "comment") continue;
    if (token.text === ";") {
      if (start !== null) statements.push({ start, end });
      start = null;
      continue;
    }
    start ??= token.start;
    end = token.end;
  }
  if (start !== null) statements.push({ start, end });
  return statements;
}

/** The part of `span` from its first to its last token that is not a comment; empty when there is none. */
export function trimStatement(text: string, span: Span): Span {
  const tokens = sqlTokens(text.slice(span.start, span.end)).filter((it: SqlToken) => it.kind !== "comment");
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return { start: span.start, end: span.start };
  return { start: span.start + first.start, end: span.start + last.end };
}
