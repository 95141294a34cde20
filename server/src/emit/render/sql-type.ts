import { type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { type ColumnType, columnType } from "../column-type.ts";
import { type EnumReading, isEnumPath, readEnum } from "../enum-type.ts";
import { callArguments } from "../symbolic-call.ts";
import { typeForms } from "../type-forms.ts";
import type { Dialect } from "./dialect.ts";
import { percents } from "./dialect.ts";
import { need, needAll, refused, unrendered } from "./unrendered.ts";

/** How the values of a type are written as literals, and which operators they have. */
export type TypeFamily =
  | "string"
  | "integer"
  | "numeric"
  | "float"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "interval"
  | "uuid"
  | "enum"
  | "json"
  | "array"
  | "null"
  | "other";

export interface SqlType {
  /** As DDL writes it, COLLATE included; null for a column without a type. */
  readonly ddl: string | null;
  readonly family: TypeFamily;
  readonly affinity: ColumnType["affinity"];
  /** A native enum of the column or of the elements of its array. */
  readonly enum: EnumReading | null;
  /** The CHECK of a non-native Enum with `create_constraint`. */
  readonly check: ColumnType["check"];
  readonly item: SqlType | null;
}

export const nullType: SqlType = plainType("null");

export function plainType(family: TypeFamily, ddl: string | null = null): SqlType {
  const affinity = family === "integer" ? "integer" : family === "numeric" || family === "float" ? "number" : "other";
  return { ddl, family, affinity, enum: null, check: null, item: null };
}

const families: Readonly<Record<string, TypeFamily>> = {
  VARCHAR: "string",
  TEXT: "string",
  CHAR: "string",
  NCHAR: "string",
  NVARCHAR: "string",
  CLOB: "string",
  INTEGER: "integer",
  BIGINT: "integer",
  SMALLINT: "integer",
  NUMERIC: "numeric",
  DECIMAL: "numeric",
  FLOAT: "float",
  REAL: "float",
  DOUBLE: "float",
  BOOLEAN: "boolean",
  TIMESTAMP: "datetime",
  DATETIME: "datetime",
  DATE: "date",
  TIME: "time",
  INTERVAL: "interval",
  UUID: "uuid",
  JSON: "json",
  JSONB: "json",
};

const since2: ReadonlySet<string> = new Set([
  ...["Double", "DOUBLE", "DOUBLE_PRECISION", "Uuid", "UUID"].map((it) => `sqlalchemy.${it}`),
  ..."DOMAIN REGCONFIG TSQUERY CITEXT JSONPATH INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE DATEMULTIRANGE TSMULTIRANGE TSTZMULTIRANGE"
    .split(" ")
    .map((it) => `sqlalchemy.dialects.postgresql.${it}`),
]);

/** Keyword arguments of types that change nothing in the DDL. */
const silent: ReadonlySet<string> = new Set(
  (
    "as_uuid asdecimal decimal_return_scale none_as_null astext_type convert_unicode unicode_error protocol pickler comparator impl " +
    "day_precision native second_precision timezone precision scale length collation varying fields native_uuid spatial_index from_text name " +
    "geometry_type srid dimension dim zero_indexes as_tuple use_typmod nullable create_constraint"
  ).split(" "),
);

/** The type of a column, a cast or a value. Refused where the project's SQLAlchemy does not have it. */
export function sqlType(dialect: Dialect, value: PyValue | undefined): SqlType {
  if (value === undefined || value.type === "none") return nullType;
  const read = columnType({ value, span: value.span });
  const path = pathOf(value);
  checkPath(dialect, path);
  // Both bring statements of their own with a table: a spatial index, CREATE DOMAIN.
  if (path?.startsWith("geoalchemy2.")) return unrendered("what geoalchemy2 adds to the table");
  if (path === "sqlalchemy.dialects.postgresql.DOMAIN") return unrendered("a column of a domain type");
  if (path === "sqlalchemy.NullType") return nullType;
  const call = callOf(value);
  if (call !== null && path !== null) checkArguments(call, path);
  const text = need(read.text);
  const reading = enumOf(value);
  const isArray = path !== null && /(?:^|\.)ARRAY$/.test(path);
  const item = isArray ? itemOf(dialect, value) : null;
  const collation = read.collation === null ? "" : ` COLLATE ${collationText(dialect, need(read.collation))}`;
  return {
    ddl: percents(dialect, text) + collation,
    family: isArray ? "array" : reading !== null ? "enum" : familyOf(path, text),
    affinity: read.affinity,
    enum: reading?.native === true ? reading : (item?.enum ?? null),
    check: read.check,
    item,
  };
}

/** SQLAlchemy 1.4 quotes a collation whether it needs it or not, 2.1 only where it does. */
function collationText(dialect: Dialect, quoted: string): string {
  if (quoted.startsWith('"') || !dialect.features.doublesBackslash) return quoted;
  if (dialect.features.sqlalchemy2) return unrendered("whether the collation is quoted in SQLAlchemy 2.0");
  return `"${quoted}"`;
}

function familyOf(path: string | null, text: string): TypeFamily {
  // Types of other libraries and of the project bring their own literals.
  if (path === null || !path.startsWith("sqlalchemy.")) return "other";
  if (path === "sqlalchemy.PickleType") return "other";
  return families[/^[A-Z0-9]+/.exec(text)?.[0] ?? ""] ?? "other";
}

function callOf(value: PyValue): SymbolicCall | null {
  const symbolic = symbolicOf(value);
  return symbolic?.kind === "call" ? symbolic : null;
}

function pathOf(value: PyValue): string | null {
  const symbolic = symbolicOf(value);
  if (symbolic?.kind === "reference") return symbolic.path;
  return symbolic?.kind === "call" ? symbolic.path : null;
}

function enumOf(value: PyValue): EnumReading | null {
  const call = callOf(value);
  if (call === null || !isEnumPath(call.path)) return null;
  const reading = readEnum(call.path, call);
  if (reading.native !== true) return reading;
  const args = callArguments(call, []);
  needAll(args.open);
  return reading;
}

function itemOf(dialect: Dialect, value: PyValue): SqlType | null {
  const call = callOf(value);
  if (call === null) return null;
  return sqlType(dialect, callArguments(call, ["item_type"]).get("item_type").value);
}

function checkPath(dialect: Dialect, path: string | null): void {
  if (path === null || dialect.features.sqlalchemy2 || !since2.has(path)) return;
  const dot = path.lastIndexOf(".");
  refused("AttributeError", `module '${path.slice(0, dot)}' has no attribute '${path.slice(dot + 1)}'`);
}

/** Arguments that the type does not take make it fail; those that are not read might change it. */
function checkArguments(call: SymbolicCall, path: string): void {
  const form = typeForms.get(path);
  if (form === undefined || !path.startsWith("sqlalchemy.")) return;
  const args = callArguments(call, form.parameters);
  if (form.parameters.length > 0 && args.rest.length > 0) unrendered(`an argument of ${path} that is not read`);
  for (const name of args.keywords.keys()) {
    if (!silent.has(name)) unrendered(`the argument ${name} of ${path}`);
  }
}
