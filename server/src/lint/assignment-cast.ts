import type { TypeShape } from "../locks/type-change.ts";

/** Types that every other type can be stored as without being asked: through its text. */
const strings: ReadonlySet<string> = new Set(["text", "varchar", "bpchar", "name"]);
const numbers: ReadonlySet<string> = new Set(
  "integer bigint smallint numeric real".split(" ").concat("double precision"),
);

/** What else can be assigned, beside numbers to numbers: from -> to. */
const others: Readonly<Record<string, readonly string[]>> = {
  integer: ["money", "oid"],
  bigint: ["money", "oid"],
  smallint: ["oid"],
  numeric: ["money"],
  money: ["numeric"],
  oid: ["integer", "bigint"],
  timestamp: ["timestamptz", "date", "time"],
  timestamptz: ["timestamp", "date", "time", "timetz"],
  date: ["timestamp", "timestamptz"],
  time: ["timetz", "interval"],
  timetz: ["time"],
  interval: ["time"],
  json: ["jsonb"],
  jsonb: ["json"],
  inet: ["cidr"],
  cidr: ["inet"],
  macaddr: ["macaddr8"],
  macaddr8: ["macaddr"],
  bit: ["varbit"],
  varbit: ["bit"],
};

/** The types about which the answer was asked of PostgreSQL 15 and 18, each with each, by ALTER COLUMN … TYPE on an empty table. */
const asked: ReadonlySet<string> = new Set([
  ...strings,
  ...numbers,
  ...Object.keys(others),
  ..."boolean uuid xml bytea tsvector tsquery point int4range daterange tstzrange".split(" "),
]);

/** A type as the casts see it; `isEnum` is about types that are not PostgreSQL's own. */
export interface CastType {
  readonly shape: TypeShape;
  readonly isEnum: boolean;
}

/**
 * Whether a value of one type becomes one of the other where nothing is said, as ALTER COLUMN … TYPE without USING does it, and as a default is taken along.
 * Null: cannot tell (domains, types of extensions). https://www.postgresql.org/docs/current/sql-createcast.html
 */
export function canAssign(from: CastType, to: CastType): boolean | null {
  const known = (it: CastType): boolean => it.isEnum || (it.shape.builtin && asked.has(it.shape.base));
  if (!known(from) || !known(to)) return null;
  const isSame = from.shape.base === to.shape.base;
  if (isSame && from.shape.array === to.shape.array) return true;
  const intoString = !to.shape.array && !to.isEnum && strings.has(to.shape.base);
  if (intoString) return true;
  if (from.shape.array !== to.shape.array) return false;
  if (from.isEnum || to.isEnum) return to.shape.array && strings.has(to.shape.base) && !to.isEnum;
  const { base } = from.shape;
  if (numbers.has(base) && numbers.has(to.shape.base)) return true;
  if (to.shape.array && strings.has(to.shape.base)) return true;
  return others[base]?.includes(to.shape.base) ?? false;
}

/** Whether `column::type` does it: what is a string can be read as anything, and a few types have a cast that must be asked for. */
export function canCast(from: CastType, to: CastType): boolean {
  if (from.shape.array || from.isEnum) return false;
  if (strings.has(from.shape.base) && from.shape.builtin) return !to.shape.array || to.shape.builtin;
  const pair = `${from.shape.base} ${to.shape.base}`;
  if (to.shape.array) return false;
  return pair === "integer boolean" || pair === "boolean integer";
}
