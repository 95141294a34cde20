import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import { keepCall, makeDate, makeTimedelta } from "./dates.ts";
import { dedent, indent } from "./dedent.ts";
import { updateDict } from "./dict-methods.ts";
import { callValue } from "./evaluate-call.ts";
import { iterate } from "./iterate.ts";
import { toJson } from "./json-text.ts";
import { jsonValue } from "./json-value.ts";
import { plainString } from "./mapped-string.ts";
import { pathFunctions } from "./path-functions.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, grow } from "./run.ts";
import { argument } from "./string-methods.ts";
import type { ClassDef } from "./syntax.ts";
import { makeTemplate } from "./template-text.ts";
import { mapParts } from "./text-with-holes.ts";
import type { PyClass, PyDict, PyStr, PyValue } from "./value.ts";
import type { BuiltinCall, BuiltinObject } from "./values.ts";
import { asIndex, builtinValue, list, truthOf, tuple } from "./values.ts";

/** A decorator that leaves the function as it is, called with it or with options first. */
const keep: BuiltinCall = (run, [first], site) => {
  const value = first?.value;
  if (first?.name === null && (value?.type === "function" || value?.type === "class")) return value;
  return builtinValue(run, "decorator", (_, [inner]) => inner?.value, site.call);
};

const chain: BuiltinCall = (run, args, site) => {
  const elements: PyValue[] = [];
  let open: Unknown | null = null;
  for (const it of args) {
    const items = iterate(run, it.value, site.call);
    for (const element of items.elements) elements.push(element);
    open ??= items.open;
  }
  grow(run, elements.length, site.call);
  return list(elements, site.call, open);
};

