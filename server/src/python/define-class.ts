import { getAttribute } from "./attribute.ts";
import { callFunction } from "./evaluate-call.ts";
import { evaluate } from "./evaluate-expression.ts";
import { executeBlock } from "./execute-statement.ts";
import type { CallArgument, CallSite } from "./host.ts";
import { plainString } from "./mapped-string.ts";
import type { ClassFacts, Run } from "./run.ts";
import { derived, unknown, unknownBecause, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { innerScope } from "./scope.ts";
import { memberByValue } from "./subscript.ts";
import type { ClassDef } from "./syntax.ts";
import type { PyClass, PyInstance, PyValue } from "./value.ts";
import { asInteger, builtinName, classAttribute, int } from "./values.ts";

/** Runs the body of a class and makes the class; of an enum also its members. */
export function defineClass(run: Run, outer: Scope, definition: ClassDef): PyValue {
  const span = valueSpan(run, definition.span);
  const bases = definition.bases.map((it) => evaluate(run, outer, it));
  for (const it of definition.keywords) evaluate(run, outer, it.value);
  const scope = innerScope("class", outer);
  executeBlock(run, scope, definition.body, null);
  const kind = kindOf(run, bases);
  const enumMembers: { name: string; value: PyValue }[] | null = kind === "enum" ? [] : null;
  const made: PyClass = {
    type: "class",
    name: definition.name,
    definition,
    bases,
    attributes: scope.variables,
    enumMembers,
    span,
  };
  const inherited = bases.flatMap((it) => (it.type === "class" ? (run.classFacts.get(it)?.fields ?? []) : []));
  const own = definition.body.flatMap((it) =>
    it.type === "AnnAssign" && it.target.type === "Name" && !isClassVariable(run, it.annotation.span)
      ? [it.target.id]
      : [],
  );
  run.classFacts.set(made, { fields: [...new Set([...inherited, ...own])], kind });
  if (enumMembers !== null) makeMembers(made, enumMembers);
  return made;
}

function isClassVariable(run: Run, annotation: { readonly start: number; readonly end: number }): boolean {
  return /\bClassVar\b/.test(run.module.text.slice(annotation.start, annotation.end));
}

function kindOf(run: Run, bases: readonly PyValue[]): ClassFacts["kind"] {
  for (const it of bases) {
    const name = builtinName(it) ?? "";
    if (name.startsWith("enum.")) return "enum";
    if (name === "typing.NamedTuple") return "namedtuple";
    if (it.type === "class") {
      const kind = run.classFacts.get(it)?.kind ?? "plain";
      if (kind !== "plain") return kind;
    }
  }
  return "plain";
}

/** Plain attributes of an enum's body are its members; functions, descriptors and private names are not. */
function makeMembers(made: PyClass, members: { name: string; value: PyValue }[]): void {
  const isText = made.bases.some((it) => builtinName(it) === "enum.StrEnum");
  let last: number | bigint = 0;
  for (const [name, value] of [...made.attributes]) {
    if (name.startsWith("_") || value.type === "function" || value.type === "class") continue;
    if (value.type === "host" && builtinName(value) !== "enum.auto()") {
      if (builtinName(value) !== null) continue;
    }
    let inner: PyValue = value;
    if (builtinName(value) === "enum.auto()")
      inner = isText ? plainString(name.toLowerCase(), value.span) : int(BigInt(last) + 1n, value.span);
    last = asInteger(inner) ?? last;
    const same = memberByValue(members, inner);
    if (same !== null) {
      made.attributes.set(name, same);
      continue;
    }
    const attributes = new Map<string, PyValue>([
      ["name", plainString(name, value.span)],
      ["value", inner],
      ["_name_", plainString(name, value.span)],
      ["_value_", inner],
    ]);
    const member: PyInstance = { type: "instance", class: made, attributes, span: value.span };
    made.attributes.set(name, member);
    members.push({ name, value: member });
  }
}

/** Calls a class: makes an instance, or looks up the member of an enum. */
export function instantiate(run: Run, made: PyClass, args: readonly CallArgument[], site: CallSite): PyValue {
  const span = valueSpan(run, site.call);
  if (made.enumMembers !== null) {
    const value = args[0]?.value;
    if (value === undefined) return unknown("unsupported", `a call of ${made.name}`, span);
    if (value.type === "unknown") return derived(run, value, span);
    return memberByValue(made.enumMembers, value) ?? unknown("unsupported", `no such member of ${made.name}`, span);
  }
  const instance: PyInstance = { type: "instance", class: made, attributes: new Map(), span };
  const initialize = classAttribute(made, "__init__");
  if (initialize?.type === "function") {
    callFunction(run, { ...initialize, boundSelf: instance }, args, site);
    return instance;
  }
  const facts = run.classFacts.get(made);
  if (facts?.kind === "dataclass" || facts?.kind === "namedtuple") {
    setFields(instance, facts.fields, args);
    const after = getAttribute(run, instance, "__post_init__", span);
    if (after.type === "function") callFunction(run, after, [], site);
    return instance;
  }
  const base = made.bases.find((it) => it.type !== "class");
  // A base that is not read may take the keyword arguments as attributes (SQLAlchemy's models do); they are kept as such.
  if (base !== undefined) {
    for (const it of args) if (it.name !== null) instance.attributes.set(it.name, it.value);
  }
  return instance;
}

function setFields(instance: PyInstance, fields: readonly string[], args: readonly CallArgument[]): void {
  const positional = args.filter((it) => it.name === null && !it.spreadUnknown);
  const spread = args.find((it) => it.spreadUnknown)?.value;
  for (const [index, name] of fields.entries()) {
    const given = positional[index]?.value ?? args.find((it) => it.name === name)?.value;
    const fallback =
      spread?.type === "unknown" ? unknownBecause(spread.why, spread.span) : classAttribute(instance.class, name);
    const value = given ?? (fallback === undefined ? undefined : defaultOf(fallback));
    instance.attributes.set(name, value ?? unknown("unsupported", `no value for ${name}`, instance.span));
  }
}

/** `field(default=…)` and `field(default_factory=list)`. */
function defaultOf(value: PyValue): PyValue {
  if (value.type !== "host" || builtinName(value) !== "dataclasses.field()") return value;
  return value.object.attribute?.("default", value.span) ?? unknown("unsupported", "a default", value.span);
}
