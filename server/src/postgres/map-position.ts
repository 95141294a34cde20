import { cover, type Span } from "../base/span.ts";

/** Where a part of a text stands in a file. The same shape as a piece of a Python string. */
export interface TextPiece {
  /** Offset in the text, UTF-16. */
  readonly at: number;
  readonly length: number;
  /** Place in the file. */
  readonly span: Span;
  /** True when the file has the text character by character. */
  readonly verbatim: boolean;
}

/**
 * Place in the file of `span` of a text. Inside verbatim pieces it is exact; a piece that is not verbatim (an escape, a formatted value) counts as a
 * whole; a text that no piece covers has the place of the whole expression, `fallback`. Values that were put into the text may be written
 * elsewhere: when a part of the span is written inside the expression, that part is its place.
 */
export function mapSpan(pieces: readonly TextPiece[], fallback: Span, span: Span): Span {
  const last = Math.max(span.end, span.start + 1);
  const parts: Span[] = [];
  for (const piece of pieces) {
    const from = Math.max(span.start, piece.at);
    const to = Math.min(last, piece.at + piece.length);
    if (from >= to) continue;
    const start = piece.span.start + (from - piece.at);
    parts.push(piece.verbatim ? { start, end: start + (Math.min(to, span.end) - from) } : piece.span);
  }
  const own = parts.filter((it) => fallback.start <= it.start && it.end <= fallback.end);
  const used = own.length > 0 ? own : parts;
  // Text that was put together in another order than it is written has no one place.
  const isInOrder = used.every((it, index) => it.start >= (used[index - 1]?.start ?? 0));
  const [first, ...rest] = used;
  return first === undefined || !isInOrder ? fallback : rest.reduce(cover, first);
}

/** One replacement in a text. */
export interface TextChange {
  readonly span: Span;
  readonly text: string;
}

/** Applies changes (in order, not overlapping) to a text and keeps the map to the file: what was changed maps to the place of what it replaced. */
export function changeText(
  text: string,
  pieces: readonly TextPiece[],
  changes: readonly TextChange[],
): { readonly text: string; readonly pieces: readonly TextPiece[] } {
  if (changes.length === 0) return { text, pieces };
  let result = "";
  let at = 0;
  const mapped: TextPiece[] = [];
  const keep = (end: number): void => {
    for (const piece of pieces) {
      const from = Math.max(at, piece.at);
      const to = Math.min(end, piece.at + piece.length);
      if (from >= to) continue;
      mapped.push(cut(piece, from, to, result.length + (from - at)));
    }
    result += text.slice(at, end);
    at = end;
  };
  for (const change of changes) {
    keep(change.span.start);
    let place: Span | null = null;
    for (const piece of pieces) {
      const from = Math.max(change.span.start, piece.at);
      const to = Math.min(change.span.end, piece.at + piece.length);
      if (from >= to) continue;
      const part = cut(piece, from, to, 0).span;
      place = place === null ? part : cover(place, part);
    }
    if (place !== null) {
      mapped.push({ at: result.length, length: change.text.length, span: place, verbatim: false });
    }
    result += change.text;
    at = change.span.end;
  }
  keep(text.length);
  return { text: result, pieces: mapped };
}

function cut(piece: TextPiece, from: number, to: number, at: number): TextPiece {
  if (!piece.verbatim) return { ...piece, at, length: to - from };
  const start = piece.span.start + (from - piece.at);
  return { at, length: to - from, span: { start, end: start + (to - from) }, verbatim: true };
}
