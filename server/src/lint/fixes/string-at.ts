import type { Span } from "../../base/span.ts";
import type { PyModule } from "../../python/syntax.ts";

/** One string literal of the file (of adjacent literals, the one that holds the place). */
export interface StringAt {
  /** Between the quotes. */
  readonly content: Span;
  readonly quote: string;
  readonly raw: boolean;
  readonly formatted: boolean;
}

/** The string literal that holds [start, end] of the file, or null. */
export function stringAt(module: PyModule, place: Span): StringAt | null {
  const node = innermostString(module.body, place);
  if (node === null) return null;
  let at = node.start;
  while (at < node.end) {
    const match = /["']/.exec(module.text.slice(at, node.end));
    if (match === null) return null;
    const open = at + match.index;
    const prefix = /[a-zA-Z]*$/.exec(module.text.slice(at, open))?.[0].toLowerCase() ?? "";
    const single = module.text[open] ?? "";
    const quote = module.text.startsWith(single.repeat(3), open) ? single.repeat(3) : single;
    const start = open + quote.length;
    const end = endOfString(module.text, start, quote);
    if (start <= place.start && place.end <= end) {
      return { content: { start, end }, quote, raw: prefix.includes("r"), formatted: /[ft]/.test(prefix) };
    }
    at = end + quote.length;
  }
  return null;
}

/** Text as it is written inside such a literal, or null when it cannot be written there. */
export function insideString(text: string, literal: StringAt): string | null {
  const single = literal.quote.length === 1 && text.includes(literal.quote);
  if (literal.raw && (single || text.includes("\\"))) return null;
  const escaped = literal.raw ? text : text.replaceAll("\\", "\\\\");
  const quoted = single ? escaped.replaceAll(literal.quote, `\\${literal.quote}`) : escaped;
  return literal.formatted ? quoted.replaceAll("{", "{{").replaceAll("}", "}}") : quoted;
}

function endOfString(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith(quote, at)) return at;
  }
  return text.length;
}

/** The syntax is a tree of plain objects, so one walk serves every kind of node. */
function innermostString(node: unknown, place: Span): Span | null {
  if (Array.isArray(node)) {
    for (const element of node) {
      const found = innermostString(element, place);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof node !== "object" || node === null) return null;
  const span = "span" in node ? (node.span as Span) : null;
  if (span !== null && (place.start < span.start || span.end < place.end)) return null;
  const type = "type" in node ? node.type : null;
  // The parts of a formatted string have no quotes of their own.
  if (span !== null && (type === "StringLiteral" || type === "FormattedString")) return span;
  for (const [key, child] of Object.entries(node)) {
    if (key === "span" || key.endsWith("Span") || key === "pieces") continue;
    const found = innermostString(child, place);
    if (found !== null) return found;
  }
  return null;
}
