import type { Span } from "../base/span.ts";
import type { StringPiece } from "./syntax.ts";

/** How a literal is written: where its contents stand and what its prefix means. */
export interface LiteralShape {
  readonly contents: Span;
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly formatted: boolean;
  readonly closed: boolean;
}

export interface DecodedText {
  readonly value: string;
  readonly pieces: readonly StringPiece[];
}

/** Reads prefix and quotes of the literal at `span` (which may lack its closing quotes). */
export function literalShape(text: string, span: Span): LiteralShape {
  let at = span.start;
  let raw = false;
  let bytes = false;
  let formatted = false;
  for (; at < span.end; at++) {
    const letter = text.charAt(at);
    if (letter === "r" || letter === "R") raw = true;
    else if (letter === "b" || letter === "B") bytes = true;
    else if (letter === "f" || letter === "F" || letter === "t" || letter === "T") formatted = true;
    else if (letter !== "u" && letter !== "U") break;
  }
  const quote = text.charAt(at);
  const triple = quote.repeat(3);
  const quotes = at + 3 <= span.end && text.startsWith(triple, at) ? triple : quote;
  const start = Math.min(at + quotes.length, span.end);
  const end = span.end - quotes.length;
  const closed = end >= start && text.startsWith(quotes, end) && (raw || !endsWithEscape(text, start, end));
  return { contents: { start, end: closed ? end : span.end }, raw, bytes, formatted, closed };
}

function endsWithEscape(text: string, start: number, end: number): boolean {
  let slashes = 0;
  while (end - slashes > start && text.charCodeAt(end - slashes - 1) === 92) slashes++;
  return slashes % 2 === 1;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * Decodes the contents of a string (https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences). Line ends become `\n`
 * as Python reads them. `\N{…}` needs the table of Unicode names, so it stays as written. `braces` halves `{{` and `}}` (f-strings).
 */
export function decodeText(
  text: string,
  span: Span,
  options: { readonly raw: boolean; readonly braces: boolean },
): DecodedText {
  const out: string[] = [];
  const pieces: StringPiece[] = [];
  let length = 0;
  let runStart = span.start;
  const flush = (end: number): void => {
    if (end <= runStart) return;
    out.push(text.slice(runStart, end));
    pieces.push({ at: length, length: end - runStart, span: { start: runStart, end }, verbatim: true });
    length += end - runStart;
  };
  const computed = (start: number, end: number, value: string): void => {
    flush(start);
    if (value !== "") {
      out.push(value);
      pieces.push({ at: length, length: value.length, span: { start, end }, verbatim: false });
      length += value.length;
    }
    runStart = end;
  };
  let at = span.start;
  while (at < span.end) {
    const code = text.charCodeAt(at);
    if (code === 13) {
      const end = text.charCodeAt(at + 1) === 10 && at + 1 < span.end ? at + 2 : at + 1;
      computed(at, end, "\n");
      at = end;
    } else if (options.braces && (code === 123 || code === 125) && text.charCodeAt(at + 1) === code) {
      computed(at, at + 2, text.charAt(at));
      at += 2;
    } else if (code === 92 && !options.raw) {
      const found = readEscape(text, at, span.end);
      if (found.value !== null) computed(at, found.end, found.value);
      at = found.end;
    } else {
      at++;
    }
  }
  flush(span.end);
  return { value: out.length === 1 ? (out[0] ?? "") : out.join(""), pieces };
}

/** The escape at `at`; `value` null when Python keeps it as written. */
function readEscape(text: string, at: number, limit: number): { readonly end: number; readonly value: string | null } {
  const letter = text.charAt(at + 1);
  if (at + 1 >= limit) return { end: limit, value: null };
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return { end: at + 2, value: simple };
  if (letter === "\n") return { end: at + 2, value: "" };
  if (letter === "\r") return { end: text.charAt(at + 2) === "\n" && at + 2 < limit ? at + 3 : at + 2, value: "" };
  if (letter >= "0" && letter <= "7") {
    const digits = /^[0-7]{1,3}/.exec(text.slice(at + 1, Math.min(at + 4, limit)))?.[0] ?? "0";
    return { end: at + 1 + digits.length, value: String.fromCharCode(Number.parseInt(digits, 8)) };
  }
  const width = letter === "x" ? 2 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
  if (width > 0) {
    const digits = text.slice(at + 2, Math.min(at + 2 + width, limit));
    const point = digits.length === width && /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : -1;
    if (point >= 0 && point <= 0x10ffff) return { end: at + 2 + width, value: String.fromCodePoint(point) };
  }
  if (letter === "N" && text.charAt(at + 2) === "{") {
    const close = text.indexOf("}", at + 3);
    if (close >= 0 && close < limit) return { end: close + 1, value: text.slice(at, close + 1) };
  }
  return { end: at + 2, value: null };
}

/** `first` followed by `second`. */
export function joinText(first: DecodedText, second: DecodedText): DecodedText {
  const shift = first.value.length;
  return {
    value: first.value + second.value,
    pieces: [...first.pieces, ...second.pieces.map((it) => ({ ...it, at: it.at + shift }))],
  };
}
