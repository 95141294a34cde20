import type { Span } from "../base/span.ts";
import { callMethod, isPlainObject } from "./call-method.ts";
import { callFunction } from "./evaluate-call.ts";
import { plainString } from "./mapped-string.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { derived, hostUnknown, siteAt, unknown } from "./run.ts";
import type { PyClass, PyDict, PyFunction, PyInstance, PyValue } from "./value.ts";
import type { BuiltinObject } from "./values.ts";
import { classAttribute, list } from "./values.ts";

/** `object.name`. */
export function getAttribute(run: Run, object: PyValue, name: string, at: Span): PyValue {
  if (name === "") return unknown("syntax", "unfinished code", at);
  switch (object.type) {
    case "host": {
      const value = object.object.attribute?.(name, at);
      if (value !== undefined) return value;
      const detail = `${object.object.description}.${name}`;
      return object.object.inert === true
        ? unknown("unsupported", detail, at)
        : hostUnknown(run, "unsupported", detail, at);
    }
    case "unknown":
      run.host.used?.(object, name, siteAt(run, at));
      return derived(run, object, at);
    case "instance":
      return instanceAttribute(run, object, name, at);
    case "class":
      return ofClass(run, object, name, at);
    case "function":
      if (name === "__name__") return plainString(object.name, at);
      return unknown("unsupported", `attribute ${name} of a function`, at);
    default:
      if (isPlainObject(object)) return boundMethod(run, object, name, at);
      if (object.type === "none" && !name.startsWith("__")) return raiseBuiltin(run, "AttributeError", at);
      return unknown("unsupported", `attribute ${name} of ${object.type}`, at);
  }
}

/** `"x".join` without its call, as in `map(str.upper, names)` or `add = rows.append`. */
function boundMethod(run: Run, object: PyValue, name: string, at: Span): PyValue {
  if (object.type === "int" || object.type === "bool") {
    if (name === "real" || name === "numerator") return object;
  }
  const method: BuiltinObject = {
    description: `${object.type}.${name}`,
    builtin: `${object.type}.${name}`,
    inert: true,
    call: (args, site) => callMethod(run, object, name, args, site.call, site),
  };
  return { type: "host", object: method, span: at };
}

function instanceAttribute(run: Run, object: PyInstance, name: string, at: Span): PyValue {
  const own = object.attributes.get(name);
  const inherited = classAttribute(object.class, name);
  if (inherited?.type === "function" && run.methodKinds.get(inherited) === "property") {
    const bound = { ...inherited, boundSelf: object };
    return callFunction(run, bound, [], siteAt(run, at));
  }
  if (own !== undefined) return own;
  if (name === "__class__") return object.class;
  if (name === "__dict__") return dictOf(object, at);
  if (inherited !== undefined) return bind(run, inherited, object, object.class);
  if (run.classFacts.get(object.class)?.kind === "namedtuple" && name === "_asdict")
    return boundMethod(run, dictOf(object, at), "copy", at);
  return missing(run, object.class, name, at);
}

function dictOf(object: PyInstance, at: Span): PyDict {
  const entries = [...object.attributes].map(([key, value]) => ({ key: plainString(key, at), value }));
  return { type: "dict", entries, open: null, span: at };
}

function ofClass(run: Run, object: PyClass, name: string, at: Span): PyValue {
  const found = classAttribute(object, name);
  if (found !== undefined) {
    if (found.type === "function" && run.methodKinds.get(found) === "class") return bind(run, found, null, object);
    return found;
  }
  if (name === "__name__" || name === "__qualname__") return plainString(object.name, at);
  if (name === "__members__" && object.enumMembers !== null) {
    const entries = object.enumMembers.map((it) => ({ key: plainString(it.name, at), value: it.value }));
    return { type: "dict", entries, open: null, span: at };
  }
  if (name === "__annotations__") return unknown("unsupported", "annotations", at);
  if (name === "__mro__") return list([object], at);
  return missing(run, object, name, at);
}

/** A base that is not read may define it, and what it defines may act. */
function missing(run: Run, object: PyClass, name: string, at: Span): PyValue {
  const value = unknown("unsupported", `${object.name}.${name}`, at);
  const open = [object];
  let seen = 0;
  for (let it = open.pop(); it !== undefined && seen < 50; it = open.pop(), seen++) {
    for (const base of it.bases) {
      if (base.type === "class") open.push(base);
      else if (base.type === "unknown") return derived(run, base, at);
      else if (base.type === "host" && base.object.inert !== true) run.origins.set(value, "host");
    }
  }
  return value;
}

function bind(run: Run, value: PyValue, self: PyInstance | null, owner: PyClass): PyValue {
  if (value.type !== "function" || value.boundSelf !== null) return value;
  const kind = run.methodKinds.get(value);
  if (kind === "static") return value;
  const bound: PyFunction = { ...value, boundSelf: kind === "class" || self === null ? owner : self };
  if (run.contextManagers.has(value)) run.contextManagers.add(bound);
  return bound;
}
