import type { Span } from "../base/span.ts";
import { dateText } from "./dates.ts";
import { callFunction } from "./evaluate-call.ts";
import { concatenate, cut, plainString } from "./mapped-string.ts";
import { represent, textOf } from "./represent.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, derived, grow, siteAt, unknown, unknownBecause } from "./run.ts";
import type { PyStr, PyValue } from "./value.ts";
import { asInteger, builtinName, classAttribute, enumValueOf, unknownIn } from "./values.ts";

/** `str(value)` as a value; a string keeps its places. */
export function toText(run: Run, value: PyValue, span: Span): PyValue {
  if (value.type === "str") return { ...value, span };
  if (value.type === "unknown") return value.parts === undefined ? derived(run, value, span) : value;
  if (value.type === "instance") {
    const method = classAttribute(value.class, "__str__") ?? classAttribute(value.class, "__repr__");
    if (method?.type === "function") return callFunction(run, { ...method, boundSelf: value }, [], siteAt(run, span));
  }
  const text = textOf(value);
  if (text !== null) return grow(run, text.length, span) ? plainString(text, span) : budgetUnknown(span);
  const why = unknownIn([value]);
  return why === null ? unknown("unsupported", `text of ${nameOf(value)}`, span) : unknownBecause(why, span);
}

/** `repr(value)` as a value. */
export function toRepresentation(run: Run, value: PyValue, span: Span): PyValue {
  if (value.type === "unknown") return derived(run, value, span);
  if (value.type === "instance") {
    const method = classAttribute(value.class, "__repr__");
    if (method?.type === "function") return callFunction(run, { ...method, boundSelf: value }, [], siteAt(run, span));
  }
  const text = represent(value);
  if (text === null)
    return unknownBecause(
      unknownIn([value]) ?? { reason: "unsupported", detail: `representation of ${nameOf(value)}` },
      span,
    );
  if (!grow(run, text.length, span)) return budgetUnknown(span);
  if (value.type !== "str" || text.slice(1, -1) !== value.value) return plainString(text, span);
  const quote = plainString(text.charAt(0), span);
  return concatenate([quote, value, quote], span);
}

function nameOf(value: PyValue): string {
  if (value.type === "host") return value.object.description;
  return value.type === "instance" ? `a ${value.class.name}` : `a ${value.type}`;
}

/** `{value!conversion:format}` of an f-string or of `str.format`. */
export function formatPart(
  run: Run,
  value: PyValue,
  conversion: "" | "r" | "s" | "a",
  format: PyValue | null,
  span: Span,
): PyValue {
  let shown = value;
  if (conversion === "r" || conversion === "a") shown = toRepresentation(run, value, span);
  else if (conversion === "s") shown = toText(run, value, span);
  if (conversion === "a" && shown.type === "str" && /[^\0-\x7f]/.test(shown.value))
    return unknown("unsupported", "ascii()", span);
  if (format !== null && format.type !== "str")
    return format.type === "unknown" ? format : unknown("unsupported", "a format", span);
  return formatValue(run, shown, format?.value ?? "", span);
}

/** `format(value, specification)`. */
export function formatValue(run: Run, value: PyValue, specification: string, span: Span): PyValue {
  if (value.type === "unknown")
    return value.parts !== undefined && specification === "" ? value : derived(run, value, span);
  if (value.type === "instance" && specification === "" && isMixedEnum(value))
    return unknown("unsupported", "an enum member in a format, which differs among versions of Python", span);
  if (specification === "") return toText(run, value, span);
  const date = dateText(value, specification);
  if (date !== null) return plainString(date, span);
  if (value.type !== "str" && value.type !== "int" && value.type !== "float" && value.type !== "bool")
    return unknown("unsupported", `a format of ${nameOf(value)}`, span);
  const spec = readSpecification(specification);
  if (spec === null || (spec.width ?? 0) > 100_000 || (spec.precision ?? 0) > 1000)
    return unknown("unsupported", "a format", span);
  if (!grow(run, spec.width ?? 0, span)) return budgetUnknown(span);
  if (value.type === "str") {
    if (spec.type !== "" && spec.type !== "s") return unknown("unsupported", "a format", span);
    const shown = spec.precision === null ? value : cutPoints(value, spec.precision, span);
    return pad(shown, spec, "<", span);
  }
  const text = formatNumber(value, spec);
  if (text === null) return unknown("unsupported", "a format", span);
  const sign = /^[-+ ]?(?:0[xXbBoO])?/.exec(text)?.[0] ?? "";
  if (spec.align === "=" || (spec.zero && spec.align === null)) {
    const fill = (spec.zero && spec.align === null ? "0" : spec.fill).repeat(
      Math.max((spec.width ?? 0) - text.length, 0),
    );
    return plainString(sign + fill + text.slice(sign.length), span);
  }
  return pad(plainString(text, span), spec, ">", span);
}

function isMixedEnum(value: Extract<PyValue, { type: "instance" }>): boolean {
  if (enumValueOf(value) === null) return false;
  return value.class.bases.some((it) => builtinName(it) === "str" || builtinName(it) === "int");
}

interface Specification {
  readonly fill: string;
  readonly align: "<" | ">" | "=" | "^" | null;
  readonly sign: string;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number | null;
  readonly grouping: string;
  readonly precision: number | null;
  readonly type: string;
}

