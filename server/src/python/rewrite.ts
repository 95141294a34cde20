/** Replaces `length` characters at `at` by `text`. */
export interface Rewriting {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

export interface Rewritten {
  readonly text: string;
  /** From an offset of the new text to one of the old. */
  readonly toFile: (offset: number) => number;
}

/** Rewrites a text at some places, which must not overlap, and keeps the way back. Several at one place are applied in the order given. */
export function rewrite(text: string, rewritings: readonly Rewriting[]): Rewritten {
  const ordered = rewritings.map((it, index) => ({ ...it, index }));
  ordered.sort((a, b) => a.at - b.at || a.index - b.index);
  const parts: string[] = [];
  /** Behind each rewriting: the offset in the new text, and the one in the old. */
  const newEnds: number[] = [];
  const oldEnds: number[] = [];
  let position = 0;
  let length = 0;
  for (const it of ordered) {
    const kept = text.slice(position, it.at);
    parts.push(kept, it.text);
    length += kept.length + it.text.length;
    position = it.at + it.length;
    newEnds.push(length);
    oldEnds.push(position);
  }
  parts.push(text.slice(position));
  const toFile = (offset: number): number => {
    let low = 0;
    let high = newEnds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((newEnds[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const old = low === 0 ? offset : (oldEnds[low - 1] ?? 0) + offset - (newEnds[low - 1] ?? 0);
    const next = ordered[low];
    return next === undefined ? old : Math.min(old, next.at);
  };
  return { text: parts.join(""), toFile };
}
