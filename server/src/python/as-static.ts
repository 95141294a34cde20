import type { Static } from "../base/static.ts";
import { known, notKnown } from "../base/static.ts";
import type { PyValue } from "./value.ts";

/* From values of the interpreter to what the other rooms read. A value of another type than asked for is not known: reason "unsupported". */

const nowhere = { start: 0, end: 0 };

function otherwise<T>(value: PyValue | undefined, wanted: string): Static<T> {
  if (value === undefined) return notKnown({ reason: "unsupported", detail: "no value" }, nowhere);
  if (value.type === "unknown") return notKnown(value.why, value.span);
  return notKnown({ reason: "unsupported", detail: `not ${wanted}` }, value.span);
}

export function asString(value: PyValue | undefined): Static<string> {
  return value?.type === "str" ? known(value.value, value.span) : otherwise(value, "a text");
}

export function asBoolean(value: PyValue | undefined): Static<boolean> {
  return value?.type === "bool" ? known(value.value, value.span) : otherwise(value, "True or False");
}

/** A list, tuple or set of strings, or one string: the form of `down_revision` and of column lists. */
export function asStringList(value: PyValue | undefined): Static<readonly string[]> {
  if (value?.type === "str") return known([value.value], value.span);
  if (value?.type !== "list" && value?.type !== "tuple" && value?.type !== "set")
    return otherwise(value, "a list of texts");
  if (value.open !== null) return notKnown(value.open, value.span);
  const texts: string[] = [];
  for (const it of value.elements) {
    if (it.type !== "str") return otherwise(it, "a text");
    texts.push(it.value);
  }
  return known(texts, value.span);
}

export function isNone(value: PyValue | undefined): boolean {
  return value?.type === "none";
}
