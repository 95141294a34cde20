/**
 * A SQL expression that existing rows may take for a new NOT NULL column of the type, or null where none is obvious (enum types, domains, types of
 * extensions). `type` is written as in PostgreSQL's DDL: `VARCHAR(20)`, `timestamp with time zone`, `integer[]`.
 * gen_random_uuid() is built in since PostgreSQL 13 (https://www.postgresql.org/docs/13/functions-uuid.html).
 */
export function defaultForType(type: string, postgres: number | null): string | null {
  const plain = type
    .toLowerCase()
    .replace(/\(.*?\)/g, "")
    .replace(/^pg_catalog\./, "")
    .replace(/\s+collate\s+.*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  if (plain.endsWith("[]") || plain.endsWith(" array")) return "'{}'";
  switch (plain) {
    case "char":
    case "character":
    case "bpchar":
    case "varchar":
    case "character varying":
    case "text":
    case "citext":
    case "bytea":
    case "tsvector":
    case "hstore":
      return "''";
    case "smallint":
    case "integer":
    case "int":
    case "bigint":
    case "int2":
    case "int4":
    case "int8":
    case "numeric":
    case "decimal":
    case "real":
    case "float":
    case "float4":
    case "float8":
    case "double precision":
    case "money":
      return "0";
    case "boolean":
    case "bool":
      return "false";
    case "timestamp":
    case "timestamptz":
    case "timestamp with time zone":
    case "timestamp without time zone":
      return "now()";
    case "date":
      return "CURRENT_DATE";
    case "interval":
      return "'0'";
    case "json":
      return "'{}'::json";
    case "jsonb":
      return "'{}'::jsonb";
    case "uuid":
      return postgres === null || postgres >= 13 ? "gen_random_uuid()" : null;
    default:
      return null;
  }
}
