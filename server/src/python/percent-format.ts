import type { Span } from "../base/span.ts";
import { getEntry } from "./dict-methods.ts";
import { formatValue, toRepresentation, toText } from "./format-value.ts";
import { cut, plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { unknown, unknownBecause } from "./run.ts";
import { textOfParts } from "./text-with-holes.ts";
import type { PyStr, PyUnknown, PyValue } from "./value.ts";
import { asInteger, int } from "./values.ts";

/** `format % values` (https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting). */
export function formatPercent(run: Run, format: PyStr, right: PyValue, span: Span): PyValue {
  const pattern = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])?/g;
  const parts: (PyStr | PyUnknown)[] = [];
  let position = 0;
  let next = 0;
  const single = right.type !== "tuple";
  if (right.type === "tuple" && right.open !== null) return unknownBecause(right.open, span);
  for (let match = pattern.exec(format.value); match !== null; match = pattern.exec(format.value)) {
    parts.push(cut(format, position, match.index, span));
    position = match.index + match[0].length;
    const [, name, flags = "", width, precision, type] = match;
    if (type === "%") {
      parts.push(cut(format, position - 1, position, span));
      continue;
    }
    if (type === undefined || width === "*" || precision === "*") return unknown("unsupported", "a % format", span);
    let value: PyValue | undefined;
    if (right.type === "unknown") {
      // One value, a tuple or a dict: each place gets something unknown.
      value = right;
    } else if (name !== undefined) {
      const found = right.type === "dict" ? getEntry(right, plainString(name, span)) : "unknown";
      if (typeof found === "string")
        return unknownBecause(
          (right.type === "dict" ? right.open : null) ?? { reason: "unsupported", detail: `no value for ${name}` },
          span,
        );
      value = found;
    } else value = single ? (next === 0 ? right : undefined) : right.elements[next];
    next++;
    if (value === undefined) return unknown("unsupported", "fewer values than a % format needs", span);
    const text = formatOne(run, value, { flags, width, precision, type }, span);
    parts.push(text.type === "str" || text.type === "unknown" ? text : unknown("unsupported", "a % format", span));
  }
  const count =
    right.type === "unknown" ? next : right.type === "tuple" ? right.elements.length : right.type === "dict" ? next : 1;
  if (next < count) return unknown("unsupported", "more values than a % format needs", span);
  parts.push(cut(format, position, format.value.length, span));
  return textOfParts(run, parts, span);
}

interface Conversion {
  readonly flags: string;
  readonly width: string | undefined;
  readonly precision: string | undefined;
  readonly type: string;
}

function formatOne(run: Run, value: PyValue, conversion: Conversion, span: Span): PyValue {
  const { flags, width = "", precision, type } = conversion;
  if (value.type === "unknown") return unknownBecause(value.why, span);
  const isLeft = flags.includes("-");
  if (type === "s" || type === "r" || type === "a") {
    const text = type === "s" ? toText(run, value, span) : toRepresentation(run, value, span);
    if (text.type !== "str") return text;
    const limit = precision === undefined ? "" : `.${precision}`;
    return width === "" && limit === "" ? text : formatValue(run, text, `${isLeft ? "<" : ">"}${width}${limit}`, span);
  }
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const zero = flags.includes("0") && !isLeft ? "0" : "";
  const align = isLeft ? "<" : "";
  if (type === "d" || type === "i" || type === "u" || type === "x" || type === "X" || type === "o") {
    const whole = value.type === "float" && "diu".includes(type) ? Math.trunc(value.value) : asInteger(value);
    if (whole === null || precision !== undefined || (typeof whole === "number" && !Number.isFinite(whole)))
      return unknown("unsupported", "a % format", span);
    const base = "diu".includes(type) ? "d" : type;
    return formatValue(
      run,
      int(BigInt(whole), span),
      `${align}${sign}${flags.includes("#") ? "#" : ""}${zero}${width}${base}`,
      span,
    );
  }
  if (type === "c") return unknown("unsupported", "a % format", span);
  return formatValue(
    run,
    value,
    `${align}${sign}${zero}${width}${precision === undefined ? "" : `.${precision}`}${type}`,
    span,
  );
}
