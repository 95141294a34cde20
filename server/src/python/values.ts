import type { Span } from "../base/span.ts";
import type { Answer, Unknown } from "../base/static.ts";
import type { CallArgument, CallSite, HostObject } from "./host.ts";
import type { Run } from "./run.ts";
import type { PyClass, PyHostValue, PyInstance, PyList, PyTuple, PyValue } from "./value.ts";

/* Making values, and the simplest questions about them. */

export function none(span: Span): PyValue {
  return { type: "none", span };
}

export function bool(value: boolean, span: Span): PyValue {
  return { type: "bool", value, span };
}

/** True and False are known, "unknown" is an unknown value for the reason given. */
export function answerValue(answer: Answer, why: Unknown, span: Span): PyValue {
  return answer === "unknown" ? { type: "unknown", why, span } : bool(answer === "yes", span);
}

/** Integers are numbers while a double holds them exactly. */
export function int(value: number | bigint, span: Span): PyValue {
  if (typeof value === "bigint" && value >= -9007199254740991n && value <= 9007199254740991n)
    return { type: "int", value: Number(value), span };
  return { type: "int", value, span };
}

export function list(elements: PyValue[], span: Span, open: Unknown | null = null): PyList {
  return { type: "list", elements, open, span };
}

export function tuple(elements: readonly PyValue[], span: Span, open: Unknown | null = null): PyTuple {
  return { type: "tuple", elements, open, span };
}

/** A function, type or module of Python itself. */
export interface BuiltinObject extends HostObject {
  /** `len`, `str`, `datetime.datetime`. */
  readonly builtin: string;
  /** What a value of a class of the standard library stands for: the digits of a `uuid.UUID`. */
  readonly content?: string;
}

export type BuiltinCall = (run: Run, args: readonly CallArgument[], site: CallSite) => PyValue | undefined;

export function builtinValue(run: Run, name: string, call: BuiltinCall | null, span: Span): PyHostValue {
  const object: BuiltinObject = {
    description: name,
    builtin: name,
    inert: true,
    call: call === null ? undefined : (args, site) => call(run, args, site),
    truth: () => "yes",
  };
  return { type: "host", object, span };
}

/** The name of a built-in value, or null. */
export function builtinName(value: PyValue | undefined): string | null {
  if (value?.type !== "host" || !("builtin" in value.object)) return null;
  return (value.object as BuiltinObject).builtin;
}

/** `bool` is an `int`. */
export function asInteger(value: PyValue | undefined): number | bigint | null {
  if (value?.type === "int") return value.value;
  if (value?.type === "bool") return value.value ? 1 : 0;
  return null;
}

export function asIndex(value: PyValue | undefined): number | null {
  const it = asInteger(value);
  if (typeof it === "bigint") return it < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  return it;
}

export function truthOf(value: PyValue): Answer {
  switch (value.type) {
    case "none":
      return "no";
    case "bool":
      return value.value ? "yes" : "no";
    case "int":
    case "float":
      return value.value ? "yes" : Number.isNaN(value.value) ? "yes" : "no";
    case "str":
      return value.value === "" ? "no" : "yes";
    case "list":
    case "tuple":
    case "set":
      return value.elements.length > 0 ? "yes" : value.open === null ? "no" : "unknown";
    case "dict":
      return value.entries.length > 0 ? "yes" : value.open === null ? "no" : "unknown";
    case "function":
    case "class":
    case "ellipsis":
      return "yes";
    case "instance":
      return instanceTruth(value);
    case "host":
      return value.object.truth?.() ?? "unknown";
    case "bytes":
    case "unknown":
      return "unknown";
  }
}

function instanceTruth(value: PyInstance): Answer {
  const member = enumValueOf(value);
  if (member !== null && isSimpleEnum(value.class)) return "yes";
  return classAttribute(value.class, "__bool__") === undefined &&
    classAttribute(value.class, "__len__") === undefined &&
    value.class.bases.every((it) => it.type === "class")
    ? "yes"
    : "unknown";
}

function isSimpleEnum(value: PyClass): boolean {
  return value.bases.every((it) => builtinName(it) === "enum.Enum");
}

/** The attribute of a class or of the classes it derives from, as far as they are known. */
export function classAttribute(value: PyClass, name: string, depth = 0): PyValue | undefined {
  const own = value.attributes.get(name);
  if (own !== undefined || depth > 50) return own;
  for (const base of value.bases) {
    if (base.type !== "class") continue;
    const found = classAttribute(base, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value of an enum member, or null when it is none. */
export function enumValueOf(value: PyValue): PyValue | null {
  if (value.type !== "instance" || value.class.enumMembers === null) return null;
  return value.attributes.get("value") ?? null;
}

/** First unknown among the values, directly or as an open end. */
export function unknownIn(values: readonly (PyValue | undefined)[]): Unknown | null {
  for (const it of values) {
    if (it?.type === "unknown") return it.why;
    if ((it?.type === "list" || it?.type === "tuple" || it?.type === "set" || it?.type === "dict") && it.open !== null)
      return it.open;
  }
  return null;
}

export function typeName(value: PyValue): string {
  switch (value.type) {
    case "none":
      return "NoneType";
    case "class":
      return "type";
    case "instance":
      return value.class.name;
    case "host":
      return value.object.description;
    default:
      return value.type;
  }
}
