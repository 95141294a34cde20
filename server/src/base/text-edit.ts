import type { Span } from "./span.ts";

/** Replace `span` of `file` by `text`. Offsets are UTF-16 code units of the text before any edit. */
export interface TextEdit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}

/** Applies the edits of one file. Edits must not overlap; those at the same place are applied in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.map((edit, index) => ({ edit, index }));
  ordered.sort((a, b) => a.edit.span.start - b.edit.span.start || a.index - b.index);
  let result = "";
  let position = 0;
  for (const { edit } of ordered) {
    result += text.slice(position, edit.span.start) + edit.text;
    position = Math.max(position, edit.span.end);
  }
  return result + text.slice(position);
}
