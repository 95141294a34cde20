import type { Rewriting } from "./rewrite.ts";
import type { Token } from "./scan.ts";

/** Follows the indentation of the lines of a file, as Python's tokenizer does, and corrects what it would refuse. */
export interface Indentation {
  /** A new logical line; `opened` says that the line before ended with a colon. */
  line(first: Token, opened: boolean): void;
  readonly corrections: readonly Rewriting[];
  /** One offset for each mistake: several lines that are indented too far in the same way are one. */
  readonly errors: readonly number[];
}

export function followIndentation(text: string): Indentation {
  const levels: { readonly width: number; readonly white: string }[] = [{ width: 0, white: "" }];
  const corrections: Rewriting[] = [];
  const errors: number[] = [];
  let mistaken = -1;
  const top = (): { readonly width: number; readonly white: string } => levels.at(-1) ?? { width: 0, white: "" };
  return {
    corrections,
    errors,
    line(first, opened) {
      let start = first.start;
      while (start > 0 && (text.charCodeAt(start - 1) === 32 || text.charCodeAt(start - 1) === 9)) start--;
      const white = text.slice(start, first.start);
      const width = widthOf(white);
      if (opened && width > top().width) {
        levels.push({ width, white });
        return;
      }
      while (width < top().width) levels.pop();
      if (width === top().width) {
        mistaken = -1;
        return;
      }
      corrections.push({ at: start, length: white.length, text: top().white });
      if (width !== mistaken) errors.push(first.start);
      mistaken = width;
    },
  };
}

/** A tab goes on to the next multiple of 8 (https://docs.python.org/3/reference/lexical_analysis.html#indentation). */
function widthOf(white: string): number {
  let width = 0;
  for (const letter of white) width = letter === "\t" ? (Math.floor(width / 8) + 1) * 8 : width + 1;
  return width;
}
