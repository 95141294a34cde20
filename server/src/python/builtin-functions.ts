import type { Span } from "../base/span.ts";
import { getAttribute } from "./attribute.ts";
import { builtinType, builtinTypes } from "./builtin-types.ts";
import { compareOrder } from "./compare.ts";
import { makeSet } from "./container-methods.ts";
import { callValue } from "./evaluate-call.ts";
import { applyBinary } from "./evaluate-operator.ts";
import { exceptionNames } from "./exceptions.ts";
import { formatValue, toRepresentation } from "./format-value.ts";
import { isInstance, isSubclass } from "./is-instance.ts";
import { iterate, iterateUnordered, pair } from "./iterate.ts";
import { logContainer, logVariable } from "./journal.ts";
import { plainString } from "./mapped-string.ts";
import { pathText } from "./path-object.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { grow, unknown, unknownBecause } from "./run.ts";
import type { Scope } from "./scope.ts";
import { sortValues } from "./sort-values.ts";
import { argument } from "./string-methods.ts";
import { textFile } from "./text-file.ts";
import { hasNoElements } from "./type-errors.ts";
import type { PyValue } from "./value.ts";
import type { BuiltinCall } from "./values.ts";
import {
  answerValue,
  asIndex,
  asInteger,
  bool,
  builtinName,
  builtinValue,
  int,
  list,
  none,
  truthOf,
  tuple,
} from "./values.ts";

const nowhere: Span = { start: 0, end: 0 };

/** A name of Python itself; the same object for the whole run. */
export function lookUpBuiltin(run: Run, scope: Scope, name: string, span: Span): PyValue | undefined {
  if (name === "__name__") return plainString(scope.module.name, span);
  if (name === "__file__") {
    const file = scope.module.file ?? run.host.mainFile;
    return file === undefined ? unknown("input", "path of a file", span) : plainString(file, span);
  }
  const made = run.builtins.get(name);
  if (made !== undefined) return made;
  const call = Object.hasOwn(functions, name)
    ? functions[name]
    : Object.hasOwn(builtinTypes, name)
      ? builtinTypes[name]
      : undefined;
  let value: PyValue | undefined;
  if (call !== undefined)
    value = Object.hasOwn(builtinTypes, name) ? builtinType(run, name, call) : builtinValue(run, name, call, nowhere);
  else if (exceptionNames.has(name) || /^[A-Z]\w*(?:Error|Exception)$/.test(name)) value = exceptionClass(run, name);
  if (value !== undefined) run.builtins.set(name, value);
  return value;
}

/** An exception class: calling it makes an exception that prints as its class and first argument. */
function exceptionClass(run: Run, name: string): PyValue {
  return builtinValue(
    run,
    name,
    (_, args, site) => {
      const [first] = args;
      const message = first?.value.type === "str" ? JSON.stringify(first.value.value.slice(0, 200)) : "";
      return builtinValue(run, `${name}(${message})`, null, site.call);
    },
    nowhere,
  );
}

/** The argument's elements when all are known. */
function elementsOf(run: Run, value: PyValue | undefined, span: Span): readonly PyValue[] | null {
  if (value === undefined) return null;
  const items = iterateUnordered(run, value, span);
  return items.open === null ? items.elements : null;
}

