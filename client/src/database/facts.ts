import pg from "pg";
import type { ConnectionTarget } from "./connection-target.ts";
import { type DatabaseResult, inReadOnlySession } from "./database-session.ts";
import { identityQuery, type ServerIdentity } from "./server-identity.ts";

/** What the database says about itself at one moment. */
export interface DatabaseFacts {
  readonly identity: ServerIdentity;
  /** False: Alembic has never run here, or the version table has another name. */
  readonly hasVersionTable: boolean;
  /** Rows of the version table, sorted. */
  readonly rows: readonly string[];
}

export interface VersionTable {
  readonly table: string;
  /** Null: the search path decides, as for Alembic. */
  readonly schema: string | null;
}

/** Reads identity and version table in one read-only transaction. Errors come back as a sentence. */
export async function readFacts(
  target: ConnectionTarget,
  version: VersionTable,
): Promise<DatabaseResult<DatabaseFacts>> {
  const name = [version.schema, version.table]
    .filter((it) => it !== null)
    .map((it) => pg.escapeIdentifier(it))
    .join(".");
  return inReadOnlySession(target, async (client) => {
    const identity = (await client.query<Row<ServerIdentity>>(identityQuery)).rows[0];
    if (identity === undefined) throw new Error("the server did not say who it is");
    const found = await client.query<{ oid: string | null }>("SELECT to_regclass($1)::text AS oid", [name]);
    const hasVersionTable = found.rows[0]?.oid != null;
    const rows = hasVersionTable
      ? (await client.query<{ version: string }>(`SELECT version_num::text AS version FROM ${name} ORDER BY 1`)).rows
      : [];
    return { identity, hasVersionTable, rows: rows.map((it) => it.version) };
  });
}

/** `pg` wants an index signature, which an interface does not have. */
type Row<T> = { [K in keyof T]: T[K] };
