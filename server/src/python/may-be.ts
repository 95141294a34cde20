import type { Unknown } from "../base/static.ts";
import { logContainer, logVariable } from "./journal.ts";
import type { Run } from "./run.ts";
import { unknownBecause } from "./run.ts";
import type { PyUnknown, PyValue } from "./value.ts";

/**
 * Says that the unknown `target` may be `source`: calling it may do what calling `source` does, and changing it may change `source`.
 */
export function mayBe(run: Run, target: PyUnknown, source: PyValue): void {
  const acts =
    (source.type === "host" && source.object.inert !== true) ||
    source.type === "function" ||
    (source.type === "instance" && source.class.enumMembers === null);
  const origin = acts ? "host" : source.type === "unknown" ? run.origins.get(source) : undefined;
  if (origin !== undefined && run.origins.get(target) !== "host") run.origins.set(target, origin);
  const changeable = source.type === "unknown" ? run.aliases.get(source) : isChangeable(source) ? [source] : undefined;
  if (changeable === undefined) return;
  const aliases = new Set(run.aliases.get(target));
  for (const it of changeable) aliases.add(it);
  run.steps += aliases.size >> 4;
  run.aliases.set(target, aliases);
}

function isChangeable(value: PyValue): boolean {
  return value.type === "list" || value.type === "set" || value.type === "dict" || value.type === "instance";
}

/** Methods of lists, sets and dicts that change them. */
export const changingMethods: ReadonlySet<string> = new Set([
  "add",
  "append",
  "clear",
  "discard",
  "extend",
  "insert",
  "pop",
  "popitem",
  "remove",
  "reverse",
  "setdefault",
  "sort",
  "update",
]);

/** An unknown is changed: whatever it may be is no longer known. */
export function changeUnknown(run: Run, value: PyUnknown): void {
  const aliases = run.aliases.get(value);
  if (aliases === undefined) return;
  const seen = new Set<PyValue>();
  for (const it of aliases) spoil(run, it, value.why, seen);
}

/** Forgets the contents of a container or an object, and of what is in it. */
export function spoil(run: Run, value: PyValue, why: Unknown, seen: Set<PyValue> = new Set()): void {
  const open = [value];
  for (let it = open.pop(); it !== undefined; it = open.pop()) {
    if (seen.has(it)) continue;
    seen.add(it);
    run.steps++;
    if (it.type === "list" || it.type === "set") {
      logContainer(run, it);
      for (const element of it.elements) open.push(element);
      it.elements.length = 0;
      it.open ??= why;
    } else if (it.type === "dict") {
      logContainer(run, it);
      for (const entry of it.entries) open.push(entry.value);
      it.entries.length = 0;
      it.open ??= why;
    } else if (it.type === "instance" && it.class.enumMembers === null) {
      for (const [name, attribute] of it.attributes) {
        logVariable(run, it.attributes, name);
        open.push(attribute);
        it.attributes.set(name, unknownBecause(why, attribute.span));
      }
    } else if (it.type === "unknown") {
      for (const alias of run.aliases.get(it) ?? []) open.push(alias);
    }
  }
}
