import { type Constructed, constructedOf } from "../../python/constructed.ts";
import type { PyValue } from "../../python/value.ts";

/** A value of Python's standard library whose parts are known, as SQLAlchemy's types write it. */
export type MadeValue =
  | { readonly kind: "date" | "time"; readonly iso: string }
  /** `aware`: it has a time zone. */
  | { readonly kind: "datetime"; readonly iso: string; readonly aware: boolean }
  | { readonly kind: "decimal"; readonly text: string }
  | { readonly kind: "uuid"; readonly text: string };

/** Dates, times, decimals and UUIDs that were made with known arguments; null for every other value, and for what is not calculated here. */
export function madeValue(value: PyValue): MadeValue | null {
  const uuid = uuidText(value);
  if (uuid !== null) return { kind: "uuid", text: uuid };
  const made = constructedOf(value);
  switch (made?.path) {
    case "datetime.date": {
      const [day] = parts(made, ["year", "month", "day"], 3) ?? [];
      return day === undefined ? null : { kind: "date", iso: day };
    }
    case "datetime.datetime": {
      const read = parts(made, ["year", "month", "day", ...clock], 3);
      return read === null ? null : { kind: "datetime", iso: `${read[0]}T${read[1]}`, aware: false };
    }
    case "datetime.time": {
      const read = parts(made, clock, 0);
      return read === null ? null : { kind: "time", iso: read[1] };
    }
    case "decimal.Decimal": {
      const text = decimalText(made);
      return text === null ? null : { kind: "decimal", text };
    }
    default:
      return null;
  }
}

const clock = ["hour", "minute", "second", "microsecond"];

/** The day and the time of day as `isoformat()` writes them; null when an argument is of another kind (a time zone), missing, or out of range. */
function parts(made: Constructed, names: readonly string[], required: number): readonly [string, string] | null {
  const numbers = new Map<string, number>();
  for (const [index, it] of made.args.entries()) {
    const name = it.name ?? names[index];
    if (name === undefined || !names.includes(name) || it.value.type !== "int") return null;
    numbers.set(name, Number(it.value.value));
  }
  if (names.slice(0, required).some((it) => !numbers.has(it))) return null;
  const of = (name: string): number => numbers.get(name) ?? 0;
  const digits = (name: string, length: number): string => String(of(name)).padStart(length, "0");
  if (names.includes("year") && !isDay(of("year"), of("month"), of("day"))) return null;
  const limits = [24, 60, 60, 1_000_000];
  if (clock.some((it, index) => of(it) < 0 || of(it) >= (limits[index] ?? 0))) return null;
  const fraction = of("microsecond") === 0 ? "" : `.${digits("microsecond", 6)}`;
  return [
    `${digits("year", 4)}-${digits("month", 2)}-${digits("day", 2)}`,
    `${digits("hour", 2)}:${digits("minute", 2)}:${digits("second", 2)}${fraction}`,
  ];
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1000 || year > 9999) return false;
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

/** `str()` of a Decimal that is written without an exponent. */
function decimalText({ args }: Constructed): string | null {
  const [only, ...more] = args;
  if (only === undefined || only.name !== null || more.length > 0) return null;
  if (only.value.type === "int") return String(only.value.value);
  if (only.value.type !== "str" || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(only.value.value)) return null;
  // Six zeros behind the point bring an exponent.
  return /^-?0\.0{6}/.test(only.value.value) ? null : only.value.value;
}

/** A `uuid.UUID(…)`. */
function uuidText(value: PyValue): string | null {
  if (value.type !== "host" || !("content" in value.object) || !("builtin" in value.object)) return null;
  const { builtin, content } = value.object;
  return builtin === "a UUID" && typeof content === "string" ? content : null;
}
