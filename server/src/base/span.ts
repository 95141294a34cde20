/** A half-open range of a text, in UTF-16 code units from the start of the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest span that holds both. */
export function cover(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** True when `offset` lies in the span, its end included (a cursor may stand behind the last character). */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
