import type { Span } from "../base/span.ts";
import type { Answer } from "../base/static.ts";
import { contains, equals, findKey } from "./equality.ts";
import type { SliceValue } from "./evaluate-expression.ts";
import type { CallArgument, CallSite } from "./host.ts";
import { iterate, iterateUnordered } from "./iterate.ts";
import { logContainer } from "./journal.ts";
import { changeUnknown } from "./may-be.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { grow, step, unknown, unknownBecause } from "./run.ts";
import { sliceBounds } from "./slice-bounds.ts";
import { sortValues } from "./sort-values.ts";
import type { PyDict, PyList, PySet, PyTuple, PyValue } from "./value.ts";
import { answerValue, asIndex, int, list, none, tuple } from "./values.ts";

/** Sets an entry of a dict. With a key that is not known, all entries may have changed. */
export function addEntry(run: Run, dict: PyDict, key: PyValue, value: PyValue): void {
  logContainer(run, dict);
  const at = findKey(dict.entries, key);
  step(run, key.span);
  run.steps += dict.entries.length >> 6;
  if (at === null) {
    const why =
      key.type === "unknown" ? key.why : ({ reason: "unsupported", detail: "a key that is not known" } as const);
    dict.open ??= why;
    for (const entry of dict.entries) {
      if (equals(entry.key, key) === "unknown") entry.value = unknownBecause(why, entry.value.span);
    }
    return;
  }
  const entry = dict.entries[at];
  if (entry !== undefined) entry.value = value;
  else if (key.type === "unknown") dict.open ??= key.why;
  else dict.entries.push({ key, value });
}

/** `list += values`: in place. False when `target` is no list. */
export function appendAll(run: Run, target: PyValue, values: PyValue, span: Span): boolean {
  if (target.type === "unknown") changeUnknown(run, target);
  if (target.type !== "list") return false;
  const items = iterate(run, values, span);
  if (!grow(run, items.elements.length, span)) return true;
  logContainer(run, target);
  for (const it of items.elements) target.elements.push(it);
  target.open ??= items.open;
  return true;
}

/** `object[index] = value`. */
export function setItem(run: Run, object: PyValue, index: PyValue | SliceValue, value: PyValue, span: Span): void {
  if (object.type === "unknown") changeUnknown(run, object);
  if (object.type === "dict" && !("slice" in index)) {
    if (grow(run, 1, span)) addEntry(run, object, index, value);
    return;
  }
  if (object.type !== "list") return;
  logContainer(run, object);
  if ("slice" in index) {
    const bounds = sliceBounds(index, object.elements.length);
    const items = iterate(run, value, span);
    if (bounds === null || bounds.step !== 1 || object.open !== null || items.open !== null) {
      object.open ??= items.open ?? { reason: "unsupported", detail: "a slice that is not known" };
      return;
    }
    const tail = object.elements.slice(Math.max(bounds.stop, bounds.start));
    object.elements.length = bounds.start;
    for (const it of [...items.elements, ...tail]) object.elements.push(it);
    grow(run, items.elements.length, span);
    return;
  }
  const at = asIndex(index);
  if (at === null || object.open !== null) {
    const why =
      index.type === "unknown" ? index.why : { reason: "unsupported" as const, detail: "an index that is not known" };
    for (const [i, it] of object.elements.entries()) object.elements[i] = unknownBecause(why, it.span);
    return;
  }
  const place = at < 0 ? at + object.elements.length : at;
  if (place >= 0 && place < object.elements.length) object.elements[place] = value;
  else raiseBuiltin(run, "IndexError", span);
}

/** `del object[index]`. */
export function deleteItem(run: Run, object: PyValue, index: PyValue | SliceValue, span: Span): void {
  if (object.type === "unknown") changeUnknown(run, object);
  if (object.type !== "dict" && object.type !== "list") return;
  logContainer(run, object);
  const cannotTell = { reason: "unsupported", detail: "a deletion that is not known" } as const;
  if (object.type === "dict") {
    const at = "slice" in index ? null : findKey(object.entries, index);
    if (at === null) {
      object.entries.length = 0;
      object.open ??= cannotTell;
    } else if (at >= 0) object.entries.splice(at, 1);
    else if (object.open === null) raiseBuiltin(run, "KeyError", span);
    return;
  }
  if ("slice" in index) {
    const bounds = sliceBounds(index, object.elements.length);
    if (bounds?.step === 1 && object.open === null)
      object.elements.splice(bounds.start, Math.max(bounds.stop - bounds.start, 0));
    else {
      object.elements.length = 0;
      object.open ??= cannotTell;
    }
    return;
  }
  const at = asIndex(index);
  const place = at !== null && at < 0 ? at + object.elements.length : at;
  if (place === null || object.open !== null) {
    object.elements.length = 0;
    object.open ??= cannotTell;
  } else if (place >= 0 && place < object.elements.length) object.elements.splice(place, 1);
  else raiseBuiltin(run, "IndexError", span);
}

