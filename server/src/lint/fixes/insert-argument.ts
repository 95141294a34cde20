import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { PyModule } from "../../python/syntax.ts";

/**
 * Adds an argument behind the last one of a call, in the call's own layout: one argument a line stays so, a trailing comma stays a
 * trailing comma. `argumentsSpan` goes from the opening parenthesis to the closing one. Null when the call is not closed.
 * `behind` is the end of the argument to stand behind, where that is not the last one (a positional argument before keywords).
 */
export function insertArgument(
  module: PyModule,
  file: string,
  argumentsSpan: Span,
  argument: string,
  behind: number | null = null,
): TextEdit | null {
  const { text } = module;
  const close = argumentsSpan.end - 1;
  if (text[close] !== ")" || text[argumentsSpan.start] !== "(") return null;
  const end = behind ?? endOfContent(module, argumentsSpan.start + 1, close);
  const edit = (at: number, inserted: string): TextEdit => ({ file, span: { start: at, end: at }, text: inserted });
  if (end === argumentsSpan.start + 1) return edit(end, argument);
  const trailing = text[end - 1] === ",";
  const indent = ownLineIndent(text, argumentsSpan.start, end);
  if (indent !== null) {
    const comma = text.slice(end, close).includes("\n") && trailing ? "," : "";
    return edit(end, `${trailing ? "" : ","}\n${indent}${argument}${comma}`);
  }
  return edit(end, trailing ? ` ${argument},` : `, ${argument}`);
}

/** Behind the last character between `start` and `close` that is neither white space nor comment. */
function endOfContent(module: PyModule, start: number, close: number): number {
  let at = close;
  for (;;) {
    while (at > start && /\s/.test(module.text[at - 1] ?? "")) at--;
    const comment = module.comments.find((it) => it.start < at && at <= it.end && it.start >= start);
    if (comment === undefined) return at;
    at = comment.start;
  }
}

/** The indentation of the line on which the last argument begins, when arguments stand on lines of their own. */
function ownLineIndent(text: string, open: number, end: number): string | null {
  const firstLineEnd = text.indexOf("\n", open);
  if (firstLineEnd === -1 || firstLineEnd >= end) return null;
  if (!/^\s*(#.*)?$/.test(text.slice(open + 1, firstLineEnd))) return null;
  const firstArgumentLine = text.slice(firstLineEnd + 1).match(/^(?:[ \t]*(?:#.*)?\n)*([ \t]*)/);
  return firstArgumentLine?.[1] ?? null;
}
