/** A place in a text; both numbers count from 0, `character` in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Converts between offsets and lines. Lines end at `\n`, `\r\n` or a lone `\r`. */
export interface LineIndex {
  readonly lineCount: number;
  position(offset: number): Position;
  offset(position: Position): number;
  /** Offset of the first character of the line (from 0); the text's length for lines behind the end. */
  lineStart(line: number): number;
}

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  const lineStart = (line: number): number => starts[Math.max(line, 0)] ?? text.length;
  return {
    lineCount: starts.length,
    lineStart,
    position(offset) {
      const at = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length;
      while (low + 1 < high) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= at) low = middle;
        else high = middle;
      }
      return { line: low, character: at - (starts[low] ?? 0) };
    },
    offset({ line, character }) {
      if (line >= starts.length) return text.length;
      return Math.min(lineStart(line) + Math.max(character, 0), lineStart(line + 1));
    },
  };
}
