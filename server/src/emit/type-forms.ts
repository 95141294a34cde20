import type { ColumnType } from "./column-type.ts";

/** How a type reads its arguments; null for an absent one. */
export interface FormArguments {
  integer(name: string): number | bigint | null;
  flag(name: string, otherwise: boolean): boolean;
  text(name: string): string | null;
}

/** A type of SQLAlchemy or of a library around it, and what PostgreSQL's dialect prints for it. */
export interface TypeForm {
  /** Names of the constructor's parameters in order. */
  readonly parameters: readonly string[];
  readonly affinity: ColumnType["affinity"];
  text(args: FormArguments): string;
}

const fixed = (
  text: string,
  affinity: TypeForm["affinity"] = "other",
  parameters: readonly string[] = [],
): TypeForm => ({
  parameters,
  affinity,
  text: () => text,
});

/** `NAME` or `NAME(length)`. */
const sized = (name: string): TypeForm => ({
  parameters: ["length", "collation"],
  affinity: "other",
  text: (args) => withLength(name, args.integer("length")),
});

function withLength(name: string, length: number | bigint | null): string {
  return length === null ? name : `${name}(${length})`;
}

const decimal = (name: string): TypeForm => ({
  parameters: ["precision", "scale", "decimal_return_scale", "asdecimal"],
  affinity: "number",
  text(args) {
    const precision = args.integer("precision");
    const scale = args.integer("scale");
    if (precision === null) return name;
    return scale === null ? `${name}(${precision})` : `${name}(${precision}, ${scale})`;
  },
});

const float: TypeForm = {
  parameters: ["precision", "asdecimal", "decimal_return_scale"],
  affinity: "number",
  text: (args) => withLength("FLOAT", args.integer("precision")),
};

const double = (name: string): TypeForm => fixed(name, "number", ["precision", "asdecimal", "decimal_return_scale"]);

/** `precision` only exists in the PostgreSQL dialect's own TIMESTAMP and TIME. */
const timed = (name: string, parameters: readonly string[]): TypeForm => ({
  parameters,
  affinity: "other",
  text(args) {
    const precision = parameters.includes("precision") ? args.integer("precision") : null;
    return `${withLength(name, precision)} ${args.flag("timezone", false) ? "WITH" : "WITHOUT"} TIME ZONE`;
  },
});

const interval: TypeForm = {
  parameters: ["native", "second_precision", "day_precision"],
  affinity: "other",
  text(args) {
    if (!args.flag("native", true)) return "TIMESTAMP WITHOUT TIME ZONE";
    const precision = args.integer("second_precision");
    return precision === null ? "INTERVAL" : `INTERVAL (${precision})`;
  },
};

const postgresqlInterval: TypeForm = {
  parameters: ["precision", "fields"],
  affinity: "other",
  text(args) {
    const precision = args.integer("precision");
    const fields = args.text("fields");
    return `INTERVAL${fields === null ? "" : ` ${fields}`}${precision === null ? "" : ` (${precision})`}`;
  },
};

const bit: TypeForm = {
  parameters: ["length", "varying"],
  affinity: "other",
  text(args) {
    const length = args.integer("length");
    if (args.flag("varying", false)) return withLength("BIT VARYING", length);
    return `BIT(${length ?? 1})`;
  },
};

const uuid: TypeForm = {
  parameters: ["as_uuid", "native_uuid"],
  affinity: "other",
  text: (args) => (args.flag("native_uuid", true) ? "UUID" : "CHAR(32)"),
};

const binary = (name: string): TypeForm => ({
  parameters: ["length"],
  affinity: "other",
  text: (args) => withLength(name, args.integer("length")),
});

const email: TypeForm = {
  parameters: ["length"],
  affinity: "other",
  text: (args) => `VARCHAR(${args.integer("length") ?? 255})`,
};

const spatial = (name: string): TypeForm => ({
  parameters: ["geometry_type", "srid"],
  affinity: "other",
  text: (args) => `${name}(${args.text("geometry_type") ?? "GEOMETRY"},${args.integer("srid") ?? -1})`,
});

const vector: TypeForm = {
  parameters: ["dim"],
  affinity: "other",
  text: (args) => withLength("VECTOR", args.integer("dim")),
};

const sa = "sqlalchemy";
const pg = "sqlalchemy.dialects.postgresql";

/**
 * The types by their canonical path. Measured on SQLAlchemy 1.4.46, 2.0.54 and 2.1.1 (alembic-semantics, section 5); a test compares
 * them with the real compiler. Some are not valid on PostgreSQL (DATETIME, CLOB): Alembic prints them all the same.
 */
