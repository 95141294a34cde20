/** A moment, and how the clock on the wall there shows it. */
export interface Moment {
  /** Since 1970 in UTC. */
  readonly milliseconds: number;
  /** How far local time is ahead of UTC, in minutes. */
  readonly offsetMinutes: number;
}

/** The Create Date of a revision, as Python's `datetime` has it. */
export interface CreateDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Null for local time, which Alembic writes without an offset. */
  readonly offsetMinutes: number | null;
  /** Seconds since 1970 in UTC; null when it was read from a text without an offset. */
  readonly epoch: number | null;
}

/**
 * What Alembic takes as Create Date at this moment (`ScriptDirectory._generate_create_date`, 1.8 to 1.20): local time, or that of the configured
 * time zone. Null for a time zone that is not known, which Alembic refuses.
 */
export function createDate(moment: Moment, timezone: string | null): CreateDate | null {
  const offset = timezone === null ? moment.offsetMinutes : zoneOffset(timezone, moment.milliseconds);
  if (offset === null) return null;
  const shifted = new Date(moment.milliseconds + offset * 60_000);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    microsecond: shifted.getUTCMilliseconds() * 1000,
    offsetMinutes: timezone === null ? null : offset,
    epoch: Math.floor(moment.milliseconds / 1000),
  };
}

/** As `str(datetime)` of Python writes it. */
export function createDateText(it: CreateDate): string {
  const date = [pad(it.year, 4), pad(it.month), pad(it.day)].join("-");
  const time = [pad(it.hour), pad(it.minute), pad(it.second)].join(":");
  const fraction = it.microsecond === 0 ? "" : `.${pad(it.microsecond, 6)}`;
  return `${date} ${time}${fraction}${it.offsetMinutes === null ? "" : offsetText(it.offsetMinutes)}`;
}

/** Reads what a docstring has behind `Create Date:`; null when it is something else. */
export function readCreateDate(text: string): CreateDate | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:(Z)|([+-])(\d\d):?(\d\d))?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const microsecond = Number((match[7] ?? "").padEnd(6, "0"));
  const sign = match[9] === "-" ? -1 : 1;
  const offsetMinutes =
    match[8] !== undefined ? 0 : match[9] === undefined ? null : sign * (Number(match[10]) * 60 + Number(match[11]));
  const epoch =
    offsetMinutes === null ? null : Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offsetMinutes * 60;
  return { year, month, day, hour, minute, second, microsecond, offsetMinutes, epoch };
}

function zoneOffset(timezone: string, milliseconds: number): number | null {
  for (const name of [timezone, timezone.toUpperCase()]) {
    try {
      const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
      const shown = format.formatToParts(milliseconds).find((it) => it.type === "timeZoneName")?.value ?? "";
      const match = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(shown);
      if (match === null) return null;
      const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
      return match[1] === "-" ? -minutes : minutes;
    } catch {
      // The runtime says so when it has no such zone; Alembic then tries upper case.
    }
  }
  return null;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, "0");
}
