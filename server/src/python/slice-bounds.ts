import type { SliceValue } from "./evaluate-expression.ts";
import { asIndex } from "./values.ts";

export interface SliceBounds {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** The bounds of a slice over `length` elements, as Python's `slice.indices` has them; null when they are not known. */
export function sliceBounds({ slice }: SliceValue, length: number): SliceBounds | null {
  const read = (index: 0 | 1 | 2): number | null | undefined => {
    const it = slice[index];
    if (it === null || it.type === "none") return null;
    return asIndex(it) ?? undefined;
  };
  const step = read(2);
  const lower = read(0);
  const upper = read(1);
  if (step === undefined || lower === undefined || upper === undefined || step === 0) return null;
  const by = step ?? 1;
  const clamp = (value: number | null, whenMissing: number): number => {
    if (value === null) return whenMissing;
    const at = value < 0 ? value + length : value;
    return by > 0 ? Math.min(Math.max(at, 0), length) : Math.min(Math.max(at, -1), length - 1);
  };
  return { start: clamp(lower, by > 0 ? 0 : length - 1), stop: clamp(upper, by > 0 ? length : -1), step: by };
}

/** The indices of a slice, in order. */
export function sliceIndices({ start, stop, step }: SliceBounds): number[] {
  const indices: number[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) indices.push(at);
  return indices;
}
