import type { Span } from "../base/span.ts";
import { getEntry } from "./dict-methods.ts";
import { equals } from "./equality.ts";
import type { SliceValue } from "./evaluate-expression.ts";
import { concatenate, cut } from "./mapped-string.ts";
import { mayBe } from "./may-be.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { derived, grow, hostUnknown, siteAt, unknown, unknownBecause } from "./run.ts";
import { sliceBounds, sliceIndices } from "./slice-bounds.ts";
import { hasNoElements } from "./type-errors.ts";
import type { PyStr, PyUnknown, PyValue } from "./value.ts";
import { asIndex, enumValueOf, list, none, tuple } from "./values.ts";

/** `object[index]`. */
export function subscript(run: Run, object: PyValue, index: PyValue | SliceValue, span: Span): PyValue {
  switch (object.type) {
    case "unknown":
      run.host.used?.(object, null, siteAt(run, span));
      return derived(run, object, span);
    case "host": {
      const plain =
        "slice" in index
          ? tuple(
              index.slice.map((it) => it ?? none(span)),
              span,
            )
          : index;
      const value = object.object.subscript?.(plain, span);
      if (value !== undefined) return value;
      const detail = `an element of ${object.object.description}`;
      return object.object.inert === true
        ? unknown("unsupported", detail, span)
        : hostUnknown(run, "call", detail, span);
    }
    case "dict": {
      if ("slice" in index) return unknown("unsupported", "a slice of a dict", span);
      const found = getEntry(object, index);
      if (found === "missing") return raiseBuiltin(run, "KeyError", span);
      if (found !== "unknown") return found;
      const why = index.type === "unknown" ? index.why : (object.open ?? badIndex);
      return oneOf(
        run,
        object.entries.map((it) => it.value),
        unknownBecause(why, span),
      );
    }
    case "str":
      return ofString(run, object, index, span);
    case "list":
    case "tuple":
      return ofSequence(run, object, index, span);
    case "class": {
      const member = object.enumMembers?.find(
        (it) => !("slice" in index) && index.type === "str" && it.name === index.value,
      );
      return member?.value ?? unknown("unsupported", `an element of ${object.name}`, span);
    }
    case "instance": {
      const facts = run.classFacts.get(object.class);
      const at = "slice" in index ? null : asIndex(index);
      if (facts?.kind === "namedtuple" && at !== null) {
        const name = facts.fields.at(at);
        const value = name === undefined ? undefined : object.attributes.get(name);
        if (value !== undefined) return value;
      }
      return unknown("unsupported", `an element of a ${object.class.name}`, span);
    }
    default:
      if (hasNoElements(object)) return raiseBuiltin(run, "TypeError", span);
      return unknown("unsupported", `an element of a ${object.type}`, span);
  }
}

/** The member of an enum with this value. */
export function memberByValue(members: readonly { readonly value: PyValue }[], value: PyValue): PyValue | null {
  for (const it of members) {
    if (it.value === value) return it.value;
    const inner = enumValueOf(it.value);
    if (inner !== null && equals(inner, value) === "yes") return it.value;
  }
  return null;
}

const badIndex = { reason: "unsupported", detail: "an index that is not known" } as const;

/** An unknown that may be one of the values: calling it may have their effects. */
function oneOf(run: Run, values: readonly PyValue[], result: PyUnknown): PyUnknown {
  for (const it of values) mayBe(run, result, it);
  return result;
}

function ofString(run: Run, object: PyStr, index: PyValue | SliceValue, span: Span): PyValue {
  // Python counts code points; without characters beyond the first 65,536 they are the same as UTF-16 units.
  const starts = codePointStarts(object.value);
  const length = starts === null ? object.value.length : starts.length - 1;
  const offset = (at: number): number => (starts === null ? at : (starts[at] ?? object.value.length));
  if ("slice" in index) {
    const bounds = sliceBounds(index, length);
    if (bounds === null) return unknownSlice(index, span);
    if (bounds.step === 1) return cut(object, offset(bounds.start), offset(Math.max(bounds.stop, bounds.start)), span);
    const indices = sliceIndices(bounds);
    if (!grow(run, indices.length, span)) return unknown("budget", "a long text", span);
    return concatenate(
      indices.map((at) => cut(object, offset(at), offset(at + 1), span)),
      span,
    );
  }
  const at = asIndex(index);
  const place = at !== null && at < 0 ? at + length : at;
  if (place === null) return index.type === "unknown" ? derived(run, index, span) : noIndex(run, index, span);
  if (place < 0 || place >= length) return raiseBuiltin(run, "IndexError", span);
  return cut(object, offset(place), offset(place + 1), span);
}

function unknownSlice(index: SliceValue, span: Span): PyValue {
  const part = index.slice.find((it) => it?.type === "unknown");
  if (part?.type === "unknown") return unknownBecause(part.why, span);
  return unknown("unsupported", "a slice that is not known", span);
}

function codePointStarts(text: string): number[] | null {
  if (!/[\ud800-\udfff]/.test(text)) return null;
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) starts.push(at);
  starts.push(text.length);
  return starts;
}

function ofSequence(
  run: Run,
  object: Extract<PyValue, { type: "list" | "tuple" }>,
  index: PyValue | SliceValue,
  span: Span,
): PyValue {
  const { elements, open } = object;
  if ("slice" in index) {
    const bounds = sliceBounds(index, elements.length);
    if (bounds === null) return unknownSlice(index, span);
    if (open !== null) return object.type === "list" ? list([], span, open) : tuple([], span, open);
    const indices = sliceIndices(bounds);
    if (!grow(run, indices.length, span)) return unknown("budget", "a long list", span);
    const part = indices.flatMap((at) => elements[at] ?? []);
    return object.type === "list" ? list(part, span) : tuple(part, span);
  }
  if (index.type === "unknown") return oneOf(run, elements, derived(run, index, span));
  const at = asIndex(index);
  if (at === null) return noIndex(run, index, span);
  if (open !== null) return oneOf(run, elements, unknownBecause(open, span));
  return elements.at(at) ?? raiseBuiltin(run, "IndexError", span);
}

/** What stands in the place of an index and is no whole number. */
function noIndex(run: Run, index: PyValue, span: Span): PyValue {
  const isKnown = index.type === "str" || index.type === "none" || index.type === "float" || index.type === "tuple";
  return isKnown ? raiseBuiltin(run, "TypeError", span) : unknownBecause(badIndex, span);
}
