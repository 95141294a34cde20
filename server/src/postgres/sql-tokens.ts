import type { Span } from "../base/span.ts";

/** A token of SQL text. `text` is the token as written; `value` what a name means (folded or unquoted), otherwise the text. */
export interface SqlToken extends Span {
  readonly kind: "comment" | "name" | "quotedName" | "string" | "number" | "parameter" | "operator" | "punctuation";
  readonly text: string;
  readonly value: string;
  /** False when the quote or comment is not closed before the end of the text. */
  readonly closed: boolean;
}

const space = /[ \t\n\r\f\v]+/y;
const lineComment = /--[^\n\r]*/y;
const name = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const number =
  /(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)/y;
const parameter = /\$[0-9]+/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const operator = /[-+*/<>=~!@#%^&|`?]+|::|:=|=>|\.\./y;
const escapeQuote = /(?:[eE])'/y;
const plainQuote = /(?:[nNbBxX]|[uU]&)?'/y;
const quotedNameStart = /(?:[uU]&)?"/y;

/**
 * Splits SQL text into tokens by PostgreSQL's lexical rules (manual, "Lexical Structure"; standard_conforming_strings on).
 * Offsets are UTF-16. It reads unfinished text too: an open quote or comment runs to the end.
 */
export function sqlTokens(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  const push = (kind: SqlToken["kind"], end: number, closed = true, value?: string): void => {
    const written = text.slice(at, end);
    tokens.push({ kind, start: at, end, text: written, value: value ?? written, closed });
    at = end;
  };
  while (at < text.length) {
    const blank = match(space);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    const comment = match(lineComment);
    if (comment !== null) {
      push("comment", at + comment.length);
      continue;
    }
    if (text.startsWith("/*", at)) {
      const end = endOfBlockComment(text, at);
      push("comment", end ?? text.length, end !== null);
      continue;
    }
    const tag = match(dollarTag);
    if (tag !== null) {
      const end = text.indexOf(tag, at + tag.length);
      push("string", end < 0 ? text.length : end + tag.length, end >= 0);
      continue;
    }
    const opening = match(escapeQuote) ?? match(plainQuote);
    if (opening !== null) {
      const end = endOfQuote(text, at + opening.length, "'", /^[eE]/.test(opening));
      push("string", end ?? text.length, end !== null);
      continue;
    }
    const quoted = match(quotedNameStart);
    if (quoted !== null) {
      const end = endOfQuote(text, at + quoted.length, '"', false);
      const inner = text.slice(at + quoted.length, end === null ? text.length : end - 1);
      push("quotedName", end ?? text.length, end !== null, inner.replaceAll('""', '"'));
      continue;
    }
    const word = match(name);
    if (word !== null) {
      push("name", at + word.length, true, foldCase(word));
      continue;
    }
    const dollar = match(parameter);
    if (dollar !== null) {
      push("parameter", at + dollar.length);
      continue;
    }
    const digits = match(number);
    if (digits !== null) {
      push("number", at + digits.length);
      continue;
    }
    const symbol = match(operator);
    if (symbol !== null) {
      push("operator", at + operatorLength(symbol));
      continue;
    }
    push("punctuation", at + 1);
  }
  return tokens;
}

/** PostgreSQL folds ASCII letters only in a UTF-8 database. */
function foldCase(word: string): string {
  return word.replace(/[A-Z]+/g, (it) => it.toLowerCase());
}

/** An operator ends where a comment begins. */
function operatorLength(symbol: string): number {
  const ends = [symbol.indexOf("--"), symbol.indexOf("/*")].filter((it) => it > 0);
  return Math.min(symbol.length, ...ends);
}

function endOfBlockComment(text: string, start: number): number | null {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return null;
}

function endOfQuote(text: string, from: number, quote: string, backslashes: boolean): number | null {
  for (let i = from; i < text.length; i++) {
    const it = text[i];
    if (backslashes && it === "\\") i++;
    else if (it === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i++;
    }
  }
  return null;
}
