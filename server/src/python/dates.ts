import type { Span } from "../base/span.ts";
import { construct, constructedOf } from "./constructed.ts";
import type { CallArgument, CallSite } from "./host.ts";
import { plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { siteAt } from "./run.ts";
import { argument } from "./string-methods.ts";
import type { PyValue } from "./value.ts";
import type { BuiltinCall } from "./values.ts";
import { asIndex, bool, builtinValue, int } from "./values.ts";

/* Dates with known parts: partitions are often created in loops over months. Times of day and time zones are kept, not calculated with. */

const dayLength = 86_400_000;

/** `datetime.date(year, month, day)`. */
export const makeDate: BuiltinCall = (run, args, site) => {
  const parts = ["year", "month", "day"].map((name, index) => asIndex(argument(args, index, name)));
  const [year, month, day] = parts;
  if (year === undefined || year === null || month === undefined || month === null || day === undefined || day === null)
    return construct("datetime.date", args, site);
  const time = Date.UTC(year, month - 1, day);
  const made = new Date(time);
  // Python refuses the 30th of February; JavaScript goes on to March.
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day || year < 1000 || year > 9999) return undefined;
  return dateAt(run, time, site, args);
};

/** `datetime.timedelta(days=…, weeks=…)`; other units are not calculated with. */
export const makeTimedelta: BuiltinCall = (_, args, site) => construct("datetime.timedelta", args, site);

/** A value that is kept as it was made. */
export function keepCall(path: string): BuiltinCall {
  return (_, args, site) => construct(path, args, site);
}

function dateAt(run: Run, time: number, site: CallSite, args?: readonly CallArgument[]): PyValue | undefined {
  const date = new Date(time);
  const span = site.call;
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const number = (value: number): CallArgument => ({
    name: null,
    nameSpan: null,
    value: int(value, span),
    span,
    spreadUnknown: false,
  });
  return construct("datetime.date", args ?? [number(year), number(month), number(day)], site, {
    truth: () => "yes",
    attribute(name, at) {
      if (name === "year") return int(year, at);
      if (name === "month") return int(month, at);
      if (name === "day") return int(day, at);
      return dateMethod(run, time, name, at);
    },
    binary(operator, other, reflected, at) {
      const days = daysOf(other);
      if (days !== null && (operator === "+" || (operator === "-" && !reflected)))
        return dateAt(run, time + (operator === "+" ? days : -days) * dayLength, siteAt(run, at));
      return undefined;
    },
    compare(operator, other, _, at) {
      const theirs = timeOf(other);
      if (theirs === null) return undefined;
      if (operator === "==" || operator === "!=") return bool((theirs === time) === (operator === "=="), at);
      return undefined;
    },
  });
}

function timeOf(value: PyValue): number | null {
  const made = constructedOf(value);
  if (made?.path !== "datetime.date") return null;
  const [year, month, day] = ["year", "month", "day"].map((name, index) => asIndex(argument(made.args, index, name)));
  if (year === undefined || year === null || month === undefined || month === null || day === undefined || day === null)
    return null;
  return Date.UTC(year, month - 1, day);
}

function daysOf(value: PyValue): number | null {
  const made = constructedOf(value);
  if (made?.path !== "datetime.timedelta") return null;
  let days = 0;
  for (const [index, it] of made.args.entries()) {
    const count = asIndex(it.value);
    if (count === null) return null;
    if (it.name === "weeks") days += 7 * count;
    else if (it.name === "days" || (it.name === null && index === 0)) days += count;
    else return null;
  }
  return days;
}

function dateMethod(run: Run, time: number, name: string, at: Span): PyValue | undefined {
  const date = new Date(time);
  const method = (call: BuiltinCall): PyValue => builtinValue(run, `datetime.date.${name}`, call, at);
  switch (name) {
    case "isoformat":
    case "__str__":
      return method((_, __, site) => plainString(isoDate(date), site.call));
    case "weekday":
      return method((_, __, site) => int((date.getUTCDay() + 6) % 7, site.call));
    case "isoweekday":
      return method((_, __, site) => int(date.getUTCDay() || 7, site.call));
    case "strftime":
      return method((_, [format], site) => {
        const text = format?.value.type === "str" ? formatDate(date, format.value.value) : null;
        return text === null ? undefined : plainString(text, site.call);
      });
    case "replace":
      return method((_, args, site) => {
        const part = (index: number, key: string, fallback: number): CallArgument => ({
          name: null,
          nameSpan: null,
          value: argument(args, index, key) ?? int(fallback, site.call),
          span: site.call,
          spreadUnknown: false,
        });
        const parts = [
          part(0, "year", date.getUTCFullYear()),
          part(1, "month", date.getUTCMonth() + 1),
          part(2, "day", date.getUTCDate()),
        ];
        return makeDate(run, parts, site);
      });
    default:
      return undefined;
  }
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** `str(date)` and `format(date, …)`; null when it is no date or the format is not read. */
export function dateText(value: PyValue, format: string): string | null {
  const time = timeOf(value);
  if (time === null) return null;
  return format === "" ? isoDate(new Date(time)) : formatDate(new Date(time), format);
}

/** `strftime` with the directives that do not depend on the locale (https://docs.python.org/3/library/datetime.html#format-codes). */
function formatDate(date: Date, format: string): string | null {
  const year = String(date.getUTCFullYear());
  const two = (value: number): string => String(value).padStart(2, "0");
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  const parts: Readonly<Record<string, string>> = {
    "%": "%",
    Y: year,
    y: year.slice(-2),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    H: "00",
    M: "00",
    S: "00",
    j: String((date.getTime() - start) / dayLength + 1).padStart(3, "0"),
    F: isoDate(date),
    u: String(date.getUTCDay() || 7),
    w: String(date.getUTCDay()),
  };
  let isRead = true;
  const text = format.replace(/%(.?)/gs, (_, letter: string) => {
    const part = Object.hasOwn(parts, letter) ? parts[letter] : undefined;
    if (part === undefined) isRead = false;
    return part ?? "";
  });
  return isRead ? text : null;
}
