import type { Span } from "../base/span.ts";
import { getAttribute } from "./attribute.ts";
import { formatPart } from "./format-value.ts";
import type { CallArgument } from "./host.ts";
import { cut, plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { unknown, unknownBecause } from "./run.ts";
import { subscript } from "./subscript.ts";
import { textOfParts } from "./text-with-holes.ts";
import type { PyStr, PyUnknown, PyValue } from "./value.ts";
import { int } from "./values.ts";

/** `format.format(…)` (https://docs.python.org/3/library/string.html#format-string-syntax). */
export function formatBraces(run: Run, format: PyStr, args: readonly CallArgument[], span: Span): PyValue {
  return fill(run, format, args, { next: 0 }, span, 0);
}

function fill(
  run: Run,
  format: PyStr,
  args: readonly CallArgument[],
  counter: { next: number },
  span: Span,
  depth: number,
): PyValue {
  const text = format.value;
  const parts: (PyStr | PyUnknown)[] = [];
  let position = 0;
  let at = 0;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (letter !== "{" && letter !== "}") {
      at++;
      continue;
    }
    parts.push(cut(format, position, at, span));
    if (text.charAt(at + 1) === letter) {
      parts.push(cut(format, at, at + 1, span));
      at += 2;
      position = at;
      continue;
    }
    const end = letter === "{" ? closing(text, at) : -1;
    if (end < 0 || depth > 1) return unknown("unsupported", "a format", span);
    const value = replacement(run, cut(format, at + 1, end, span), args, counter, span, depth);
    parts.push(value);
    at = end + 1;
    position = at;
  }
  parts.push(cut(format, position, text.length, span));
  return textOfParts(run, parts, span);
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text.charAt(at) === "{") depth++;
    else if (text.charAt(at) === "}" && --depth === 0) return at;
  }
  return -1;
}

function replacement(
  run: Run,
  field: PyStr,
  args: readonly CallArgument[],
  counter: { next: number },
  span: Span,
  depth: number,
): PyStr | PyUnknown {
  const match = /^([^!:[\].]*)((?:\.[^!:[\].]+|\[[^\]]+\])*)(?:!([rsa]))?(?::(.*))?$/s.exec(field.value);
  if (match === null) return unknown("unsupported", "a format", span);
  const [, first = "", path = "", conversion = "", specification] = match;
  const number = first === "" ? counter.next++ : /^\d+$/.test(first) ? Number(first) : null;
  let value = number === null ? named(args, first) : positional(args, number);
  if (value === undefined) {
    const spread = args.find((it) => it.spreadUnknown)?.value;
    if (spread?.type === "unknown") return unknownBecause(spread.why, span);
    return unknown("unsupported", `no value for {${first}}`, span);
  }
  for (const step of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    if (step[1] !== undefined) value = getAttribute(run, value, step[1], span);
    else {
      const key = step[2] ?? "";
      value = subscript(run, value, /^\d+$/.test(key) ? int(Number(key), span) : plainString(key, span), span);
    }
  }
  const format =
    specification === undefined ? null : fill(run, plainString(specification, span), args, counter, span, depth + 1);
  const text = formatPart(run, value, conversion as "" | "r" | "s" | "a", format, span);
  return text.type === "str" || text.type === "unknown" ? text : unknown("unsupported", "a format", span);
}

function named(args: readonly CallArgument[], name: string): PyValue | undefined {
  return args.find((it) => it.name === name)?.value;
}

function positional(args: readonly CallArgument[], index: number): PyValue | undefined {
  const given = args.filter((it) => it.name === null);
  const open = given.findIndex((it) => it.spreadUnknown);
  return open >= 0 && open <= index ? undefined : given[index]?.value;
}
