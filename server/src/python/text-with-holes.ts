import type { Span } from "../base/span.ts";
import { concatenate, cut, plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, grow } from "./run.ts";
import type { PyStr, PyUnknown, PyValue } from "./value.ts";

/** A text made of known and unknown parts: a string when all are known, else an unknown value that remembers the parts. */
export function textOfParts(run: Run, parts: readonly (PyStr | PyUnknown)[], span: Span): PyStr | PyUnknown {
  const first = parts.find((it) => it.type === "unknown");
  if (first === undefined) {
    const text = concatenate(parts as readonly PyStr[], span);
    return grow(run, text.value.length, span) ? text : budgetUnknown(span);
  }
  const flat: (PyStr | PyUnknown)[] = [];
  let known: PyStr[] = [];
  const flush = (): void => {
    if (known.length > 0) flat.push(concatenate(known, span));
    known = [];
  };
  for (const part of parts) {
    for (const it of part.type === "unknown" && part.parts !== undefined ? part.parts : [part]) {
      if (it.type === "str") {
        if (it.value !== "") known.push(it);
      } else {
        flush();
        flat.push(it);
      }
    }
  }
  flush();
  const length = flat.reduce((sum, it) => sum + (it.type === "str" ? it.value.length : 1), 0);
  if (!grow(run, length, span)) return budgetUnknown(span);
  return { type: "unknown", why: first.why, parts: flat, span };
}

/** First of the private characters that stand for the unknown parts while a method works on the text. */
const firstHole = 0xe000;
const maximumHoles = 1000;

/**
 * Applies a method of strings to the known parts (`strip`, `upper`, `dedent` …): the unknown ones are characters of no kind meanwhile. Null when
 * the text uses such characters itself or the method gives something else.
 */
export function mapParts(
  run: Run,
  text: PyUnknown,
  work: (text: PyStr) => PyValue | undefined,
): PyStr | PyUnknown | null {
  const { parts, span } = text;
  if (parts === undefined) return null;
  const holes: PyUnknown[] = [];
  const pieces: PyStr[] = [];
  for (const it of parts) {
    if (it.type === "str") {
      if (/[\ue000-\uf8ff]/.test(it.value)) return null;
      pieces.push(it);
    } else pieces.push(plainString(String.fromCharCode(firstHole + holes.push(it) - 1), span));
  }
  if (holes.length > maximumHoles) return null;
  const result = work(concatenate(pieces, span));
  if (result?.type !== "str") return null;
  const found: (PyStr | PyUnknown)[] = [];
  let position = 0;
  for (const match of result.value.matchAll(/[\ue000-\uf8ff]/g)) {
    const hole = holes[match[0].charCodeAt(0) - firstHole];
    if (hole === undefined) return null;
    if (match.index > position) found.push(cut(result, position, match.index, result.span));
    found.push(hole);
    position = match.index + 1;
  }
  if (position < result.value.length) found.push(cut(result, position, result.value.length, result.span));
  return textOfParts(run, found, result.span);
}

/** Methods that keep the parts of a text in their order. */
export const partMethods: ReadonlySet<string> = new Set([
  "expandtabs",
  "format",
  "lower",
  "lstrip",
  "removeprefix",
  "removesuffix",
  "replace",
  "rstrip",
  "strip",
  "upper",
]);
