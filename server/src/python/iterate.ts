import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import { cut } from "./mapped-string.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { grow, siteAt } from "./run.ts";
import { hasNoElements } from "./type-errors.ts";
import type { PyValue } from "./value.ts";
import { tuple } from "./values.ts";

export interface Items {
  readonly elements: readonly PyValue[];
  /** Set when there may be others, or nothing is known at all. */
  readonly open: Unknown | null;
}

/** Hashes of texts differ from run to run (PYTHONHASHSEED), and those of numbers do not follow the order of insertion. */
const setOrder: Unknown = { reason: "input", detail: "the order of a set, which no program can rely on" };

/** Whether the order in which a loop sees the elements is not known. */
export function isUnordered(value: PyValue): boolean {
  return value.type === "set" && value.elements.length > 1;
}

/** The elements that a loop over the value sees, in their order; those of a set of several are not known, for their order is not. */
export function iterate(run: Run, value: PyValue, at: Span): Items {
  return isUnordered(value) ? { elements: [], open: setOrder } : iterateUnordered(run, value, at);
}

/** The elements in any order: for what does not depend on it. */
export function iterateUnordered(run: Run, value: PyValue, at: Span): Items {
  switch (value.type) {
    case "list":
    case "tuple":
    case "set":
      return { elements: [...value.elements], open: value.open };
    case "dict":
      return { elements: value.entries.map((it) => it.key), open: value.open };
    case "str": {
      if (!grow(run, value.value.length, at))
        return { elements: [], open: { reason: "budget", detail: "a long text" } };
      const elements: PyValue[] = [];
      for (let from = 0; from < value.value.length; ) {
        const length = (value.value.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
        elements.push(cut(value, from, from + length, at));
        from += length;
      }
      return { elements, open: null };
    }
    case "class":
      if (value.enumMembers !== null) return { elements: value.enumMembers.map((it) => it.value), open: null };
      return { elements: [], open: { reason: "unsupported", detail: `elements of class ${value.name}` } };
    case "instance": {
      const fields = run.classFacts.get(value.class);
      if (fields?.kind === "namedtuple")
        return { elements: fields.fields.flatMap((it) => value.attributes.get(it) ?? []), open: null };
      return { elements: [], open: { reason: "unsupported", detail: `elements of a ${value.class.name}` } };
    }
    case "host": {
      const elements = value.object.iterate?.(at);
      if (elements !== undefined) return { elements, open: null };
      return { elements: [], open: { reason: "call", detail: `elements of ${value.object.description}` } };
    }
    case "unknown":
      run.host.used?.(value, null, siteAt(run, at));
      return { elements: [], open: value.why };
    default:
      if (hasNoElements(value)) raiseBuiltin(run, "TypeError", at);
      return { elements: [], open: { reason: "unsupported", detail: `elements of a ${value.type}` } };
  }
}

/** What is said of statements that a loop over a set makes. */
export function orderUnknown(): Unknown {
  return setOrder;
}

/** Lists of pairs: `items()`, `enumerate`, `zip`. */
export function pair(a: PyValue, b: PyValue, span: Span): PyValue {
  return tuple([a, b], span);
}
