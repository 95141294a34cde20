import type { Span } from "../base/span.ts";
import { formatBraces } from "./brace-format.ts";
import type { CallArgument } from "./host.ts";
import { iterate } from "./iterate.ts";
import { concatenate, cut, plainString, replaced, respelled, splitAt } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, grow, unknown, unknownBecause } from "./run.ts";
import { textTests } from "./text-tests.ts";
import { textOfParts } from "./text-with-holes.ts";
import type { PyStr, PyUnknown, PyValue } from "./value.ts";
import { asIndex, bool, int, list, tuple } from "./values.ts";

/** Line ends as `str.splitlines` sees them, and white space as `str.strip` and `str.split` see it. */
const lineEnds = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029";
const spaces = new Set(
  `${lineEnds}\t\x1f \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000`,
);

/** Methods of strings; undefined for those that are not read or whose arguments are not known. */
export function callStringMethod(
  run: Run,
  object: PyStr,
  name: string,
  args: readonly CallArgument[],
  span: Span,
): PyValue | undefined {
  if (name === "format") return formatBraces(run, object, args, span);
  if (args.some((it) => it.spreadUnknown)) return undefined;
  if (!grow(run, object.value.length, span)) return budgetUnknown(span);
  const [first, second] = args.map((it) => it.value);
  const test = textTests[name];
  if (test !== undefined) return args.length === 0 ? bool(test(object.value), span) : undefined;
  switch (name) {
    case "join":
      return first === undefined ? undefined : joinText(run, object, first, span);
    case "upper":
    case "lower":
    case "casefold":
    case "title":
    case "capitalize":
    case "swapcase":
      return respelled(object, spell(object.value, name), span);
    case "strip":
    case "lstrip":
    case "rstrip":
      return strip(object, name, first, span);
    case "split":
    case "rsplit":
      return split(run, object, name, args, span);
    case "splitlines":
      return splitLines(object, args, span);
    case "partition":
    case "rpartition": {
      if (first?.type !== "str" || first.value === "") return undefined;
      const at = name === "partition" ? object.value.indexOf(first.value) : object.value.lastIndexOf(first.value);
      const empty = plainString("", span);
      if (at < 0)
        return tuple(
          name === "partition" ? [{ ...object, span }, empty, empty] : [empty, empty, { ...object, span }],
          span,
        );
      const end = at + first.value.length;
      return tuple(
        [cut(object, 0, at, span), cut(object, at, end, span), cut(object, end, object.value.length, span)],
        span,
      );
    }
    case "replace": {
      const limit = argument(args, 2, "count");
      const count = limit === undefined ? -1 : asIndex(limit);
      if (first?.type !== "str" || second?.type !== "str" || count === null) return undefined;
      const growth = first.value === "" ? object.value.length : object.value.length / first.value.length;
      if (!grow(run, growth * second.value.length, span)) return budgetUnknown(span);
      return replaced(object, first, second, count, span);
    }
    case "startswith":
    case "endswith":
      return args.length === 1 && first !== undefined ? hasAffix(object, name, first, span) : undefined;
    case "removeprefix":
      if (first?.type !== "str") return undefined;
      return cut(object, object.value.startsWith(first.value) ? first.value.length : 0, object.value.length, span);
    case "removesuffix": {
      if (first?.type !== "str") return undefined;
      const has = first.value !== "" && object.value.endsWith(first.value);
      return cut(object, 0, object.value.length - (has ? first.value.length : 0), span);
    }
    case "find":
    case "rfind":
    case "index":
    case "rindex":
    case "count":
      return args.length === 1 && first?.type === "str" ? search(object, name, first.value, span) : undefined;
    case "ljust":
    case "rjust":
    case "center":
    case "zfill":
      return fillTo(run, object, name, first, second, span);
    case "expandtabs":
      return object.value.includes("\t") ? undefined : { ...object, span };
    case "encode":
      return { type: "bytes", span };
    case "format_map":
      if (first?.type !== "dict" || first.open !== null) return undefined;
      return formatBraces(
        run,
        object,
        first.entries.flatMap((it) =>
          it.key.type === "str"
            ? [{ name: it.key.value, nameSpan: null, value: it.value, span, spreadUnknown: false }]
            : [],
        ),
        span,
      );
    default:
      return undefined;
  }
}

