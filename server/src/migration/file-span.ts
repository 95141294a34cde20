import type { Span } from "../base/span.ts";
import type { StringPiece } from "../python/syntax.ts";

/**
 * Where the part [start, end) of a string value stands in the file; null when no part of it is written there.
 * An escape such as `\n` is taken whole. Offsets are UTF-16.
 */
export function fileSpan(pieces: readonly StringPiece[], start: number, end: number): Span | null {
  let from: number | null = null;
  let to: number | null = null;
  for (const piece of pieces) {
    const pieceEnd = piece.at + piece.length;
    if (pieceEnd < start || piece.at > end || (start < end && (pieceEnd === start || piece.at === end))) continue;
    const first = piece.verbatim ? piece.span.start + Math.max(start - piece.at, 0) : piece.span.start;
    const last = piece.verbatim ? piece.span.start + Math.min(end, pieceEnd) - piece.at : piece.span.end;
    from ??= first;
    to = last;
  }
  return from === null || to === null ? null : { start: from, end: Math.max(from, to) };
}
