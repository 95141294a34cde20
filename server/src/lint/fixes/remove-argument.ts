import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { PyModule } from "../../python/syntax.ts";

/** Takes an argument out of a call, with the comma before it (or, for the first one, behind it). `argument` covers a keyword's name too. */
export function removeArgument(module: PyModule, file: string, argument: Span): TextEdit {
  const { text } = module;
  let start = argument.start;
  while (/\s/.test(text[start - 1] ?? "")) start--;
  const afterComment = module.comments.some((it) => it.end === start);
  if (text[start - 1] === "," && !afterComment) {
    return { file, span: { start: start - 1, end: argument.end }, text: "" };
  }
  const comma = /^\s*,[ \t]*/.exec(text.slice(argument.end));
  return { file, span: { start: argument.start, end: argument.end + (comma?.[0].length ?? 0) }, text: "" };
}