/** Methods of lists and tuples; undefined for those that are not read. */
export function callListMethod(
  run: Run,
  object: PyList | PyTuple,
  name: string,
  args: readonly CallArgument[],
  span: Span,
  site: CallSite,
): PyValue | undefined {
  if (name === "index" || name === "count") return find(run, object, name, args, span);
  if (object.type === "tuple") return undefined;
  if (name === "copy") return list([...object.elements], span, object.open);
  const given = args.map((it) => it.value);
  const [first, second] = given;
  logContainer(run, object);
  if (args.some((it) => it.spreadUnknown)) {
    object.open ??= { reason: "unsupported", detail: "arguments that are not known" };
    return undefined;
  }
  if (!grow(run, 1, span)) return undefined;
  const { elements } = object;
  switch (name) {
    case "append":
      if (first === undefined) return undefined;
      elements.push(first);
      return none(span);
    case "extend":
      if (first !== undefined) appendAll(run, object, first, span);
      return none(span);
    case "insert": {
      const at = asIndex(first);
      if (second === undefined) return undefined;
      if (at === null || object.open !== null)
        object.open ??= { reason: "unsupported", detail: "an index that is not known" };
      else elements.splice(at < 0 ? Math.max(at + elements.length, 0) : at, 0, second);
      return none(span);
    }
    case "pop": {
      const at = first === undefined ? -1 : asIndex(first);
      if (at === null || object.open !== null) {
        elements.length = 0;
        object.open ??= { reason: "unsupported", detail: "an index that is not known" };
        return undefined;
      }
      const place = at < 0 ? at + elements.length : at;
      if (place < 0 || place >= elements.length) return raiseBuiltin(run, "IndexError", span);
      return elements.splice(place, 1)[0];
    }
    case "remove": {
      if (first === undefined) return undefined;
      const at = elements.findIndex((it) => equals(it, first) !== "no");
      const one = elements[at];
      if (one !== undefined && equals(one, first) === "yes") elements.splice(at, 1);
      else if (at >= 0 || object.open !== null) {
        // Which one goes is not known.
        elements.length = Math.max(at, 0);
        object.open ??= { reason: "unsupported", detail: "an element that is not known was removed" };
      } else return raiseBuiltin(run, "ValueError", span);
      return none(span);
    }
    case "clear":
      elements.length = 0;
      object.open = null;
      return none(span);
    case "reverse":
      elements.reverse();
      if (object.open !== null) elements.length = 0;
      return none(span);
    case "sort": {
      const sorted = object.open === null ? sortValues(run, elements, args, site) : null;
      if (sorted === null) {
        elements.length = 0;
        object.open ??= { reason: "unsupported", detail: "an order that is not known" };
      } else for (const [i, it] of sorted.entries()) elements[i] = it;
      return none(span);
    }
    default:
      return undefined;
  }
}

function find(
  run: Run,
  object: PyList | PyTuple,
  name: "index" | "count",
  args: readonly CallArgument[],
  span: Span,
): PyValue | undefined {
  const value = args[0]?.value;
  if (value === undefined || args.length !== 1 || object.open !== null) return undefined;
  const answers = object.elements.map((it) => equals(it, value));
  if (name === "count") {
    if (answers.includes("unknown")) return undefined;
    return int(answers.filter((it) => it === "yes").length, span);
  }
  const at = answers.findIndex((it) => it !== "no");
  if (at < 0) return raiseBuiltin(run, "ValueError", span);
  return answers[at] === "yes" ? int(at, span) : undefined;
}

/** A set of the elements without repetition. */
export function makeSet(run: Run, elements: readonly PyValue[], span: Span, open: PySet["open"]): PySet {
  const result: PySet = { type: "set", elements: [], open, span };
  for (const it of elements) addElement(run, result, it);
  return result;
}

function addElement(run: Run, set: PySet, value: PyValue): void {
  run.steps += set.elements.length >> 6;
  if (value.type === "unknown") {
    set.open ??= value.why;
    return;
  }
  if (contains(set.elements, value) !== "yes") set.elements.push(value);
}

