import type { Span } from "../../base/span.ts";
import { known } from "../../base/static.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { compareVersions } from "../../project/compare-versions.ts";
import { offlineParamstyle } from "../../project/offline-paramstyle.ts";
import type { AnalysisConfig, NamingConvention } from "../../project/project-config.ts";
import { unrendered } from "./unrendered.ts";

/**
 * SQLAlchemy's offline PostgreSQL dialect of one project: versions and what the offline `context.configure()` says. Every difference between
 * versions is a field of `features`, so that the renderer itself never compares versions.
 */
export interface Dialect {
  readonly features: Features;
  /** Null: whether a percent sign is doubled is not known. */
  readonly doublesPercent: boolean | null;
  /** Null: whether bound values are printed is not known. */
  readonly literalBinds: boolean | null;
  readonly paramstyle: string | null;
  /** Possible drivers of the offline dialect; "default" for `postgresql://`. */
  readonly drivers: readonly string[];
  readonly convention: NamingConvention;
}

export interface Features {
  /** Types and functions that came with SQLAlchemy 2.0. */
  readonly sqlalchemy2: boolean;
  /** The dialect takes it that backslashes are escapes as long as it has not asked a server (until 2.1). */
  readonly doublesBackslash: boolean;
  /** `INHERITS ( a )` until 2.1. */
  readonly spacedInherits: boolean;
  /** `Computed` without `persisted` prints STORED until 2.1, and VIRTUAL is refused. */
  readonly storedByDefault: boolean;
  readonly fractionalSerial: boolean;
  readonly enumCreateTypeFlag: boolean;
  /** A type without a schema may not be called as a type of PostgreSQL. */
  readonly refusesBuiltinNames: boolean;
  /** `ON DELETE SET NULL (a)` (2.0.40). */
  readonly columnsOnDelete: boolean;
  readonly identityOrder: boolean;
  /** `CREATE SEQUENCE s START WITH 1`. */
  readonly sequenceStart: boolean;
  /** Dates, times and arrays have literals; a UUID has no cast. */
  readonly modernLiterals: boolean;
  /** `a / CAST(b AS NUMERIC)`. */
  readonly castsDivisor: boolean;
  /** Values of ON CONFLICT DO UPDATE are printed (2.0.47). */
  readonly conflictLiterals: boolean;
  /** `postgresql://` means psycopg, not psycopg2. */
  readonly psycopgByDefault: boolean;
  /** A concatenation that is compared has parentheses around it; null: since some 2.0. */
  readonly groupsConcatenation: boolean | null;
  readonly nullsNotDistinct: boolean;
  readonly nullTableComment: boolean;
  readonly nestedJsonSubscript: boolean;
  readonly tableExistence: boolean;
  readonly indexExistence: boolean;
  readonly columnExistence: boolean;
  readonly constraintExistence: boolean;
  readonly keywordOnly: boolean;
  readonly inlineReferences: boolean;
  readonly inlinePrimaryKey: boolean;
  /** A run that leaves no row drops the version table (until 1.19). */
  readonly dropsVersionTable: boolean;
}

export function dialectOf(config: AnalysisConfig): Dialect {
  const sqlalchemy = config.sqlalchemy ?? "2.1";
  const old = sqlalchemy === "1.4";
  const since21 = sqlalchemy === "2.1";
  const alembic = (version: string): boolean =>
    config.alembic === null || compareVersions(config.alembic, version) >= 0;
  const { paramstyle, doublesPercent } = offlineParamstyle(config);
  return {
    features: {
      sqlalchemy2: !old,
      doublesBackslash: !since21,
      spacedInherits: !since21,
      storedByDefault: !since21,
      fractionalSerial: !since21,
      enumCreateTypeFlag: since21,
      refusesBuiltinNames: since21,
      columnsOnDelete: !old,
      identityOrder: old,
      sequenceStart: old,
      modernLiterals: !old,
      castsDivisor: !old,
      conflictLiterals: !old,
      psycopgByDefault: since21,
      groupsConcatenation: since21 ? true : old ? false : null,
      nullsNotDistinct: !old,
      nullTableComment: !old,
      nestedJsonSubscript: !old,
      tableExistence: alembic("1.13.3"),
      indexExistence: alembic("1.11.2"),
      columnExistence: alembic("1.16.0"),
      constraintExistence: alembic("1.16.0"),
      keywordOnly: alembic("1.11.0"),
      inlineReferences: alembic("1.18.2"),
      inlinePrimaryKey: alembic("1.18.4"),
      dropsVersionTable: !alembic("1.19.0"),
    },
    doublesPercent,
    literalBinds: config.literalBinds,
    paramstyle,
    drivers: config.drivers,
    convention: config.offlineNamingConvention ?? config.namingConvention,
  };
}

/** Text in which the driver's placeholders would be looked for: `%` is doubled where they begin with it. */
export function percents(dialect: Dialect, text: string): string {
  if (!text.includes("%")) return text;
  // Styles without names put their own marks in the place of whatever looks like a named one.
  if (dialect.paramstyle !== "named" && dialect.paramstyle !== "pyformat" && /%\([^)]*\)s/.test(text)) {
    return unrendered("a text that looks like the placeholder of a driver");
  }
  if (dialect.doublesPercent === null) {
    return unrendered("whether Alembic doubles the percent sign: env.py does not say its paramstyle");
  }
  return dialect.doublesPercent ? text.replaceAll("%", "%%") : text;
}

/** A name as SQLAlchemy's identifier preparer writes it. */
export function quote(dialect: Dialect, name: string): string {
  if (name === "") return unrendered("an empty name");
  // Outside ASCII the lower case of Python and the one of JavaScript agree, and such names are quoted in any case.
  return percents(dialect, quoteIdentifier(name));
}

export function literal(dialect: Dialect, text: string): string {
  const doubled = percents(dialect, text.replaceAll("'", "''"));
  return `'${dialect.features.doublesBackslash ? doubled.replaceAll("\\", "\\\\") : doubled}'`;
}

export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

/** The same name as actions hold it. */
export function qualifiedName(table: TableName, span: Span): QualifiedName {
  return { schema: table.schema === null ? null : known(table.schema, span), name: known(table.name, span) };
}

/** As SQLAlchemy writes a table: the schema as one name. */
export function tableText(dialect: Dialect, table: TableName): string {
  const name = quote(dialect, table.name);
  return table.schema === null ? name : `${quote(dialect, table.schema)}.${name}`;
}

/** As Alembic's own statements (ADD COLUMN, ALTER COLUMN, RENAME) write it: a schema with dots is several names. */
export function alembicTableText(dialect: Dialect, table: TableName): string {
  const name = quote(dialect, table.name);
  if (table.schema === null) return name;
  const parts = table.schema.split(".").map((it) => quote(dialect, it));
  return [...parts, name].join(".");
}