/** The canonical form of a UUID that is written in one of the forms that Python takes; null for anything else. */
function uuidDigits(text: string): string | null {
  const hex = text
    .replaceAll("urn:", "")
    .replaceAll("uuid:", "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "")
    .toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return null;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Functions of the standard library that are followed, by their full name. */
export const standardFunctions: Readonly<Record<string, BuiltinCall>> = {
  ...pathFunctions,
  "uuid.UUID": (run, args, site) => {
    const [first] = args;
    if (first?.value.type !== "str" || args.length !== 1) return undefined;
    const hex = uuidDigits(first.value.value);
    // Underscores and spaces may stand between the digits of a number.
    if (hex === null) return /[_\s+]/.test(first.value.value) ? undefined : raiseBuiltin(run, "ValueError", site.call);
    const object: BuiltinObject = { description: "uuid.UUID(…)", builtin: "a UUID", content: hex, inert: true };
    return { type: "host", object, span: site.call };
  },
  "sys.exit": (run, _, site) => raiseBuiltin(run, "SystemExit", site.call),
  "textwrap.dedent": (run, [first], site) =>
    first?.value.type === "str"
      ? dedent(first.value, site.call)
      : passUnknown(run, first?.value, (text) => dedent(text, site.call)),
  "textwrap.indent": (run, [first, second], site) =>
    first?.value.type === "str" && second?.value.type === "str"
      ? indent(first.value, second.value.value, site.call)
      : passUnknown(run, first?.value),
  "itertools.chain": chain,
  "itertools.chain.from_iterable": (run, [first], site) => {
    if (first === undefined) return undefined;
    const items = iterate(run, first.value, site.call);
    const args = items.elements.map((value) => ({
      name: null,
      nameSpan: null,
      value,
      span: site.call,
      spreadUnknown: false,
    }));
    const joined = chain(run, args, site);
    if (joined?.type === "list") joined.open ??= items.open;
    return joined;
  },
  "itertools.product": product,
  "functools.partial": (run, [first, ...bound], site) =>
    first === undefined
      ? undefined
      : builtinValue(
          run,
          "functools.partial()",
          (_, args, inner) => {
            const overridden = bound.filter((it) => it.name === null || !args.some((other) => other.name === it.name));
            const given = [...overridden, ...args];
            const ordered = [...given.filter((it) => it.name === null), ...given.filter((it) => it.name !== null)];
            return callValue(run, first.value, ordered, inner);
          },
          site.call,
        ),
  "functools.reduce": (run, [first, values, start], site) => {
    if (first === undefined || values === undefined) return undefined;
    const items = iterate(run, values.value, site.call);
    if (items.open !== null) return undefined;
    const [head, ...rest] = start === undefined ? items.elements : [start.value, ...items.elements];
    let total = head;
    for (const it of rest) if (total !== undefined) total = callValue(run, first.value, [total, it], site);
    return total;
  },
  "functools.wraps": (run, _, site) => builtinValue(run, "decorator", (__, [inner]) => inner?.value, site.call),
  "functools.lru_cache": keep,
  "functools.cache": keep,
  "enum.unique": keep,
  "typing.final": keep,
  "typing.cast": (_, [, second]) => second?.value,
  "typing.NewType": keep,
  "types.MappingProxyType": (_, [first]) => first?.value,
  "enum.auto": (run, _, site) => builtinValue(run, "enum.auto()", null, site.call),
  "contextlib.contextmanager": (run, [first]) => {
    if (first?.value.type !== "function") return undefined;
    run.contextManagers.add(first.value);
    return first.value;
  },
  "asyncio.run": (_, [first]) => first?.value,
  "datetime.date": makeDate,
  "datetime.datetime": keepCall("datetime.datetime"),
  "datetime.time": keepCall("datetime.time"),
  "datetime.timedelta": makeTimedelta,
  "decimal.Decimal": keepCall("decimal.Decimal"),
  "collections.OrderedDict": (run, args, site) => {
    const dict: PyDict = { type: "dict", entries: [], open: null, span: site.call };
    updateDict(run, dict, args, site.call);
    return dict;
  },
  "collections.namedtuple": (run, [first, second], site) => namedTuple(run, first?.value, second?.value, site.call),
  "dataclasses.dataclass": (run, [first], site) => {
    if (first?.name === null && first.value.type === "class") return asDataclass(run, first.value);
    return builtinValue(
      run,
      "dataclasses.dataclass()",
      (_, [inner]) => (inner?.value.type === "class" ? asDataclass(run, inner.value) : undefined),
      site.call,
    );
  },
  "dataclasses.field": (run, args, site) => {
    const made = argument(args, 99, "default");
    const factory = argument(args, 99, "default_factory");
    const value = builtinValue(run, "dataclasses.field()", null, site.call);
    const attribute = (): PyValue | undefined =>
      made ?? (factory === undefined ? undefined : callValue(run, factory, [], site));
    return { ...value, object: Object.assign(value.object, { attribute }) };
  },
  "copy.copy": (run, [first], site) => copy(run, first?.value, site.call, 1),
  "copy.deepcopy": (run, [first], site) => copy(run, first?.value, site.call, 20),
  "json.loads": (run, [first, ...others], site) => {
    if (first?.value.type !== "str" || others.length > 0) return undefined;
    if (!grow(run, first.value.value.length, site.call)) return budgetUnknown(site.call);
    return jsonValue(first.value.value, site.call) ?? undefined;
  },
  "string.Template": makeTemplate,
  "itertools.repeat": (run, [first, times], site) => {
    const count = times === undefined ? null : asIndex(times.value);
    if (first === undefined || count === null || !grow(run, Math.max(count, 0), site.call)) return undefined;
    return list(
      Array.from({ length: Math.max(count, 0) }, () => first.value),
      site.call,
    );
  },
  "itertools.islice": (run, [first, ...bounds], site) => {
    const numbers = bounds.map((it) => (it.value.type === "none" ? null : asIndex(it.value)));
    if (
      first === undefined ||
      bounds.length === 0 ||
      bounds.length > 2 ||
      bounds.some((it, at) => it.value.type !== "none" && numbers[at] === null)
    )
      return undefined;
    const [start, end] = bounds.length === 1 ? [0, numbers[0]] : [numbers[0] ?? 0, numbers[1]];
    const items = iterate(run, first.value, site.call);
    return items.open === null ? list(items.elements.slice(start, end ?? undefined), site.call) : undefined;
  },
  "itertools.zip_longest": (run, args, site) => {
    const fill = args.find((it) => it.name === "fillvalue")?.value ?? { type: "none" as const, span: site.call };
    const columns = args.filter((it) => it.name === null).map((it) => iterate(run, it.value, site.call));
    if (columns.some((it) => it.open !== null) || args.some((it) => it.spreadUnknown)) return undefined;
    const length = Math.max(0, ...columns.map((it) => it.elements.length));
    if (!grow(run, length * columns.length, site.call)) return undefined;
    const rows = Array.from({ length }, (_, row) =>
      tuple(
        columns.map((it) => it.elements[row] ?? fill),
        site.call,
      ),
    );
    return list(rows, site.call);
  },
  "json.dumps": (run, args, site) => {
    const value = args[0]?.value;
    if (value === undefined || args.length !== 1) return undefined;
    const text = toJson(value);
    if (text === null) return undefined;
    return grow(run, text.length, site.call) ? plainString(text, site.call) : budgetUnknown(site.call);
  },
};

/** An unknown text stays unknown; what is known of it is kept. */
function passUnknown(run: Run, value: PyValue | undefined, work?: (text: PyStr) => PyValue): PyValue | undefined {
  if (value?.type !== "unknown") return undefined;
  return (work === undefined ? null : mapParts(run, value, work)) ?? value;
}

function product(run: Run, args: Parameters<BuiltinCall>[1], site: Parameters<BuiltinCall>[2]): PyValue | undefined {
  if (args.some((it) => it.name !== null || it.spreadUnknown)) return undefined;
  let rows: PyValue[][] = [[]];
  for (const arg of args) {
    const items = iterate(run, arg.value, site.call);
    if (items.open !== null || !grow(run, rows.length * items.elements.length * args.length, site.call))
      return undefined;
    rows = rows.flatMap((row) => items.elements.map((it) => [...row, it]));
  }
  return list(
    rows.map((row) => tuple(row, site.call)),
    site.call,
  );
}

function asDataclass(run: Run, value: PyClass): PyValue {
  const facts = run.classFacts.get(value);
  if (facts !== undefined) run.classFacts.set(value, { ...facts, kind: "dataclass" });
  return value;
}

function namedTuple(run: Run, name: PyValue | undefined, fields: PyValue | undefined, span: Span): PyValue | undefined {
  if (name?.type !== "str" || fields === undefined) return undefined;
  let names: string[] = [];
  if (fields.type === "str") names = fields.value.split(/[\s,]+/).filter((it) => it !== "");
  else {
    const items = iterate(run, fields, span);
    if (items.open !== null || items.elements.some((it) => it.type !== "str")) return undefined;
    names = items.elements.flatMap((it) => (it.type === "str" ? it.value : []));
  }
  const definition: ClassDef = {
    type: "ClassDef",
    name: name.value,
    nameSpan: name.span,
    bases: [],
    keywords: [],
    body: [],
    decorators: [],
    span,
  };
  const made: PyClass = {
    type: "class",
    name: name.value,
    definition,
    bases: [],
    attributes: new Map(),
    enumMembers: null,
    span,
  };
  run.classFacts.set(made, { fields: names, kind: "namedtuple" });
  return made;
}

function copy(run: Run, value: PyValue | undefined, span: Span, depth: number): PyValue | undefined {
  if (value === undefined || depth === 0) return value;
  const inner = (it: PyValue): PyValue => (depth > 1 ? (copy(run, it, span, depth - 1) ?? it) : it);
  switch (value.type) {
    case "list":
      return grow(run, value.elements.length, span) ? list(value.elements.map(inner), span, value.open) : undefined;
    case "tuple":
      return depth > 1 ? tuple(value.elements.map(inner), span, value.open) : value;
    case "set":
      return { type: "set", elements: [...value.elements], open: value.open, span };
    case "dict": {
      if (!grow(run, value.entries.length, span)) return undefined;
      const entries = value.entries.map((it) => ({ key: it.key, value: inner(it.value) }));
      return { type: "dict", entries, open: value.open, span };
    }
    case "instance":
      return { ...value, attributes: new Map(value.attributes), span };
    case "host":
      // A copy of an object of the host is another object; which one is the host's business.
      return truthOf(value) === "unknown" ? undefined : value;
    default:
      return value;
  }
}
