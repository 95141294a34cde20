import { cover, type Span } from "../base/span.ts";
import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import { nameArgument } from "../migration/name-argument.ts";
import type { Operation } from "../migration/operation.ts";
import type { PyValue } from "../python/value.ts";

/** A value with the place of the argument that passed it. Undefined value: the argument is absent. */
export interface Argument {
  readonly value: PyValue | undefined;
  /** The argument's expression as written; for an absent one, the callee. */
  readonly span: Span;
  /** The name of a keyword argument. */
  readonly nameSpan?: Span | null;
}

/** The argument with its keyword: `unique=True`. */
export function wholeArgument(argument: Argument): Span {
  return argument.nameSpan == null ? argument.span : cover(argument.nameSpan, argument.span);
}

/** An argument of a directive by its parameter name, dialect keywords (`postgresql_where`) included. */
export function argumentOf(operation: Operation, name: string): Argument {
  const found = operation.args.get(name) ?? operation.kw.get(name);
  return found === undefined
    ? { value: undefined, span: operation.site.callee }
    : { value: found.value, span: found.span, nameSpan: found.keywordSpan };
}

/** Absent or None. */
export function isAbsent(argument: Argument): boolean {
  return argument.value === undefined || argument.value.type === "none";
}

/** The literal where it stands inside the argument, otherwise the argument: a value may have been made elsewhere, even in another file. */
export function placeOf(argument: Argument): Span {
  return argument.value === undefined ? argument.span : inside(argument.span, argument.value.span);
}

function inside(outer: Span, inner: Span): Span {
  return outer.start <= inner.start && inner.end <= outer.end ? inner : outer;
}

export function whyOf(value: PyValue | undefined, what: string): Unknown {
  if (value?.type === "unknown") return value.why;
  return { reason: "unsupported", detail: what };
}

/** A name: a string, also through `op.f()`, `conv()` and `quoted_name()`. Null when it is absent or None. `final`: no convention is applied to it. */
export function readName(argument: Argument): { readonly name: Static<string>; readonly final: boolean } | null {
  if (argument.value === undefined) return null;
  const { name, final, isNone } = nameArgument(argument.value);
  if (isNone) return null;
  // The text may have been made elsewhere; the place that is told lies inside the argument.
  return { name: { ...name, span: inside(argument.span, name.span) }, final };
}

/** A required name: unknown when it is missing. */
export function requiredName(argument: Argument, what: string): Static<string> {
  return readName(argument)?.name ?? notKnown({ reason: "syntax", detail: `${what} is missing` }, argument.span);
}

/** Text of a string argument; null when absent or None. */
export function readText(argument: Argument): Static<string> | null {
  const { value } = argument;
  if (value === undefined || value.type === "none") return null;
  const place = placeOf(argument);
  return value.type === "str" ? known(value.value, place) : notKnown(whyOf(value, "not a string"), place);
}

/** A flag as Python tests it; null when absent or None. */
export function readFlag(argument: Argument): Static<boolean> | null {
  const { value } = argument;
  if (value === undefined || value.type === "none") return null;
  const place = placeOf(argument);
  switch (value.type) {
    case "bool":
      return known(value.value, place);
    case "int":
    case "float":
      return known(Number(value.value) !== 0, place);
    case "str":
      return known(value.value !== "", place);
    default:
      return notKnown(whyOf(value, "a flag that is not True or False"), place);
  }
}

/** True only when the flag is certainly set; an unknown flag of an option counts as not given. */
export function isSet(argument: Argument): boolean {
  const flag = readFlag(argument);
  return flag?.known === true && flag.value;
}

/** An int, exactly: sequences go to 9223372036854775807, which a double does not hold. */
export function readInteger(argument: Argument): Static<number | bigint> | null {
  const { value } = argument;
  if (value === undefined || value.type === "none") return null;
  const place = placeOf(argument);
  return value.type === "int" ? known(value.value, place) : notKnown(whyOf(value, "a number that is not known"), place);
}

/** The elements of a list, tuple or set; `open` when there may be more; null when it is none of them. */
export function readElements(
  argument: Argument,
): { readonly elements: readonly Argument[]; readonly open: Unknown | null } | null {
  const { value, span } = argument;
  if (value === undefined) return null;
  if (value.type !== "list" && value.type !== "tuple" && value.type !== "set") return null;
  return { elements: value.elements.map((it) => ({ value: it, span })), open: value.open };
}

/**
 * Column names. Alembic iterates over the argument, so that a plain string gives its letters. An unknown element at the end stands for any
 * number of names that are not known.
 */
export function readNames(argument: Argument): readonly Static<string>[] {
  const { value } = argument;
  if (isAbsent(argument)) return [];
  if (value?.type === "str") return [...value.value].map((it) => known(it, placeOf(argument)));
  const list = readElements(argument);
  if (list === null) return [notKnown(whyOf(value, "names that are not known"), placeOf(argument))];
  const names = list.elements.map((it) => requiredName(it, "a name"));
  return list.open === null ? names : [...names, notKnown(list.open, argument.span)];
}
