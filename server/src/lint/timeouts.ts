const units: Readonly<Record<string, number>> = {
  "": 1,
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A time as PostgreSQL reads `lock_timeout` and its like, in milliseconds; null when it is none.
 * https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-NAMES-VALUES
 */
export function milliseconds(value: string): number | null {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/.exec(value);
  const unit = found === null ? undefined : units[found[2] ?? ""];
  return found === null || unit === undefined ? null : Number(found[1]) * unit;
}
