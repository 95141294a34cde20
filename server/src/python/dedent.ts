import type { Span } from "../base/span.ts";
import { concatenate, cut, plainString } from "./mapped-string.ts";
import type { PyStr } from "./value.ts";

interface Line {
  readonly start: number;
  /** Before the line end. */
  readonly end: number;
  readonly next: number;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (;;) {
    const end = text.indexOf("\n", start);
    if (end < 0) {
      lines.push({ start, end: text.length, next: text.length });
      return lines;
    }
    lines.push({ start, end, next: end + 1 });
    start = end + 1;
  }
}

/** `textwrap.dedent`: the margin common to all lines that are not blank goes; blank lines lose their spaces. */
export function dedent(text: PyStr, span: Span): PyStr {
  const lines = linesOf(text.value);
  let margin: string | null = null;
  for (const line of lines) {
    const contents = text.value.slice(line.start, line.end);
    if (/^[ \t]*$/.test(contents)) continue;
    const indentation = /^[ \t]*/.exec(contents)?.[0] ?? "";
    if (margin === null) margin = indentation;
    let common = 0;
    while (common < margin.length && common < indentation.length && margin[common] === indentation[common]) common++;
    margin = margin.slice(0, common);
  }
  const width = margin?.length ?? 0;
  const parts = lines.map((line) => {
    const contents = text.value.slice(line.start, line.end);
    if (/^[ \t]*$/.test(contents)) return cut(text, line.end, line.next, span);
    return cut(text, line.start + width, line.next, span);
  });
  return concatenate(parts, span);
}

/** `textwrap.indent`: the prefix before each line that is not blank. */
export function indent(text: PyStr, prefix: string, span: Span): PyStr {
  const parts: PyStr[] = [];
  for (const line of linesOf(text.value)) {
    if (text.value.slice(line.start, line.end).trim() !== "") parts.push(plainString(prefix, span));
    parts.push(cut(text, line.start, line.next, span));
  }
  return concatenate(parts, span);
}