const functions: Readonly<Record<string, BuiltinCall>> = {
  len(run, [first], site) {
    if (first !== undefined && hasNoElements(first.value)) return raiseBuiltin(run, "TypeError", site.call);
    const value = first?.value;
    if (value?.type === "str") return int([...value.value].length, site.call);
    if (value?.type === "dict") return value.open === null ? int(value.entries.length, site.call) : undefined;
    if (value?.type === "list" || value?.type === "tuple" || value?.type === "set")
      return value.open === null ? int(value.elements.length, site.call) : unknownBecause(value.open, site.call);
    if (value?.type === "class" && value.enumMembers !== null) return int(value.enumMembers.length, site.call);
    return undefined;
  },
  range(run, args, site) {
    const numbers = args.map((it) => asIndex(it.value));
    const [a, b, c] = numbers;
    if (numbers.includes(null) || a === undefined || a === null) return undefined;
    const start = args.length === 1 ? 0 : a;
    const stop = args.length === 1 ? a : (b ?? 0);
    const by = c ?? 1;
    if (by === 0) return undefined;
    const count = Math.max(Math.ceil((stop - start) / by), 0);
    if (count > 100_000) return list([], site.call, { reason: "budget", detail: "a long range" });
    if (!grow(run, count, site.call)) return undefined;
    const elements: PyValue[] = [];
    for (let i = 0; i < count; i++) elements.push(int(start + i * by, site.call));
    return tuple(elements, site.call);
  },
  enumerate(run, args, site) {
    const [first] = args;
    if (first === undefined) return undefined;
    const start = argument(args, 1, "start");
    const from = start === undefined ? 0 : asIndex(start);
    if (from === null) return undefined;
    const items = iterate(run, first.value, site.call);
    if (!grow(run, items.elements.length, site.call)) return undefined;
    const pairs = items.elements.map((it, index) => pair(int(from + index, site.call), it, site.call));
    return list(pairs, site.call, items.open);
  },
  zip(run, args, site) {
    const given = args.filter((it) => it.name === null);
    if (args.some((it) => it.spreadUnknown)) return undefined;
    const all = given.map((it) => iterate(run, it.value, site.call));
    const open = all.find((it) => it.open !== null)?.open ?? null;
    const count = all.length === 0 ? 0 : Math.min(...all.map((it) => it.elements.length));
    if (!grow(run, count * all.length, site.call)) return undefined;
    const rows: PyValue[] = [];
    for (let i = 0; i < count; i++)
      rows.push(
        tuple(
          all.flatMap((it) => it.elements[i] ?? []),
          site.call,
        ),
      );
    return list(rows, site.call, open);
  },
  isinstance: (_, [value, type], site) =>
    value === undefined || type === undefined
      ? undefined
      : answerValue(isInstance(value.value, type.value), { reason: "unsupported", detail: "isinstance()" }, site.call),
  issubclass: (_, [value, type], site) =>
    value === undefined || type === undefined
      ? undefined
      : answerValue(isSubclass(value.value, type.value), { reason: "unsupported", detail: "issubclass()" }, site.call),
  print: (_, __, site) => none(site.call),
  repr: (run, [first], site) => (first === undefined ? undefined : toRepresentation(run, first.value, site.call)),
  format(run, [first, second], site) {
    const specification = second?.value;
    if (first === undefined || (specification !== undefined && specification.type !== "str")) return undefined;
    return formatValue(run, first.value, specification?.value ?? "", site.call);
  },
  sorted(run, args, site) {
    const elements = elementsOf(run, args[0]?.value, site.call);
    if (elements === null || !grow(run, elements.length, site.call)) return undefined;
    const sorted = sortValues(run, elements, args.slice(1), site);
    return sorted === null ? undefined : list(sorted, site.call);
  },
  reversed(run, [first], site) {
    const elements = elementsOf(run, first?.value, site.call);
    if (elements === null || !grow(run, elements.length, site.call)) return undefined;
    return list([...elements].reverse(), site.call);
  },
  map(run, [first, ...rest], site) {
    if (first === undefined) return undefined;
    const all = rest.map((it) => iterate(run, it.value, site.call));
    const count = Math.min(...all.map((it) => it.elements.length));
    const results: PyValue[] = [];
    for (let i = 0; i < count; i++)
      results.push(
        callValue(
          run,
          first.value,
          all.flatMap((it) => it.elements[i] ?? []),
          site,
        ),
      );
    return list(results, site.call, all.find((it) => it.open !== null)?.open ?? null);
  },
  filter(run, [test, values], site) {
    if (test === undefined || values === undefined) return undefined;
    const items = iterate(run, values.value, site.call);
    let { open } = items;
    const kept = items.elements.filter((it) => {
      const result = test.value.type === "none" ? it : callValue(run, test.value, [it], site);
      const answer = truthOf(result);
      if (answer === "unknown") open ??= { reason: "condition", detail: "an unknown filter" };
      return answer === "yes";
    });
    return list(kept, site.call, open);
  },
  any: (run, [first], site) => anyOf(run, first?.value, "yes", site.call),
  all: (run, [first], site) => anyOf(run, first?.value, "no", site.call),
  min: (run, args, site) => extreme(run, args, -1, site),
  max: (run, args, site) => extreme(run, args, 1, site),
  sum(run, args, site) {
    const elements = elementsOf(run, args[0]?.value, site.call);
    if (elements === null) return undefined;
    let total: PyValue = argument(args, 1, "start") ?? int(0, site.call);
    for (const it of elements) total = applyBinary(run, total, "+", it, site.call);
    return total;
  },
  abs(_, [first], site) {
    const value = first?.value;
    if (value?.type === "float") return { type: "float", value: Math.abs(value.value), span: site.call };
    const whole = asInteger(value);
    if (whole === null) return undefined;
    return int(whole < 0 ? -BigInt(whole) : BigInt(whole), site.call);
  },
  round(_, [first, second], site) {
    const value = first?.value;
    if (second !== undefined || value?.type !== "float")
      return asInteger(value) !== null && !second ? value : undefined;
    // Halves go to the even side.
    const down = Math.floor(value.value);
    const rest = value.value - down;
    return int(rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down, site.call);
  },
  divmod(run, [first, second], site) {
    if (first === undefined || second === undefined) return undefined;
    const quotient = applyBinary(run, first.value, "//", second.value, site.call);
    return tuple([quotient, applyBinary(run, first.value, "%", second.value, site.call)], site.call);
  },
  getattr(run, [object, name, fallback], site) {
    if (object === undefined || name?.value.type !== "str") return undefined;
    const value = getAttribute(run, object.value, name.value.value, site.call);
    const isMissing = value.type === "unknown" && value.why.reason === "unsupported";
    const isOwn = object.value.type === "instance" || object.value.type === "class";
    return isMissing && isOwn && fallback !== undefined && hasKnownBases(object.value) ? fallback.value : value;
  },
  hasattr(run, [object, name], site) {
    if (object === undefined || name?.value.type !== "str") return undefined;
    const { value } = object;
    if (value.type !== "instance" && value.type !== "class") return undefined;
    const found = getAttribute(run, value, name.value.value, site.call);
    if (found.type !== "unknown") return bool(true, site.call);
    return hasKnownBases(value) && found.why.reason === "unsupported" ? bool(false, site.call) : undefined;
  },
  setattr(run, [object, name, value], site) {
    if (name?.value.type !== "str" || value === undefined) return undefined;
    const target = object?.value;
    if (target?.type === "host") target.object.setAttribute?.(name.value.value, value.value, site);
    if (target?.type !== "instance" && target?.type !== "class") return undefined;
    logVariable(run, target.attributes, name.value.value);
    target.attributes.set(name.value.value, value.value);
    return none(site.call);
  },
  callable(_, [first], site) {
    const type = first?.value.type;
    if (type === "function" || type === "class" || builtinName(first?.value) !== null) return bool(true, site.call);
    return type === undefined || type === "unknown" || type === "host" || type === "instance"
      ? undefined
      : bool(false, site.call);
  },
  iter(run, [first], site) {
    if (first === undefined || first.value.type === "list") return first?.value;
    const items = iterate(run, first.value, site.call);
    return list([...items.elements], site.call, items.open);
  },
  next(run, [first, fallback], site) {
    const value = first?.value;
    if (value?.type !== "list") {
      const elements = value?.type === "host" ? iterate(run, value, site.call).elements : [];
      return elements[0];
    }
    const [element] = value.elements;
    if (element === undefined) return value.open === null ? fallback?.value : unknownBecause(value.open, site.call);
    logContainer(run, value);
    value.elements.shift();
    return element;
  },
  chr(_, [first], site) {
    const code = asIndex(first?.value);
    return code === null || code < 0 || code > 0x10ffff
      ? undefined
      : plainString(String.fromCodePoint(code), site.call);
  },
  ord(_, [first], site) {
    const value = first?.value;
    return value?.type === "str" && [...value.value].length === 1
      ? int(value.value.codePointAt(0) ?? 0, site.call)
      : undefined;
  },
  hex: (_, [first], site) => inBase(first?.value, 16, "0x", site.call),
  oct: (_, [first], site) => inBase(first?.value, 8, "0o", site.call),
  bin: (_, [first], site) => inBase(first?.value, 2, "0b", site.call),
  open(run, [first, ...rest], site) {
    const path = pathText(first?.value);
    const opened = path === null ? undefined : textFile(run, path, rest, site)?.file;
    return opened ?? unknown("input", "contents of a file", site.call);
  },
  exit: (run, _, site) => raiseBuiltin(run, "SystemExit", site.call),
  quit: (run, _, site) => raiseBuiltin(run, "SystemExit", site.call),
  input: (_, __, site) => unknown("input", "what somebody types", site.call),
  frozenset(run, [first], site) {
    const items = first === undefined ? { elements: [], open: null } : iterate(run, first.value, site.call);
    return makeSet(run, items.elements, site.call, items.open);
  },
};

