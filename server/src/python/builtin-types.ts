import { callMethod, isPlainObject } from "./call-method.ts";
import { addEntry, makeSet } from "./container-methods.ts";
import { updateDict } from "./dict-methods.ts";
import { toText } from "./format-value.ts";
import { iterate, iterateUnordered } from "./iterate.ts";
import { plainString } from "./mapped-string.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { unknown, unknownBecause } from "./run.ts";
import type { PyDict, PyValue } from "./value.ts";
import type { BuiltinCall } from "./values.ts";
import {
  asInteger,
  bool,
  builtinValue,
  enumValueOf,
  int,
  list,
  none,
  truthOf,
  tuple,
  typeName,
  unknownIn,
} from "./values.ts";

/** The types of Python that are called like functions. */
export const builtinTypes: Readonly<Record<string, BuiltinCall>> = {
  str: (run, [first], site) => (first === undefined ? plainString("", site.call) : toText(run, first.value, site.call)),
  int(run, [first, second], site) {
    if (first?.name != null || (second !== undefined && second.value.type !== "unknown" && first?.value.type !== "str"))
      return undefined;
    const value = first === undefined ? int(0, site.call) : (enumValueOf(first.value) ?? first.value);
    if (value.type === "float" && Number.isFinite(value.value)) return int(BigInt(Math.trunc(value.value)), site.call);
    if (value.type === "str" && second === undefined) {
      const text = value.value.trim().replace(/(?<=\d)_(?=\d)/g, "");
      if (/^[-+]?\d{1,4000}$/.test(text)) return int(BigInt(text.replace(/^\+/, "")), site.call);
      // Digits of other scripts are numbers too.
      return /\d/.test(text) || /[^ -~]/.test(text) ? undefined : raiseBuiltin(run, "ValueError", site.call);
    }
    if (second !== undefined) return undefined;
    const whole = asInteger(value);
    return whole === null ? undefined : int(whole, site.call);
  },
  float(run, [first], site) {
    const { value } = first ?? { value: int(0, site.call) };
    if (value.type === "float") return { ...value, span: site.call };
    if (value.type === "str") {
      const text = value.value.trim();
      if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text))
        return { type: "float", value: Number(text), span: site.call };
      return /\d|^[-+]?(?:nan|inf)|[^ -~]/i.test(text) ? undefined : raiseBuiltin(run, "ValueError", site.call);
    }
    const whole = asInteger(value);
    return whole === null ? undefined : { type: "float", value: Number(whole), span: site.call };
  },
  bool(_, [first], site) {
    if (first === undefined) return bool(false, site.call);
    const answer = truthOf(first.value);
    if (answer !== "unknown") return bool(answer === "yes", site.call);
    return unknownBecause(unknownIn([first.value]) ?? { reason: "call", detail: "the truth of an object" }, site.call);
  },
  list(run, [first], site) {
    const items = first === undefined ? { elements: [], open: null } : iterate(run, first.value, site.call);
    run.steps += items.elements.length >> 4;
    return list([...items.elements], site.call, items.open);
  },
  tuple(run, [first], site) {
    const items = first === undefined ? { elements: [], open: null } : iterate(run, first.value, site.call);
    run.steps += items.elements.length >> 4;
    return tuple([...items.elements], site.call, items.open);
  },
  set(run, [first], site) {
    const items = first === undefined ? { elements: [], open: null } : iterateUnordered(run, first.value, site.call);
    return makeSet(run, items.elements, site.call, items.open);
  },
  dict(run, args, site) {
    const dict: PyDict = { type: "dict", entries: [], open: null, span: site.call };
    updateDict(run, dict, args, site.call);
    return dict;
  },
  type(run, [first], site) {
    const value = first?.value;
    if (value === undefined || value.type === "unknown" || value.type === "host") return undefined;
    if (value.type === "instance") return value.class;
    return typeValue(run, typeName(value), site.call);
  },
  object: (run, _, site) => builtinValue(run, "object()", null, site.call),
  bytes: (_, __, site) => ({ type: "bytes", span: site.call }),
  property: (run, [first]) => {
    if (first?.value.type !== "function") return undefined;
    const made = { ...first.value };
    run.methodKinds.set(made, "property");
    return made;
  },
  classmethod: (run, [first]) => {
    if (first?.value.type !== "function") return undefined;
    const made = { ...first.value };
    run.methodKinds.set(made, "class");
    return made;
  },
  staticmethod: (run, [first]) => {
    if (first?.value.type !== "function") return undefined;
    const made = { ...first.value };
    run.methodKinds.set(made, "static");
    return made;
  },
};

/** A type with its methods as attributes: `str.upper`, `dict.fromkeys`. */
export function builtinType(run: Run, name: string, call: BuiltinCall): PyValue {
  const value = builtinValue(run, name, call, { start: 0, end: 0 });
  const attribute = (method: string, at: PyValue["span"]): PyValue | undefined => {
    if (method === "__name__") return plainString(name, at);
    if (name === "dict" && method === "fromkeys") return builtinValue(run, "dict.fromkeys", fromKeys, at);
    if (method.startsWith("__")) return undefined;
    return builtinValue(
      run,
      `${name}.${method}`,
      (_, [first, ...rest], site) =>
        first === undefined || !isPlainObject(first.value)
          ? undefined
          : callMethod(run, first.value, method, rest, site.call, site),
      at,
    );
  };
  return { ...value, object: Object.assign(value.object, { attribute }) };
}

const fromKeys: BuiltinCall = (run, [keys, value], site) => {
  if (keys === undefined) return undefined;
  const items = iterate(run, keys.value, site.call);
  const dict: PyDict = { type: "dict", entries: [], open: items.open, span: site.call };
  for (const it of items.elements) addEntry(run, dict, it, value?.value ?? none(site.call));
  return dict;
};

function typeValue(run: Run, name: string, span: PyValue["span"]): PyValue {
  const call = Object.hasOwn(builtinTypes, name) ? builtinTypes[name] : undefined;
  const made = run.builtins.get(name);
  if (made !== undefined) return made;
  if (call === undefined) return unknown("unsupported", `type of a ${name}`, span);
  const value = builtinType(run, name, call);
  run.builtins.set(name, value);
  return value;
}
