import type { Span } from "../base/span.ts";
import type { Action } from "./action.ts";
import { withLocking } from "./locking-detail.ts";
import { mapSpan, type TextPiece } from "./map-position.ts";
import { splitStatements } from "./split-statements.ts";
import { cteNamesIn, type SqlContext } from "./sql-context.ts";
import type { SqlParser, SqlStatement } from "./sql-parser.ts";
import { sqlTokens } from "./sql-tokens.ts";
import { statementActions } from "./statement-actions.ts";

/** SQL text and where it stands in a file. */
export interface SqlSource {
  readonly text: string;
  readonly pieces: readonly TextPiece[];
  /** The expression that made the text: the place of whatever no piece covers. */
  readonly span: Span;
}

export interface SqlStatementActions {
  /** Place of the statement in the file. */
  readonly span: Span;
  /** Without leading comments and without the semicolon. */
  readonly text: string;
  /** Where `text` stands in the source. */
  readonly textSpan: Span;
  readonly actions: readonly Action[];
  /** PostgreSQL does not accept the statement. */
  readonly syntaxError: { readonly message: string; readonly span: Span } | null;
}

/**
 * What SQL text does, statement by statement. A statement that cannot be read (a syntax error, too long, too deep) is one "unknown" action
 * that may touch anything; the statements around it are read all the same. Text without a statement gives none.
 */
export function sqlToActions(sql: SqlSource, parser: SqlParser): readonly SqlStatementActions[] {
  const whole = parser.parse(sql.text);
  if (whole.ok) return whole.statements.map((it) => readStatement(sql, it, 0));
  const found: SqlStatementActions[] = [];
  const parts = splitStatements(sql.text);
  for (let i = 0; i < parts.length; ) {
    const { statements, count } = readPart(sql, parts, i, parser);
    found.push(...statements);
    i += count;
  }
  return found;
}

/** How many semicolons a statement may hold inside itself (the body of a rule, `BEGIN ATOMIC`) and still be found beside a wrong one. */
const maximumInnerStatements = 20;

function readPart(
  sql: SqlSource,
  parts: readonly Span[],
  index: number,
  parser: SqlParser,
): { readonly statements: readonly SqlStatementActions[]; readonly count: number } {
  const first = parts[index];
  if (first === undefined) return { statements: [], count: 1 };
  const text = sql.text.slice(first.start, first.end);
  const result = parser.parse(text);
  if (result.ok) return { statements: result.statements.map((it) => readStatement(sql, it, first.start)), count: 1 };
  if (mayContinue(text)) {
    for (const [more, last] of parts.slice(index + 1, index + 1 + maximumInnerStatements).entries()) {
      const longer = parser.parse(sql.text.slice(first.start, last.end));
      if (!longer.ok) continue;
      return { statements: longer.statements.map((it) => readStatement(sql, it, first.start)), count: more + 2 };
    }
  }
  const place = mapSpan(sql.pieces, sql.span, first);
  const at = first.start + Math.min(result.at ?? 0, text.length);
  const wrong = errorPlace(sql, first, at);
  return {
    count: 1,
    statements: [
      {
        span: place,
        text,
        textSpan: first,
        actions: [
          {
            kind: "unknown",
            why: { reason: result.reason === "syntax" ? "syntax" : "budget", detail: result.message },
            touches: null,
            span: place,
          },
        ],
        syntaxError: result.reason === "syntax" ? { message: result.message, span: wrong } : null,
      },
    ],
  };
}

/** Semicolons inside a statement stand in parentheses or between BEGIN ATOMIC and END. */
function mayContinue(text: string): boolean {
  let depth = 0;
  let atomic = false;
  for (const token of sqlTokens(text)) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (token.value === "atomic") atomic = true;
  }
  return depth > 0 || atomic;
}

/** The token at the error; the whole statement when the error is at its end. */
function errorPlace(sql: SqlSource, part: Span, at: number): Span {
  const token = sqlTokens(sql.text.slice(part.start, part.end)).find((it) => part.start + it.end > at);
  if (token === undefined) return mapSpan(sql.pieces, sql.span, part);
  const span = { start: part.start + token.start, end: part.start + token.end };
  return mapSpan(sql.pieces, sql.span, span);
}

/** `offset` is where the text that was parsed begins in the source. */
function readStatement(sql: SqlSource, statement: SqlStatement, offset: number): SqlStatementActions {
  const textSpan = { start: statement.span.start + offset, end: statement.span.end + offset };
  const text = sql.text.slice(textSpan.start, textSpan.end);
  const toFile = (span: Span): Span => mapSpan(sql.pieces, sql.span, span);
  const tokens = sqlTokens(text)
    .filter((it) => it.kind !== "comment")
    .map((it) => ({ ...it, start: it.start + textSpan.start, end: it.end + textSpan.start }));
  const context: SqlContext = {
    text: sql.text,
    span: textSpan,
    tokens,
    cteNames: tokens.some((it) => it.value === "with") ? cteNamesIn(statement.node) : new Set(),
    toFile,
    toUtf16: (location) => statement.toUtf16(location) + offset,
  };
  return {
    span: toFile(textSpan),
    text,
    textSpan,
    actions: withLocking(
      context,
      statement.type,
      statement.node,
      statementActions(context, statement.type, statement.node),
    ),
    syntaxError: null,
  };
}
