import type { Span } from "../base/span.ts";

/** A token of SQL text. `text` is the token as written; `value` what a name means (folded or unquoted), otherwise the text. */
export interface SqlToken extends Span {
  readonly kind: "comment" | "name" | "quotedName" | "string" | "number" | "parameter" | "operator" | "punctuation";
  readonly text: string;
  readonly value: string;
  /** False when the quote or comment is not closed before the end of the text. */
  readonly closed: boolean;
}

const lineComment = /--[^\n\r]*/y;
const name = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const number =
  /(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)/y;
const parameter = /\$[0-9]+/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const operator = /[-+*/<>=~!@#%^&|`?]+|::|:=|=>|\.\./y;

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
    const code = text.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13)) at++;
    else if (code === 39) quote(1, false);
    else if (code === 34) quotedName(1);
    else if (code === 36) dollar();
    else if (code === 45 && text.charCodeAt(at + 1) === 45) push("comment", at + (match(lineComment)?.length ?? 2));
    else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const end = endOfBlockComment(text, at);
      push("comment", end ?? text.length, end !== null);
    } else if (isNameStart(code)) word(code);
    else {
      const digits = match(number);
      const symbol = digits === null ? match(operator) : null;
      if (digits !== null) push("number", at + digits.length);
      else if (symbol !== null) push("operator", at + operatorLength(symbol));
      else push("punctuation", at + 1);
    }
  }

  function quote(prefix: number, backslashes: boolean): void {
    const end = endOfQuote(text, at + prefix, "'", backslashes);
    push("string", end ?? text.length, end !== null);
  }

  function quotedName(prefix: number): void {
    const end = endOfQuote(text, at + prefix, '"', false);
    const inner = text.slice(at + prefix, end === null ? text.length : end - 1);
    push("quotedName", end ?? text.length, end !== null, inner.replaceAll('""', '"'));
  }

  /** `$1` or a dollar-quoted string. */
  function dollar(): void {
    const tag = match(dollarTag);
    if (tag !== null) {
      const end = text.indexOf(tag, at + tag.length);
      push("string", end < 0 ? text.length : end + tag.length, end >= 0);
    } else push("parameter", at + (match(parameter)?.length ?? 1));
  }

  /** A name, or a string with a letter before it: `E'…'`, `B'…'`, `U&'…'`, `U&"…"`. */
  function word(code: number): void {
    const next = text.charCodeAt(at + 1);
    if (next === 39 && /[eEbBxX]/.test(text.charAt(at))) quote(2, code === 69 || code === 101);
    else if (next === 38 && (code === 85 || code === 117) && text.charCodeAt(at + 2) === 39) quote(3, false);
    else if (next === 38 && (code === 85 || code === 117) && text.charCodeAt(at + 2) === 34) quotedName(3);
    else {
      const written = match(name) ?? text.charAt(at);
      push("name", at + written.length, true, foldCase(written));
    }
  }

  return tokens;
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
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
