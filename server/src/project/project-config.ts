import type { Problem } from "../base/problem.ts";

/** Where one Alembic project lies. Paths are absolute with `/`, as the edge's file system names them. */
export interface ProjectConfig {
  /** `alembic.ini` or `pyproject.toml`; for Flask-Migrate the ini beside env.py. */
  readonly configFile: string;
  /** Section of the ini (`-n`), "alembic" by default; `tool.alembic` for pyproject. */
  readonly section: string;
  readonly kind: "alembic" | "flask-migrate" | "env.py only";
  /** `env.py` of the script location; null without one. */
  readonly envFile: string | null;
  /** Directory that relative paths are relative to (where the team runs Alembic). */
  readonly workingDirectory: string;
  readonly scriptLocation: string | null;
  readonly versionLocations: readonly string[];
  readonly recursiveVersionLocations: boolean;
  readonly sourceless: boolean;
  readonly fileTemplate: string;
  readonly timezone: string | null;
  readonly truncateSlugLength: number;
  /** `sqlalchemy.url` of the section, interpolated; may hold a password. */
  readonly databaseUrl: string | null;
  /** The multidb template: sections named by `databases =`, each with its own url. Empty for a single database. */
  readonly databases: readonly { readonly name: string; readonly url: string | null }[];
  readonly prependSysPath: readonly string[];
  readonly problems: readonly Problem[];
}

/** What env.py and the versions say about rendering and rules. Null where it is not literal in the file. */
export interface AnalysisConfig {
  readonly envFile: string | null;
  readonly alembic: string | null;
  readonly sqlalchemy: "1.4" | "2.0" | "2.1" | null;
  readonly postgres: number | null;
  readonly dialect: string | null;
  /** Of the online run, which is what a server sees. */
  readonly namingConvention: NamingConvention;
  /** Of the offline run, which is what `--sql` prints, where it differs: Flask-Migrate's older template gives that run no metadata. Null: the same. */
  readonly offlineNamingConvention: NamingConvention | null;
  readonly versionTable: string;
  /** False when env.py computes the table's name or schema: the two are then Alembic's defaults, and the real table may be another. */
  readonly versionTableKnown: boolean;
  readonly versionTableSchema: string | null;
  /** Of the offline run, which migrations read as `op.get_context().version_table_schema`; not known when env.py computes it. */
  readonly offlineVersionTableSchema: { readonly known: boolean; readonly value: string | null };
  readonly versionTablePk: boolean;
  readonly literalBinds: boolean | null;
  /** What `dialect_opts` of the offline call names; "default" when it names none, so that the driver's own holds; null when it cannot be read. */
  readonly paramstyle: string | null;
  /**
   * Drivers of the offline dialect that are possible (`psycopg2`, `asyncpg`); "default" for a URL that names none. Empty: nothing is known.
   * See offline-paramstyle.ts for what the two together mean.
   */
  readonly drivers: readonly string[];
  /** Of the online run, which is what a server sees. */
  readonly transactionPerMigration: boolean | null;
  /** Of the offline run, which is what `--sql` prints. */
  readonly offlineTransactionPerMigration: boolean | null;
  readonly transactionalDdl: boolean | null;
  readonly problems: readonly Problem[];
}

/** "none": the metadata certainly has no convention. "unknown": cannot tell (the metadata is imported from a module that cannot be read). */
export type NamingConvention =
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly detail: string }
  | { readonly kind: "known"; readonly templates: Readonly<Record<string, string>> };