export function argument(args: readonly CallArgument[], index: number, name: string): PyValue | undefined {
  const byName = args.find((it) => it.name === name);
  if (byName !== undefined) return byName.value;
  return args.filter((it) => it.name === null)[index]?.value;
}

function joinText(run: Run, separator: PyStr, values: PyValue, span: Span): PyValue {
  const items = iterate(run, values, span);
  if (items.open !== null) return unknownBecause(items.open, span);
  const parts: (PyStr | PyUnknown)[] = [];
  let length = 0;
  for (const [index, it] of items.elements.entries()) {
    const text = it.type === "instance" ? mixedText(it) : it;
    if (text.type !== "str" && text.type !== "unknown")
      return unknown("unsupported", "a join of something that is no text", span);
    if (index > 0) parts.push(separator);
    parts.push(text);
    length += (text.type === "str" ? text.value.length : 0) + separator.value.length;
  }
  return grow(run, length, span) ? textOfParts(run, parts, span) : budgetUnknown(span);
}

/** A member of `class Color(str, Enum)` is a string. */
function mixedText(value: Extract<PyValue, { type: "instance" }>): PyValue {
  const inner = value.attributes.get("value");
  const isText = value.class.bases.some(
    (it) => it.type === "host" && /^(?:str|enum\.StrEnum)$/.test(it.object.description),
  );
  return isText && value.class.enumMembers !== null && inner !== undefined ? inner : value;
}

function spell(text: string, name: "upper" | "lower" | "casefold" | "title" | "capitalize" | "swapcase"): string {
  switch (name) {
    case "upper":
      return text.toUpperCase();
    case "lower":
      return text.toLowerCase();
    case "casefold":
      return text.toLowerCase().replaceAll("ß", "ss");
    case "title":
      return text.replace(/\p{L}+/gu, (word) => capitalized(word));
    case "capitalize":
      return capitalized(text);
    case "swapcase":
      return Array.from(text, (it) => (it === it.toUpperCase() ? it.toLowerCase() : it.toUpperCase())).join("");
  }
}

function capitalized(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32);
  return text === "" ? "" : first.toUpperCase() + text.slice(first.length).toLowerCase();
}

function strip(object: PyStr, name: string, set: PyValue | undefined, span: Span): PyValue | undefined {
  if (set !== undefined && set.type !== "none" && set.type !== "str") return undefined;
  const isCut = (at: number): boolean =>
    set?.type === "str" ? set.value.includes(object.value.charAt(at)) : spaces.has(object.value.charAt(at));
  let start = 0;
  let end = object.value.length;
  if (name !== "rstrip") while (start < end && isCut(start)) start++;
  if (name !== "lstrip") while (end > start && isCut(end - 1)) end--;
  return cut(object, start, end, span);
}