export const typeForms: ReadonlyMap<string, TypeForm> = new Map<string, TypeForm>([
  ...["Integer", "INTEGER", "INT"].map((it) => [`${sa}.${it}`, fixed("INTEGER", "integer")] as const),
  ...["BigInteger", "BIGINT"].map((it) => [`${sa}.${it}`, fixed("BIGINT", "bigint")] as const),
  ...["SmallInteger", "SMALLINT"].map((it) => [`${sa}.${it}`, fixed("SMALLINT", "smallint")] as const),
  ...["String", "Unicode", "VARCHAR"].map((it) => [`${sa}.${it}`, sized("VARCHAR")] as const),
  ...["Text", "UnicodeText", "TEXT"].map((it) => [`${sa}.${it}`, sized("TEXT")] as const),
  ...["CHAR", "NCHAR", "NVARCHAR", "CLOB"].map((it) => [`${sa}.${it}`, sized(it)] as const),
  ...["Numeric", "NUMERIC"].map((it) => [`${sa}.${it}`, decimal("NUMERIC")] as const),
  [`${sa}.DECIMAL`, decimal("DECIMAL")],
  ...["Float", "FLOAT"].map((it) => [`${sa}.${it}`, float] as const),
  [`${sa}.Double`, double("DOUBLE PRECISION")],
  [`${sa}.DOUBLE_PRECISION`, double("DOUBLE PRECISION")],
  [`${pg}.DOUBLE_PRECISION`, double("DOUBLE PRECISION")],
  [`${sa}.DOUBLE`, double("DOUBLE")],
  [`${sa}.REAL`, double("REAL")],
  ...["Boolean", "BOOLEAN"].map((it) => [`${sa}.${it}`, fixed("BOOLEAN")] as const),
  [`${sa}.DateTime`, timed("TIMESTAMP", ["timezone"])],
  [`${sa}.TIMESTAMP`, timed("TIMESTAMP", ["timezone"])],
  [`${sa}.DATETIME`, fixed("DATETIME")],
  [`${pg}.TIMESTAMP`, timed("TIMESTAMP", ["timezone", "precision"])],
  ...["Date", "DATE"].map((it) => [`${sa}.${it}`, fixed("DATE")] as const),
  ...["Time", "TIME"].map((it) => [`${sa}.${it}`, timed("TIME", ["timezone"])] as const),
  [`${pg}.TIME`, timed("TIME", ["timezone", "precision"])],
  [`${sa}.Interval`, interval],
  [`${pg}.INTERVAL`, postgresqlInterval],
  [`${sa}.LargeBinary`, fixed("BYTEA")],
  [`${sa}.PickleType`, fixed("BYTEA")],
  [`${pg}.BYTEA`, fixed("BYTEA")],
  [`${sa}.BLOB`, fixed("BLOB")],
  [`${sa}.BINARY`, binary("BINARY")],
  [`${sa}.VARBINARY`, binary("VARBINARY")],
  [`${sa}.JSON`, fixed("JSON")],
  [`${pg}.JSON`, fixed("JSON")],
  [`${pg}.JSONB`, fixed("JSONB")],
  [`${sa}.Uuid`, uuid],
  [`${sa}.UUID`, fixed("UUID")],
  [`${pg}.UUID`, fixed("UUID")],
  [`${pg}.BIT`, bit],
  ...(
    "INET CIDR MACADDR MACADDR8 MONEY OID REGCLASS TSVECTOR HSTORE REGCONFIG TSQUERY CITEXT JSONPATH INT4RANGE INT8RANGE NUMRANGE " +
    "DATERANGE TSRANGE TSTZRANGE INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE DATEMULTIRANGE TSMULTIRANGE TSTZMULTIRANGE"
  )
    .split(" ")
    .map((it) => [`${pg}.${it}`, fixed(it)] as const),
  // Types of libraries around SQLAlchemy. Only sqlmodel's was run against the real package.
  ...["sqlmodel.sql.sqltypes.AutoString", "sqlmodel.AutoString"].map((it) => [it, sized("VARCHAR")] as const),
  ...[
    "sqlmodel.sql.sqltypes.GUID",
    "fastapi_users_db_sqlalchemy.generics.GUID",
    "fastapi_users_db_sqlalchemy.guid.GUID",
  ].map((it) => [it, fixed("UUID")] as const),
  ...["", ".types", ".types.uuid"].map((it) => [`sqlalchemy_utils${it}.UUIDType`, fixed("UUID")] as const),
  ...["", ".types", ".types.arrow"].map((it) => [`sqlalchemy_utils${it}.ArrowType`, timed("TIMESTAMP", [])] as const),
  ...["", ".types", ".types.json"].map((it) => [`sqlalchemy_utils${it}.JSONType`, fixed("JSON")] as const),
  ...["", ".types", ".types.email"].map((it) => [`sqlalchemy_utils${it}.EmailType`, email] as const),
  ...["", ".types", ".types.url"].map((it) => [`sqlalchemy_utils${it}.URLType`, fixed("TEXT")] as const),
  ...["", ".types", ".types.ts_vector"].map((it) => [`sqlalchemy_utils${it}.TSVectorType`, fixed("TSVECTOR")] as const),
  ...["geoalchemy2.Geometry", "geoalchemy2.types.Geometry"].map((it) => [it, spatial("geometry")] as const),
  ...["geoalchemy2.Geography", "geoalchemy2.types.Geography"].map((it) => [it, spatial("geography")] as const),
  ...["pgvector.sqlalchemy.Vector", "pgvector.sqlalchemy.VECTOR", "pgvector.sqlalchemy.vector.VECTOR"].map(
    (it) => [it, vector] as const,
  ),
]);
