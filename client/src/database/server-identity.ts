/**
 * What a server says about a connection, as text. The runner asks the same of Alembic's connection.
 * `startedAt` (microseconds since 1970 at which the postmaster started) tells servers apart where names and ports cannot:
 * it is the same through every host name, port mapping and tunnel.
 */
export interface ServerIdentity {
  readonly pid: string;
  /** Null over a Unix socket. */
  readonly address: string | null;
  readonly port: string | null;
  readonly database: string;
  readonly user: string;
  readonly currentUser: string;
  readonly version: string;
  readonly versionNumber: string;
  readonly startedAt: string;
  readonly databaseOid: string;
  /** "true" on a standby. */
  readonly inRecovery: string;
}

/** One row, columns named as the members of `ServerIdentity`; the runner holds the same question in Python. */
export const identityQuery = `
  SELECT pg_backend_pid()::text AS "pid", host(inet_server_addr())::text AS "address", inet_server_port()::text AS "port",
    current_database()::text AS "database", session_user::text AS "user", current_user::text AS "currentUser",
    current_setting('server_version')::text AS "version", current_setting('server_version_num')::text AS "versionNumber",
    ((extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint)::text AS "startedAt",
    (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS "databaseOid",
    pg_is_in_recovery()::text AS "inRecovery"`;

/** "shop on 127.0.0.1:5432 as app": for people. */
export function describeIdentity(identity: Pick<ServerIdentity, "address" | "port" | "database" | "user">): string {
  const where = identity.address === null ? "the local socket" : `${identity.address}:${identity.port}`;
  return `${identity.database} on ${where} as ${identity.user}`;
}
