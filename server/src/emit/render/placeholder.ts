import type { PyValue } from "../../python/value.ts";
import type { Dialect } from "./dialect.ts";
import type { SqlType } from "./sql-type.ts";
import { unrendered } from "./unrendered.ts";

/** Which placeholders of a statement were printed: styles with numbers give each name one number, in the order of the text. */
export type Placeholders = Map<string, number>;

/**
 * A value that is bound and not printed, as the driver of the offline dialect writes it, with the cast that some drivers want behind it. Measured with
 * SQLAlchemy 1.4.46, 2.0.54 and 2.1.1 for psycopg2, psycopg, asyncpg and pg8000.
 */
export function placeholder(
  dialect: Dialect,
  printed: Placeholders,
  name: string,
  type: SqlType,
  value: PyValue,
): string {
  if (dialect.literalBinds === null) {
    return unrendered("whether bound values are printed: env.py does not say literal_binds");
  }
  // Other names are changed before they are printed.
  if (!/^\w+$/.test(name)) return unrendered("the placeholder of a bound value");
  return `${mark(dialect, printed, name)}${castOf(dialect, type, value)}`;
}

/** A placeholder without a cast. */
export function mark(dialect: Dialect, printed: Placeholders, name: string): string {
  switch (dialect.paramstyle) {
    case "named":
      return `:${name}`;
    case "pyformat":
      return `%(${name})s`;
    case "format":
      return "%s";
    case "numeric_dollar": {
      const number = printed.get(name) ?? printed.size + 1;
      printed.set(name, number);
      return `$${number}`;
    }
    default:
      return unrendered("the placeholder of a bound value: the driver is not known");
  }
}

function castOf(dialect: Dialect, type: SqlType, value: PyValue): string {
  const casts = dialect.drivers.map((driver) => castFor(driver, dialect, type, value));
  const [first] = casts;
  if (first === undefined || casts.some((it) => it !== first)) {
    return unrendered("the cast of a bound value: the driver is not known");
  }
  if (first === "") return "";
  // The type that stands behind a decorated one is not looked for in a variant.
  if (type.isVariant === true) return unrendered("the cast of a bound value of a variant");
  return `::${first}`;
}

/** The type that stands behind the placeholder; empty for none. */
function castFor(driver: string, dialect: Dialect, type: SqlType, value: PyValue): string {
  const { sqlalchemy2, psycopgByDefault } = dialect.features;
  const name = driver === "default" ? (psycopgByDefault ? "psycopg" : "psycopg2") : driver;
  const ddl = (): string => type.ddl ?? unrendered("the cast of a bound value");
  switch (name) {
    case "psycopg2":
    case "psycopg2cffi":
    case "psycopg":
    case "psycopg_async":
    case "asyncpg":
    case "pg8000":
      break;
    default:
      return unrendered("the cast of a bound value: the driver is not known");
  }
  // asyncpg had no casts at all in 1.4.
  if (!sqlalchemy2 && name === "asyncpg") return "";
  const isLight = !sqlalchemy2 || name === "psycopg2" || name === "psycopg2cffi";
  const isFull = sqlalchemy2 && (name === "asyncpg" || name === "pg8000");
  switch (type.family) {
    case "array":
      return ddl();
    case "json":
    case "uuid":
      return sqlalchemy2 ? ddl() : "";
    case "string":
      return isLight ? "" : stringType(type);
    case "integer":
      return isLight ? "" : integerType(type, value);
    case "date":
    case "datetime":
    case "time":
      return isLight ? "" : timeType(ddl());
    case "boolean":
      return isFull ? "BOOLEAN" : "";
    case "numeric":
      return isFull ? (type.ddl ?? "NUMERIC") : "";
    case "float":
      if (!isFull) return "";
      return type.ddl === null || /^(?:FLOAT|REAL|DOUBLE PRECISION)$/.test(type.ddl)
        ? "FLOAT"
        : unrendered("the cast of a bound value");
    case "interval":
      // What becomes of fields and a precision was not measured.
      if (!isFull) return "";
      return ddl() === "INTERVAL" ? "INTERVAL" : unrendered("the cast of a bound value");
    case "enum":
      return name === "asyncpg" ? unrendered("the cast of a bound value") : "";
    case "null":
      return "";
    case "other":
      return isLight && !isFull && type.ddl === "BYTEA" ? "" : unrendered("the cast of a bound value");
  }
}

/** A length is left out, and with it the collation. */
function stringType({ ddl }: SqlType): string {
  const [written = "", collation] = ddl?.split(" COLLATE ", 2) ?? [];
  return collation === undefined || written.includes("(") ? "VARCHAR" : `VARCHAR COLLATE ${collation}`;
}

/**
 * The driver puts its own type in the place of each that is a DateTime, Date or Time (`colspecs`), and this knows of no precision. What
 * `sa.DATETIME(…)` says about the time zone is not in its text.
 */
function timeType(ddl: string): string {
  if (ddl === "DATETIME") return unrendered("the cast of a bound value");
  return ddl.replace(/\(\d+\)/, "");
}

/** A plain number takes the type in which it fits. */
function integerType(type: SqlType, value: PyValue): string {
  if (type.ddl !== null) return type.ddl;
  if (value.type !== "int") return unrendered("the cast of a bound value");
  const size = BigInt(value.value);
  return size >= -(2n ** 31n) && size < 2n ** 31n ? "INTEGER" : "BIGINT";
}