function split(
  run: Run,
  object: PyStr,
  name: "split" | "rsplit",
  args: readonly CallArgument[],
  span: Span,
): PyValue | undefined {
  const separator = argument(args, 0, "sep");
  const limit = argument(args, 1, "maxsplit");
  const most = limit === undefined ? -1 : asIndex(limit);
  if (most === null) return undefined;
  const text = object.value;
  const found: Span[] = [];
  if (separator === undefined || separator.type === "none") {
    const trimmed = strip(object, "strip", undefined, span);
    if (trimmed?.type !== "str" || trimmed.value === "") return list([], span);
    for (let at = 0; at < trimmed.value.length; at++) {
      if (!spaces.has(trimmed.value.charAt(at))) continue;
      const start = at;
      while (spaces.has(trimmed.value.charAt(at))) at++;
      found.push({ start, end: at });
    }
    if (most < 0 || found.length <= most) return list(splitAt(trimmed, found, span), span);
    // With a limit, the rest keeps its spaces on the outer side.
    const kept = name === "split" ? found.slice(0, most) : most === 0 ? [] : found.slice(-most);
    const side = strip(object, name === "split" ? "lstrip" : "rstrip", undefined, span);
    if (side?.type !== "str") return undefined;
    const shift = name === "split" ? 0 : side.value.length - trimmed.value.length;
    return list(
      splitAt(
        side,
        kept.map((it) => ({ start: it.start + shift, end: it.end + shift })),
        span,
      ),
      span,
    );
  }
  if (separator.type !== "str" || separator.value === "") return undefined;
  const width = separator.value.length;
  if (name === "split") {
    for (
      let at = text.indexOf(separator.value);
      at >= 0 && found.length !== most;
      at = text.indexOf(separator.value, at + width)
    )
      found.push({ start: at, end: at + width });
  } else {
    let from = text.length;
    while (found.length !== most) {
      const at = from < width ? -1 : text.lastIndexOf(separator.value, from - width);
      if (at < 0) break;
      found.unshift({ start: at, end: at + width });
      from = at;
    }
  }
  if (!grow(run, found.length, span)) return budgetUnknown(span);
  return list(splitAt(object, found, span), span);
}

function splitLines(object: PyStr, args: readonly CallArgument[], span: Span): PyValue | undefined {
  const keep = argument(args, 0, "keepends");
  const keepEnds = keep?.type === "bool" && keep.value;
  const lines: PyValue[] = [];
  let position = 0;
  for (let at = 0; at < object.value.length; at++) {
    if (!lineEnds.includes(object.value.charAt(at))) continue;
    const end = object.value.startsWith("\r\n", at) ? at + 2 : at + 1;
    lines.push(cut(object, position, keepEnds ? end : at, span));
    position = end;
    at = end - 1;
  }
  if (position < object.value.length) lines.push(cut(object, position, object.value.length, span));
  return list(lines, span);
}

function hasAffix(object: PyStr, name: "startswith" | "endswith", affix: PyValue, span: Span): PyValue | undefined {
  const affixes = affix.type === "tuple" && affix.open === null ? affix.elements : [affix];
  let result = false;
  for (const it of affixes) {
    if (it.type !== "str") return undefined;
    if (name === "startswith" ? object.value.startsWith(it.value) : object.value.endsWith(it.value)) result = true;
  }
  return bool(result, span);
}

function search(object: PyStr, name: string, wanted: string, span: Span): PyValue | undefined {
  const text = object.value;
  if (name === "count") {
    if (wanted === "") return int([...text].length + 1, span);
    let count = 0;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count++;
    return int(count, span);
  }
  const at = name.startsWith("r") ? text.lastIndexOf(wanted) : text.indexOf(wanted);
  if (at < 0) return name.endsWith("find") ? int(-1, span) : undefined;
  return int([...text.slice(0, at)].length, span);
}

function fillTo(
  run: Run,
  object: PyStr,
  name: "ljust" | "rjust" | "center" | "zfill",
  first: PyValue | undefined,
  second: PyValue | undefined,
  span: Span,
): PyValue | undefined {
  const width = asIndex(first);
  if (width === null || (second !== undefined && (second.type !== "str" || name === "zfill"))) return undefined;
  const missing = Math.max(width - [...object.value].length, 0);
  if (!grow(run, missing, span)) return budgetUnknown(span);
  if (missing === 0) return { ...object, span };
  const fill = second?.type === "str" ? second.value : name === "zfill" ? "0" : " ";
  const filler = (count: number): PyStr => plainString(fill.repeat(count), span);
  if (name === "ljust") return concatenate([object, filler(missing)], span);
  if (name === "rjust") return concatenate([filler(missing), object], span);
  if (name === "center") {
    // CPython puts the odd character on the left only when the width is odd.
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return concatenate([filler(left), object, filler(missing - left)], span);
  }
  const sign = /^[-+]/.test(object.value) ? 1 : 0;
  return concatenate([cut(object, 0, sign, span), filler(missing), cut(object, sign, object.value.length, span)], span);
}
