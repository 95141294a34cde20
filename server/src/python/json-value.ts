import type { Span } from "../base/span.ts";
import { plainString } from "./mapped-string.ts";
import type { PyValue } from "./value.ts";
import { bool, int, list, none } from "./values.ts";

/** `json.loads(text)` for a text that both Python and JavaScript read alike; null for all else (repeated keys, large numbers, NaN, errors). */
export function jsonValue(text: string, span: Span): PyValue | null {
  // A number that a double does not hold, and one whose kind its text decides, are left out.
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  if (/\d{16}|\d[.eE]/.test(outside)) return null;
  try {
    return convert(JSON.parse(text), span);
  } catch {
    return null;
  }
}

function convert(value: unknown, span: Span): PyValue | null {
  if (value === null) return none(span);
  if (typeof value === "boolean") return bool(value, span);
  if (typeof value === "number") return int(value, span);
  if (typeof value === "string") return plainString(value, span);
  if (Array.isArray(value)) {
    const elements = value.map((it) => convert(it, span));
    return elements.includes(null) ? null : list(elements as PyValue[], span);
  }
  const entries: { key: PyValue; value: PyValue }[] = [];
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const converted = convert(inner, span);
    // JavaScript puts keys that look like numbers first.
    if (converted === null || /^\d+$/.test(key)) return null;
    entries.push({ key: plainString(key, span), value: converted });
  }
  return { type: "dict", entries, open: null, span };
}