/** Methods of sets; undefined for those that are not read. */
export function callSetMethod(
  run: Run,
  object: PySet,
  name: string,
  args: readonly CallArgument[],
  span: Span,
): PyValue | undefined {
  if (args.some((it) => it.spreadUnknown)) return undefined;
  const first = args[0]?.value;
  if (!grow(run, 1, span)) return undefined;
  switch (name) {
    case "copy":
      return makeSet(run, object.elements, span, object.open);
    case "add":
      if (first === undefined) return undefined;
      logContainer(run, object);
      addElement(run, object, first);
      return none(span);
    case "discard":
    case "remove":
      if (first === undefined) return undefined;
      logContainer(run, object);
      removeElement(object, first);
      return none(span);
    case "clear":
      logContainer(run, object);
      object.elements.length = 0;
      object.open = null;
      return none(span);
    case "update":
      logContainer(run, object);
      for (const arg of args) {
        const items = iterateUnordered(run, arg.value, span);
        for (const it of items.elements) addElement(run, object, it);
        object.open ??= items.open;
      }
      return none(span);
    case "union":
    case "intersection":
    case "difference":
    case "symmetric_difference": {
      let result = makeSet(run, object.elements, span, object.open);
      const operator = ({ union: "|", intersection: "&", difference: "-", symmetric_difference: "^" } as const)[name];
      for (const arg of args) {
        const items = iterateUnordered(run, arg.value, span);
        const combined = combineSets(run, result, operator, makeSet(run, items.elements, span, items.open), span);
        if (combined === null) return undefined;
        result = combined;
      }
      return result;
    }
    case "issubset":
    case "issuperset":
    case "isdisjoint": {
      if (first === undefined) return undefined;
      const items = iterateUnordered(run, first, span);
      const other = makeSet(run, items.elements, span, items.open);
      const why = object.open ?? other.open;
      const answer =
        name === "issubset"
          ? subset(object, other)
          : name === "issuperset"
            ? subset(other, object)
            : disjoint(object, other);
      return answerValue(answer, why ?? { reason: "unsupported", detail: "elements that are not known" }, span);
    }
    default:
      return undefined;
  }
}

function removeElement(set: PySet, value: PyValue): void {
  const at = set.elements.findIndex((it) => equals(it, value) !== "no");
  const one = set.elements[at];
  if (one === undefined) return;
  if (equals(one, value) === "yes") set.elements.splice(at, 1);
  else {
    set.elements.length = 0;
    set.open ??= { reason: "unsupported", detail: "an element that is not known was removed" };
  }
}

export function subset(a: PySet, b: PySet): Answer {
  if (a.open !== null) return "unknown";
  const answers = a.elements.map((it) => contains(b.elements, it));
  if (answers.every((it) => it === "yes")) return "yes";
  return b.open !== null || answers.includes("unknown") ? "unknown" : "no";
}

function disjoint(a: PySet, b: PySet): Answer {
  const answers = a.elements.map((it) => contains(b.elements, it));
  if (answers.includes("yes")) return "no";
  return a.open !== null || b.open !== null || answers.includes("unknown") ? "unknown" : "yes";
}

/** `|`, `&`, `-`, `^` of two sets; null when it depends on something unknown. */
export function combineSets(run: Run, a: PySet, operator: "|" | "&" | "-" | "^", b: PySet, span: Span): PySet | null {
  if (operator === "|") return makeSet(run, [...a.elements, ...b.elements], span, a.open ?? b.open);
  if (a.open !== null || b.open !== null) return null;
  const inB = a.elements.map((it) => contains(b.elements, it));
  const inA = b.elements.map((it) => contains(a.elements, it));
  if (inB.includes("unknown") || inA.includes("unknown")) return null;
  const wanted = operator === "&" ? "yes" : "no";
  const left = a.elements.filter((_, index) => inB[index] === wanted);
  const right = operator === "^" ? b.elements.filter((_, index) => inA[index] === "no") : [];
  return makeSet(run, [...left, ...right], span, null);
}

/** The elements of `list * count`. */
export function repeat(run: Run, value: PyList | PyTuple, count: number, span: Span): PyValue {
  const times = Math.max(count, 0);
  if (!grow(run, value.elements.length * times, span)) return unknown("budget", "a long list", span);
  const elements: PyValue[] = [];
  for (let i = 0; i < times; i++) for (const it of value.elements) elements.push(it);
  return value.type === "list" ? list(elements, span, value.open) : tuple(elements, span, value.open);
}
