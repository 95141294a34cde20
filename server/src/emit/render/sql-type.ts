import { type Symbolic, type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { type ColumnType, columnType } from "../column-type.ts";
import { type EnumReading, isEnumPath, readEnum } from "../enum-type.ts";
import { readFlag } from "../read-argument.ts";
import { callArguments, methodCall, symbolicValue } from "../symbolic-call.ts";
import { typeForms } from "../type-forms.ts";
import { type Dialect, percents, qualifiedName, type TableName } from "./dialect.ts";
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
  /** Its values are `uuid.UUID`, not text. */
  readonly uuids?: boolean;
  /** It stands in for another type on PostgreSQL, and that one decides about SERIAL. */
  readonly isVariant?: boolean;
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

/**
 * The type of a column, a cast or a value. Refused where the project's SQLAlchemy does not have it. With `inherit_schema` an Enum takes the schema of
 * `table`, the table of its column.
 */
export function sqlType(dialect: Dialect, value: PyValue | undefined, table?: TableName): SqlType {
  if (value === undefined || value.type === "none") return nullType;
  const variant = variantOf(value);
  if (variant !== null) {
    const type = sqlType(dialect, variant.type, table);
    // What such a type brings with its table comes also where another one is printed in its place.
    if (isEnum(variant.other)) return unrendered("a variant in the place of an Enum");
    // Since SQLAlchemy 2.1 the one of several variants takes the schema, the other not.
    if (type.enum?.type.inheritsSchema === true) return unrendered("a variant of a type with the schema of its table");
    return { ...type, isVariant: variant.isOwn };
  }
  const read = columnType(
    { value, span: value.span },
    table === undefined ? undefined : qualifiedName(table, value.span),
  );
  const path = pathOf(value);
  checkPath(dialect, path);
  // Both bring statements of their own with a table: a spatial index, CREATE DOMAIN.
  if (path?.startsWith("geoalchemy2.")) return unrendered("what geoalchemy2 adds to the table");
  if (path === "sqlalchemy.dialects.postgresql.DOMAIN") return unrendered("a column of a domain type");
  if (path === "sqlalchemy.NullType") return nullType;
  const call = callOf(value);
  if (call !== null && path !== null) checkArguments(call, path);
  const text = need(read.text);
  const reading = enumOf(dialect, value);
  if (reading?.native === true && hasBuiltinName(dialect, reading)) {
    // Only where the type is printed is its name refused.
    return unrendered("a type with the name of one of PostgreSQL's own");
  }
  const isArray = path !== null && /(?:^|\.)ARRAY$/.test(path);
  const item = isArray ? itemOf(dialect, value, table) : null;
  if (item !== null && item.check !== null) return unrendered("an array of a type with a CHECK");
  const collation = read.collation === null ? "" : ` COLLATE ${collationText(dialect, need(read.collation))}`;
  return {
    ddl: percents(dialect, text) + collation,
    family: isArray ? "array" : reading !== null ? "enum" : familyOf(path, text),
    affinity: read.affinity,
    enum: reading?.native === true ? reading : (item?.enum ?? null),
    check: read.check,
    item,
    ...(text === "UUID" ? { uuids: takesUuids(dialect, path, call) } : {}),
  };
}

/** `as_uuid`: false up to 1.4 unless it is asked for, and true since 2.0. */
function takesUuids(dialect: Dialect, path: string | null, call: SymbolicCall | null): boolean {
  if (path === null || !path.startsWith("sqlalchemy.")) return false;
  const flag = call === null ? null : readFlag(callArguments(call, ["as_uuid"]).get("as_uuid"));
  return flag === null ? dialect.features.sqlalchemy2 : need(flag);
}

/** The type that `with_variant()` leaves for PostgreSQL; null where it is not called, or not with dialects that are known. */
function variantOf(value: PyValue): Variant | null {
  const call = methodCall(symbolicOf(value));
  if (call?.name !== "with_variant") return null;
  const args = callArguments(call.call, ["type_"]);
  const dialects = [...args.rest, ...(args.has("dialect_name") ? [args.get("dialect_name")] : [])];
  if (args.open !== null || dialects.some((it) => it.value?.type !== "str")) return null;
  const own = dialects.some((it) => it.value?.type === "str" && it.value.value === "postgresql");
  const [given, base] = [args.get("type_").value, symbolicValue(call.of)];
  return own ? { type: given, isOwn: true, other: base } : { type: base, isOwn: false, other: given };
}

interface Variant {
  readonly type: PyValue | undefined;
  /** It was given for PostgreSQL. */
  readonly isOwn: boolean;
  /** What is printed for other dialects. */
  readonly other: PyValue | undefined;
}

function isEnum(value: PyValue | undefined): boolean {
  const symbolic = symbolicOf(value);
  return symbolic?.kind === "call" && isEnumPath(symbolic.path);
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
  // The other form of a UUID is text with literals of its own.
  if (path === "sqlalchemy.Uuid" && text !== "UUID") return "other";
  return families[/^[A-Z0-9]+/.exec(text)?.[0] ?? ""] ?? "other";
}

/** The types that SQLAlchemy 2.1 knows by name (`PGDialect.ischema_names`, 2.1.1). */
const builtinTypes: ReadonlySet<string> = new Set([
  ...["bit varying", "character varying", "double precision", "time with time zone", "time without time zone"],
  ...["timestamp with time zone", "timestamp without time zone", '"char"'],
  ...(
    "_array bigint bit boolean bytea character cidr citext date datemultirange daterange float hstore inet int4multirange int4range " +
    "int8multirange int8range integer interval json jsonb macaddr macaddr8 money name numeric nummultirange numrange oid real regclass " +
    "smallint text time timestamp tsmultirange tsrange tstzmultirange tstzrange tsvector uuid"
  ).split(" "),
]);

/** What SQLAlchemy 2.1 refuses: a type of the project whose name would stand for one of PostgreSQL's own. */
export function checkTypeName(dialect: Dialect, reading: EnumReading): void {
  if (!hasBuiltinName(dialect, reading)) return;
  if (reading.type.inheritsSchema) unrendered("a type with the name of one of PostgreSQL's own");
  const name = need(reading.type.name.name);
  refused(
    "CompileError",
    `the type has name '${name}' that matches an existing type, and requires an explicit schema name`,
  );
}

function hasBuiltinName(dialect: Dialect, { type }: EnumReading): boolean {
  if (!dialect.features.refusesBuiltinNames || type.name.schema !== null) return false;
  return builtinTypes.has(need(type.name.name));
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

function enumOf(dialect: Dialect, value: PyValue): EnumReading | null {
  const call = callOf(value);
  if (call === null || !isEnumPath(call.path)) return null;
  const reading = readEnum(call.path, call);
  if (reading.type.inheritsSchema && reading.type.name.schema !== null && dialect.features.refusesBuiltinNames) {
    return refused("ArgumentError", "Ambiguously setting inherit_schema=True while also passing a schema argument");
  }
  if (reading.native !== true) return reading;
  const args = callArguments(call, []);
  needAll(args.open);
  return reading;
}

function itemOf(dialect: Dialect, value: PyValue, table: TableName | undefined): SqlType | null {
  const call = callOf(value);
  if (call === null) return null;
  return sqlType(dialect, callArguments(call, ["item_type"]).get("item_type").value, table);
}

/** Names that SQLAlchemy 1.4 does not have fail wherever they are written, also where the value changes nothing. */
export function checkNames(dialect: Dialect, value: PyValue): void {
  if (dialect.features.sqlalchemy2) return;
  if (value.type === "list" || value.type === "tuple") for (const it of value.elements) checkNames(dialect, it);
  const symbolic = symbolicOf(value);
  if (symbolic !== undefined) checkSymbolicNames(dialect, symbolic);
}

function checkSymbolicNames(dialect: Dialect, symbolic: Symbolic): void {
  switch (symbolic.kind) {
    case "reference":
      checkPath(dialect, symbolic.path);
      return;
    case "call":
      checkPath(dialect, symbolic.path);
      checkSymbolicNames(dialect, symbolic.callee);
      for (const it of symbolic.args) checkNames(dialect, it.value);
      return;
    case "binary":
      checkNames(dialect, symbolic.left);
      checkNames(dialect, symbolic.right);
      return;
    case "unary":
      checkSymbolicNames(dialect, symbolic.operand);
      return;
    case "attribute":
    case "subscript":
      checkSymbolicNames(dialect, symbolic.of);
      return;
  }
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
