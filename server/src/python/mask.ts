import type { Span } from "../base/span.ts";
import type { Token } from "./scan.ts";
import { scan } from "./scan.ts";

/*
 * Text of the same length that the parser reads better. Offsets stay what they are.
 */

/** A byte order mark is no indentation, and the parser's line continuation knows `\n` only. */
export function maskLineEnds(text: string): string {
  let masked = text;
  if (masked.charCodeAt(0) === 0xfeff) masked = `\n${masked.slice(1)}`;
  if (!masked.includes("\r")) return masked;
  return masked.replace(/(\\*)\r\n/g, (_, slashes: string) =>
    slashes.length % 2 === 1 ? ` ${slashes}\n` : `${slashes} \n`,
  );
}

export interface Mask {
  readonly text: string;
  /** Starts of t-strings, which stand in the text as f-strings. */
  readonly templates: ReadonlySet<number>;
  /** Starts of decorators whose expression is hidden. */
  readonly decorators: ReadonlySet<number>;
  /** Comments that are hidden. */
  readonly comments: readonly Span[];
}

/**
 * Hides Python that the grammar of `@lezer/python` 1.1 does not know: the parentheses of `with (a as b, c as d):`, the prefix of
 * `t"…"`, decorators other than names and calls of names. Null when there is none of it.
 */
export function maskForParser(text: string): Mask | null {
  const edits: { start: number; end: number; text: string }[] = [];
  const templates = new Set<number>();
  const decorators = new Set<number>();
  const comments: Span[] = [];
  const tokens = scan(text);
  const is = (token: Token | undefined, value: string): boolean =>
    token !== undefined && text.startsWith(value, token.start) && token.end - token.start === value.length;
  const hide = (token: Token): void => {
    edits.push({ start: token.start, end: token.end, text: " ".repeat(token.end - token.start) });
    if (token.kind === "comment") comments.push({ start: token.start, end: token.end });
  };
  let depth = 0;
  let lineStart = true;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "string") {
      const letter = /^[rR]?[tT]/.exec(text.slice(token.start, token.start + 2))?.[0];
      if (letter !== undefined) {
        const at = token.start + letter.length - 1;
        edits.push({ start: at, end: at + 1, text: "f" });
        templates.add(token.start);
      } else if (/^[tT][rR]/.test(text.slice(token.start, token.start + 2))) {
        edits.push({ start: token.start, end: token.start + 1, text: "f" });
        templates.add(token.start);
      }
    }
    if (token.kind === "open") depth++;
    else if (token.kind === "close") depth = Math.max(depth - 1, 0);
    if (lineStart && is(token, "async")) continue;
    if (lineStart && is(token, "with") && is(tokens[index + 1], "(")) maskWith(tokens, index + 1, is, hide);
    if (lineStart && is(token, "@")) {
      const end = oddDecoratorEnd(tokens, index, is);
      if (end !== null) {
        decorators.add(token.start);
        edits.push({ start: token.start + 1, end, text: "_".padEnd(end - token.start - 1) });
      }
    }
    if (token.kind !== "comment") lineStart = token.kind === "newline" && depth === 0;
  }
  if (edits.length === 0) return null;
  return { text: applyMasks(text, edits), templates, decorators, comments };
}

function applyMasks(text: string, edits: { start: number; end: number; text: string }[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    if (edit.start < position) continue;
    parts.push(text.slice(position, edit.start), edit.text);
    position = edit.end;
  }
  parts.push(text.slice(position));
  return parts.join("");
}

/** `open` is the index of the parenthesis behind `with`. */
function maskWith(
  tokens: readonly Token[],
  open: number,
  is: (token: Token | undefined, value: string) => boolean,
  hide: (token: Token) => void,
): void {
  let depth = 0;
  let hasAs = false;
  const hidden: Token[] = [];
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) return;
    if (token.kind === "open") depth++;
    if (depth === 1) {
      if (is(token, "as")) hasAs = true;
      if (at === open || token.kind === "newline" || token.kind === "comment") hidden.push(token);
    }
    if (token.kind !== "close") continue;
    depth--;
    if (depth > 0) continue;
    if (!hasAs || !is(tokens[at + 1], ":")) return;
    hidden.push(token);
    const before = tokens.slice(open, at).findLast((it) => it.kind !== "newline" && it.kind !== "comment");
    if (before !== undefined && is(before, ",")) hidden.push(before);
    for (const it of hidden) hide(it);
    return;
  }
}

/** The end of the decorator at `index`, when it is neither `@a.b` nor `@a.b(…)`. */
function oddDecoratorEnd(
  tokens: readonly Token[],
  index: number,
  is: (token: Token | undefined, value: string) => boolean,
): number | null {
  let at = index + 1;
  while (tokens[at]?.kind === "word" || is(tokens[at], ".")) at++;
  let depth = 0;
  let groups = 0;
  let isOdd = at === index + 1;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || (depth === 0 && (token.kind === "newline" || token.kind === "comment"))) break;
    if (depth === 0) {
      if (!is(token, "(") || groups > 0) isOdd = true;
      groups++;
    }
    if (token.kind === "open") depth++;
    else if (token.kind === "close") depth--;
  }
  const last = tokens[at - 1];
  return isOdd && depth === 0 && last !== undefined && at > index + 1 ? last.end : null;
}
