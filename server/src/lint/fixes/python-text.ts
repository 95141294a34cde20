/** The quote character that a file prefers. */
export type Quote = '"' | "'";

/** A Python string literal with this value; `quote` is exchanged for the other one where that saves backslashes. */
export function pythonString(value: string, quote: Quote): string {
  const other: Quote = quote === '"' ? "'" : '"';
  const used = value.includes(quote) && !value.includes(other) ? other : quote;
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(used, `\\${used}`);
  return `${used}${escaped}${used}`;
}

/** The white space before the first character of the line that holds `offset`. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
}

/** The quote of the first plain string literal at or behind `offset`; double quotes when there is none. */
export function quoteAt(text: string, offset: number): Quote {
  return /["']/.exec(text.slice(offset))?.[0] === "'" ? "'" : '"';
}