function hasKnownBases(value: PyValue): boolean {
  const start = value.type === "instance" ? value.class : value.type === "class" ? value : null;
  return start?.bases.every((it) => it.type === "class") ?? false;
}

/** `any` looks for a "yes", `all` for a "no". */
function anyOf(run: Run, value: PyValue | undefined, wanted: "yes" | "no", span: Span): PyValue | undefined {
  if (value === undefined) return undefined;
  const items = iterateUnordered(run, value, span);
  const answers = items.elements.map(truthOf);
  if (answers.includes(wanted)) return bool(wanted === "yes", span);
  if (items.open !== null) return unknownBecause(items.open, span);
  const unsure = items.elements.find((it) => truthOf(it) === "unknown");
  if (unsure?.type === "unknown") return unknownBecause(unsure.why, span);
  return unsure === undefined ? bool(wanted !== "yes", span) : undefined;
}

function extreme(
  run: Run,
  args: Parameters<BuiltinCall>[1],
  sign: 1 | -1,
  site: Parameters<BuiltinCall>[2],
): PyValue | undefined {
  const given = args.filter((it) => it.name === null).map((it) => it.value);
  const key = args.find((it) => it.name === "key")?.value;
  const elements = given.length === 1 ? elementsOf(run, given[0], site.call) : given;
  if (elements === null || args.some((it) => it.spreadUnknown)) return undefined;
  let best: PyValue | undefined;
  let bestKey: PyValue | undefined;
  for (const it of elements) {
    const itsKey = key === undefined || key.type === "none" ? it : callValue(run, key, [it], site);
    const order = bestKey === undefined ? sign : compareOrder(itsKey, bestKey);
    if (order === null) return undefined;
    if (best === undefined || order * sign > 0) {
      best = it;
      bestKey = itsKey;
    }
  }
  const otherwise = args.find((it) => it.name === "default")?.value;
  return best ?? otherwise ?? (given.length === 1 ? raiseBuiltin(run, "ValueError", site.call) : undefined);
}

function inBase(value: PyValue | undefined, base: number, prefix: string, span: Span): PyValue | undefined {
  const whole = asInteger(value);
  if (whole === null) return undefined;
  return plainString(
    `${whole < 0 ? "-" : ""}${prefix}${(whole < 0 ? -BigInt(whole) : BigInt(whole)).toString(base)}`,
    span,
  );
}