/** https://docs.python.org/3/library/string.html#format-specification-mini-language */
function readSpecification(text: string): Specification | null {
  const match =
    /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su.exec(text) ?? null;
  if (match === null || match[4] !== undefined) return null;
  return {
    fill: match[1] ?? " ",
    align: (match[2] as Specification["align"]) ?? null,
    sign: match[3] ?? "-",
    alternate: match[5] !== undefined,
    zero: match[6] !== undefined,
    width: match[7] === undefined ? null : Number(match[7]),
    grouping: match[8] ?? "",
    precision: match[9] === undefined ? null : Number(match[9]),
    type: match[10] ?? "",
  };
}

function cutPoints(value: PyStr, count: number, span: Span): PyStr {
  return cut(value, 0, [...value.value].slice(0, count).join("").length, span);
}

function pad(text: PyStr, spec: Specification, standard: "<" | ">", span: Span): PyStr {
  const missing = Math.max((spec.width ?? 0) - [...text.value].length, 0);
  if (missing === 0) return { ...text, span };
  const align = spec.align ?? standard;
  const left = align === "<" ? 0 : align === "^" ? Math.floor(missing / 2) : missing;
  const fill = spec.zero && spec.align === null ? "0" : spec.fill;
  const space = (count: number): PyStr => plainString(fill.repeat(count), span);
  return concatenate([space(left), text, space(missing - left)], span);
}

function formatNumber(value: Extract<PyValue, { type: "int" | "float" | "bool" }>, spec: Specification): string | null {
  const whole = asInteger(value);
  if (whole !== null && spec.type === "" && value.type === "bool") return null;
  const isIntegerType = spec.type === "" || "bcdoxXn".includes(spec.type);
  if (whole !== null && isIntegerType) {
    if (spec.precision !== null || spec.type === "c") return null;
    const base = ({ b: 2, o: 8, x: 16, X: 16 } as Record<string, number>)[spec.type] ?? 10;
    const exact = BigInt(whole);
    let digits = (exact < 0n ? -exact : exact).toString(base);
    if (spec.type === "X") digits = digits.toUpperCase();
    if (spec.grouping !== "") digits = group(digits, spec.grouping, base === 10 ? 3 : 4);
    const prefix = spec.alternate && base !== 10 ? `0${spec.type}` : "";
    return signOf(exact < 0n, spec) + prefix + digits;
  }
  const number = Number(value.value);
  if (!Number.isFinite(number) || spec.alternate) return null;
  const isNegative = number < 0 || Object.is(number, -0);
  const text = floatDigits(Math.abs(number), spec);
  if (text === null) return null;
  if (spec.grouping === "") return signOf(isNegative, spec) + text;
  const [before = "", ...after] = text.split(".");
  return signOf(isNegative, spec) + [group(before, spec.grouping, 3), ...after].join(".");
}

function floatDigits(value: number, spec: Specification): string | null {
  const precision = Math.min(spec.precision ?? 6, 100);
  switch (spec.type) {
    case "f":
    case "F":
      return value >= 1e21 ? null : fixed(value, precision);
    case "%": {
      const scaled = value * 100;
      return scaled >= 1e21 ? null : `${fixed(scaled, precision)}%`;
    }
    case "e":
    case "E": {
      const text = exponential(value, precision).replace(/e([-+])(\d)$/, "e$10$2");
      return spec.type === "E" ? text.toUpperCase() : text;
    }
    case "g":
    case "G": {
      const text = general(value, precision === 0 ? 1 : precision);
      return spec.type === "G" ? text.toUpperCase() : text;
    }
    case "":
      if (spec.precision === null) return textOf({ type: "float", value, span: { start: 0, end: 0 } });
      return null;
    default:
      return null;
  }
}

/** Of two numbers that are equally near Python takes the even one, JavaScript the larger one. */
function isTie(digits: string, kept: number): boolean {
  return /^50*$/.test(digits.slice(kept)) && /[02468]/.test(digits.charAt(kept - 1));
}

function fixed(value: number, precision: number): string {
  const exact = value.toFixed(Math.min(precision + 30, 100));
  const point = exact.indexOf(".");
  const digits = exact.replace(".", "");
  if (!isTie(digits, point + precision)) return value.toFixed(precision);
  return precision === 0 ? exact.slice(0, point) : exact.slice(0, point + 1 + precision);
}

function exponential(value: number, precision: number): string {
  const [exact = "", power = ""] = value.toExponential(Math.min(precision + 30, 100)).split("e");
  if (!isTie(exact.replace(".", ""), precision + 1)) return value.toExponential(precision);
  return `${precision === 0 ? exact.charAt(0) : exact.slice(0, precision + 2)}e${power}`;
}

function general(value: number, precision: number): string {
  if (value === 0) return "0";
  const exponent = Number(exponential(value, precision - 1).split("e")[1]);
  if (exponent < -4 || exponent >= precision) {
    const [digits = "", power = "+0"] = exponential(value, precision - 1).split("e");
    const shown = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
    return `${shown}e${power.charAt(0)}${power.slice(1).padStart(2, "0")}`;
  }
  const text = fixed(value, Math.max(precision - 1 - exponent, 0));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function signOf(isNegative: boolean, spec: Specification): string {
  if (isNegative) return "-";
  return spec.sign === "-" ? "" : spec.sign;
}

function group(digits: string, separator: string, size: number): string {
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size) parts.unshift(digits.slice(Math.max(end - size, 0), end));
  return parts.join(separator);
}
