import type { Span } from "../base/span.ts";
import type { StringPiece } from "./syntax.ts";
import type { PyStr } from "./value.ts";

/* Strings that remember where each part of them stands in the file. */

export function plainString(value: string, span: Span): PyStr {
  return { type: "str", value, pieces: [], span };
}

export function mappedString(value: string, pieces: readonly StringPiece[], span: Span): PyStr {
  return { type: "str", value, pieces, span };
}

/** A text in more pieces is data, whose places nobody asks for. */
const mostPieces = 5000;

/** The strings one after the other. */
export function concatenate(parts: readonly PyStr[], span: Span): PyStr {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return { ...only, span };
  const pieces: StringPiece[] = [];
  const values: string[] = [];
  let length = 0;
  for (const part of parts) {
    for (const piece of part.pieces) {
      if (pieces.length >= mostPieces) break;
      pieces.push(length === 0 ? piece : { ...piece, at: piece.at + length });
    }
    values.push(part.value);
    length += part.value.length;
  }
  return { type: "str", value: values.join(""), pieces, span };
}

/** The part from `start` to `end` (UTF-16 offsets of the value). A piece that is not verbatim keeps its whole place in the file. */
export function cut(text: PyStr, start: number, end: number, span: Span): PyStr {
  const from = Math.max(start, 0);
  const to = Math.min(end, text.value.length);
  if (from === 0 && to === text.value.length) return { ...text, span };
  if (to <= from) return plainString("", span);
  const pieces: StringPiece[] = [];
  for (const piece of text.pieces) {
    const left = Math.max(piece.at, from);
    const right = Math.min(piece.at + piece.length, to);
    if (right <= left) continue;
    const offset = piece.span.start + left - piece.at;
    const place = piece.verbatim ? { start: offset, end: offset + right - left } : piece.span;
    pieces.push({ at: left - from, length: right - left, span: place, verbatim: piece.verbatim });
  }
  return { type: "str", value: text.value.slice(from, to), pieces, span };
}

/** Another spelling of the same length and order (`upper`, `lower`): places are kept, but the file has other letters. */
export function respelled(text: PyStr, value: string, span: Span): PyStr {
  if (value === text.value) return { ...text, span };
  if (value.length !== text.value.length) return plainString(value, span);
  return { type: "str", value, pieces: text.pieces.map((it) => ({ ...it, verbatim: false })), span };
}

/** Replaces up to `limit` occurrences of `search` (all when negative), with Python's rule for an empty `search`. */
export function replaced(text: PyStr, search: PyStr, by: PyStr, limit: number, span: Span): PyStr {
  const parts: PyStr[] = [];
  let position = 0;
  let count = 0;
  const isOver = (): boolean => limit >= 0 && count >= limit;
  if (search.value === "") {
    for (; position < text.value.length && !isOver(); count++) {
      const next = position + String.fromCodePoint(text.value.codePointAt(position) ?? 0).length;
      parts.push(by, cut(text, position, next, span));
      position = next;
    }
    if (!isOver()) parts.push(by);
    parts.push(cut(text, position, text.value.length, span));
    return concatenate(parts, span);
  }
  while (!isOver()) {
    const found = text.value.indexOf(search.value, position);
    if (found < 0) break;
    parts.push(cut(text, position, found, span), by);
    position = found + search.value.length;
    count++;
  }
  if (count === 0) return { ...text, span };
  parts.push(cut(text, position, text.value.length, span));
  return concatenate(parts, span);
}

/** The parts between separators. */
export function splitAt(text: PyStr, separators: readonly Span[], span: Span): PyStr[] {
  const parts: PyStr[] = [];
  let position = 0;
  for (const separator of separators) {
    parts.push(cut(text, position, separator.start, span));
    position = separator.end;
  }
  parts.push(cut(text, position, text.value.length, span));
  return parts;
}
