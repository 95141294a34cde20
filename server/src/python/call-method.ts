import type { Span } from "../base/span.ts";
import { callListMethod, callSetMethod } from "./container-methods.ts";
import { callDictMethod } from "./dict-methods.ts";
import type { CallArgument, CallSite } from "./host.ts";
import type { Run } from "./run.ts";
import { unknown, unknownBecause } from "./run.ts";
import { callStringMethod } from "./string-methods.ts";
import type { PyDict, PyList, PySet, PyStr, PyTuple, PyValue } from "./value.ts";
import { unknownIn } from "./values.ts";

type PlainObject =
  | PyStr
  | PyList
  | PyTuple
  | PySet
  | PyDict
  | Extract<PyValue, { type: "bytes" | "int" | "float" | "bool" }>;

/** Objects whose methods are Python's own. */
export function isPlainObject(value: PyValue): value is PlainObject {
  switch (value.type) {
    case "str":
    case "list":
    case "tuple":
    case "set":
    case "dict":
    case "bytes":
    case "int":
    case "float":
    case "bool":
      return true;
    default:
      return false;
  }
}

/** Calls a method of a string, a number or a container. */
export function callMethod(
  run: Run,
  object: PyValue,
  name: string,
  args: readonly CallArgument[],
  span: Span,
  site: CallSite,
): PyValue {
  const result = dispatch(run, object, name, args, span, site);
  if (result !== undefined) return result;
  const why = unknownIn([object, ...args.map((it) => it.value)]);
  return why === null ? unknown("unsupported", `result of ${object.type}.${name}()`, span) : unknownBecause(why, span);
}

function dispatch(
  run: Run,
  object: PyValue,
  name: string,
  args: readonly CallArgument[],
  span: Span,
  site: CallSite,
): PyValue | undefined {
  switch (object.type) {
    case "str":
      return callStringMethod(run, object, name, args, span);
    case "list":
    case "tuple":
      return callListMethod(run, object, name, args, span, site);
    case "set":
      return callSetMethod(run, object, name, args, span);
    case "dict":
      return callDictMethod(run, object, name, args, span);
    default:
      return undefined;
  }
}
