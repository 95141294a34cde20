import { type SqlToken, sqlTokens } from "../postgres/sql-tokens.ts";

/** A `:name` in SQL text, as SQLAlchemy's `text()` sees it. */
export interface BindMarker {
  readonly name: string;
  /** Place of the colon and the name in the text. */
  readonly start: number;
  readonly end: number;
  /** What PostgreSQL would see there if the colon were an ordinary one. */
  readonly inside: "string" | "comment" | "subscript" | "code";
}

/** `TextClause._bind_params_regex` of SQLAlchemy 1.4 to 2.1. */
const bind = /(?<![:\p{L}\p{N}_$\\]):([\p{L}\p{N}_$]+)(?!:)(?![\p{L}\p{N}_$])/gu;
/** The same with a cast behind it, which SQLAlchemy does not take for a parameter (of its name it takes all but the last letter). */
const bindBeforeCast = /(?<![:\p{L}\p{N}_$\\]):([\p{L}_][\p{L}\p{N}_$]*)(?=::)/gu;

/** The markers that `text()` turns into parameters. */
export function bindMarkers(sql: string): readonly BindMarker[] {
  return markers(sql, bind);
}

/** The markers that are directly followed by `::`. */
export function markersBeforeCasts(sql: string): readonly BindMarker[] {
  return markers(sql, bindBeforeCast);
}

function markers(sql: string, pattern: RegExp): readonly BindMarker[] {
  if (!sql.includes(":")) return [];
  const found = [...sql.matchAll(pattern)];
  if (found.length === 0) return [];
  const tokens = sqlTokens(sql);
  return found.map((it) => ({
    name: it[1] ?? "",
    start: it.index,
    end: it.index + it[0].length,
    inside: insideOf(tokens, it.index),
  }));
}

function insideOf(tokens: readonly SqlToken[], at: number): BindMarker["inside"] {
  let brackets = 0;
  for (const token of tokens) {
    if (token.start > at) break;
    if (token.start < at && at < token.end) {
      if (token.kind === "comment") return "comment";
      if (token.kind === "string" || token.kind === "quotedName") return "string";
    }
    if (token.text === "[") brackets++;
    else if (token.text === "]") brackets--;
  }
  return brackets > 0 ? "subscript" : "code";
}
