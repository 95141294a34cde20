import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import { addEntry } from "./container-methods.ts";
import { findKey } from "./equality.ts";
import type { CallArgument } from "./host.ts";
import { iterate, pair } from "./iterate.ts";
import { logContainer } from "./journal.ts";
import { plainString } from "./mapped-string.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { grow, unknownBecause } from "./run.ts";
import type { PyDict, PyValue } from "./value.ts";
import { list, none, tuple } from "./values.ts";

/** Methods of dicts; undefined for those that are not read. Views are lists made at once. */
export function callDictMethod(
  run: Run,
  object: PyDict,
  name: string,
  args: readonly CallArgument[],
  span: Span,
): PyValue | undefined {
  const [first, second] = args.map((it) => it.value);
  if (!grow(run, name === "get" ? 1 : object.entries.length, span)) return undefined;
  switch (name) {
    case "items":
      return list(
        object.entries.map((it) => pair(it.key, it.value, span)),
        span,
        object.open,
      );
    case "keys":
      return list(
        object.entries.map((it) => it.key),
        span,
        object.open,
      );
    case "values":
      return list(
        object.entries.map((it) => it.value),
        span,
        object.open,
      );
    case "copy":
      return { type: "dict", entries: object.entries.map((it) => ({ ...it })), open: object.open, span };
    case "get": {
      if (first === undefined) return undefined;
      const found = getEntry(object, first);
      return found === "missing" ? (second ?? none(span)) : found === "unknown" ? undefined : found;
    }
    case "setdefault": {
      if (first === undefined) return undefined;
      const found = getEntry(object, first);
      if (found === "missing") {
        addEntry(run, object, first, second ?? none(span));
        return second ?? none(span);
      }
      if (found !== "unknown") return found;
      logContainer(run, object);
      object.open ??= openReason(object, first);
      return undefined;
    }
    case "pop": {
      if (first === undefined) return undefined;
      logContainer(run, object);
      const at = findKey(object.entries, first);
      const entry = at === null ? undefined : object.entries[at];
      if (at !== null && entry !== undefined) {
        object.entries.splice(at, 1);
        return entry.value;
      }
      if (at === -1 && object.open === null) {
        return second ?? (args.length === 1 ? raiseBuiltin(run, "KeyError", span) : undefined);
      }
      object.open ??= openReason(object, first);
      if (at === null) object.entries.length = 0;
      return undefined;
    }
    case "popitem":
      logContainer(run, object);
      if (object.open !== null) {
        object.entries.length = 0;
        return undefined;
      }
      return popLast(object, span);
    case "clear":
      logContainer(run, object);
      object.entries.length = 0;
      object.open = null;
      return none(span);
    case "update":
      updateDict(run, object, args, span);
      return none(span);
    default:
      return undefined;
  }
}

function popLast(object: PyDict, span: Span): PyValue | undefined {
  const last = object.entries.pop();
  return last === undefined ? undefined : tuple([last.key, last.value], span);
}

function openReason(object: PyDict, key: PyValue): Unknown {
  return (
    object.open ?? (key.type === "unknown" ? key.why : { reason: "unsupported", detail: "a key that is not known" })
  );
}

/** The value of a key; "unknown" when it may or may not be there. */
export function getEntry(object: PyDict, key: PyValue): PyValue | "missing" | "unknown" {
  const at = findKey(object.entries, key);
  if (at === null) return "unknown";
  const entry = object.entries[at];
  if (entry !== undefined) return entry.value;
  return object.open === null && key.type !== "unknown" ? "missing" : "unknown";
}

/** `dict.update(…)` and `dict(…)`: a dict, pairs, and keyword arguments. */
export function updateDict(run: Run, object: PyDict, args: readonly CallArgument[], span: Span): void {
  logContainer(run, object);
  for (const arg of args) {
    const { value } = arg;
    if (arg.spreadUnknown) {
      object.open ??= value.type === "unknown" ? value.why : { reason: "unsupported", detail: "keyword arguments" };
    } else if (arg.name !== null) {
      addEntry(run, object, plainString(arg.name, arg.nameSpan ?? span), value);
    } else if (value.type === "dict") {
      for (const it of [...value.entries]) addEntry(run, object, it.key, it.value);
      mayReplace(object, value.open);
    } else {
      const items = iterate(run, value, span);
      for (const it of items.elements) {
        const parts = iterate(run, it, span);
        const [key, entry] = parts.elements;
        if (key !== undefined && entry !== undefined && parts.open === null) addEntry(run, object, key, entry);
        else mayReplace(object, parts.open ?? { reason: "unsupported", detail: "pairs that are not known" });
      }
      mayReplace(object, items.open);
    }
  }
}

/** Unknown entries came in: they may have replaced those that are there. */
function mayReplace(object: PyDict, why: Unknown | null): void {
  if (why === null) return;
  object.open ??= why;
  for (const it of object.entries) it.value = unknownBecause(why, it.value.span);
}
