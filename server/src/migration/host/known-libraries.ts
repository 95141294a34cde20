/**
 * Libraries whose names are kept as expressions when a migration uses them. Everything else that is imported is a module of the
 * project or is not known.
 */
const libraries: ReadonlySet<string> = new Set([
  "advanced_alchemy",
  "alembic",
  "alembic_postgresql_enum",
  "alembic_utils",
  "alembic_enums",
  "citext",
  "fastapi_users_db_sqlalchemy",
  "fastapi_users_db_sqlmodel",
  "flask_sqlalchemy",
  "geoalchemy2",
  "oslo_db",
  "pgvector",
  "psycopg",
  "psycopg2",
  "sqlalchemy",
  "sqlalchemy_continuum",
  "sqlalchemy_json",
  "sqlalchemy_searchable",
  "sqlalchemy_serializer",
  "sqlalchemy_utc",
  "sqlalchemy_utils",
  "sqlmodel",
  "timescaledb",
]);

export function isKnownLibrary(moduleName: string): boolean {
  const dot = moduleName.indexOf(".");
  return libraries.has(dot < 0 ? moduleName : moduleName.slice(0, dot));
}
