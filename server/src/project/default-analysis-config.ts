import type { AnalysisConfig } from "./project-config.ts";

/**
 * What holds where nothing is known of a project (a migration opened alone, an env.py that cannot be read): the newest versions,
 * Alembic's own default for the version table, and nothing assumed about naming.
 */
export const defaultAnalysisConfig: AnalysisConfig = {
  envFile: null,
  alembic: null,
  sqlalchemy: null,
  postgres: null,
  dialect: null,
  namingConvention: { kind: "unknown", detail: "no env.py was read" },
  offlineNamingConvention: null,
  versionTable: "alembic_version",
  versionTableKnown: false,
  versionTableSchema: null,
  offlineVersionTableSchema: { known: false, value: null },
  versionTablePk: true,
  literalBinds: null,
  paramstyle: null,
  drivers: [],
  transactionPerMigration: null,
  offlineTransactionPerMigration: null,
  transactionalDdl: null,
  problems: [],
};
