import { lineIndex } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { PyModule } from "../python/syntax.ts";
import type { IniFile } from "./ini.ts";

/**
 * A configuration file in the shape in which rules and suppression comments know files: its comment lines, and in place of statements its section headers
 * and options (none for a file that is no ini). Comments stand on lines of their own, as in Python's `ConfigParser`; a `#` behind a value is part of it.
 */
export function iniAsModule(text: string, ini: IniFile | null): PyModule {
  const spans: Span[] = [];
  for (const section of ini?.sections.values() ?? []) {
    spans.push({ start: section.nameSpan.start - 1, end: section.nameSpan.end + 1 });
    for (const option of section.options.values()) spans.push(ofOption(option));
  }
  for (const option of ini?.defaults.values() ?? []) spans.push(ofOption(option));
  spans.sort((a, b) => a.start - b.start);
  return {
    body: spans.map((span) => ({ type: "ErrorStatement", span })),
    docstring: null,
    comments: commentLines(text),
    errors: [],
    text,
  };
}

function ofOption({ nameSpan, valueSpan }: { readonly nameSpan: Span; readonly valueSpan: Span }): Span {
  return { start: nameSpan.start, end: Math.max(nameSpan.end, valueSpan.end) };
}

/** From the `#` to the end of the line. */
function commentLines(text: string): readonly Span[] {
  const index = lineIndex(text);
  const found: Span[] = [];
  for (let line = 0; line < index.lineCount; line++) {
    const start = index.lineStart(line);
    const end = line + 1 < index.lineCount ? index.lineStart(line + 1) : text.length;
    const content = text.slice(start, end);
    const space = content.length - content.trimStart().length;
    if (content[space] === "#") found.push({ start: start + space, end: start + content.trimEnd().length });
  }
  return found;
}
