import type pg from "pg";
import type { ConnectionTarget } from "./connection-target.ts";
import { closeSession, openSession } from "./database-session.ts";

export type MigrationLock =
  | { readonly kind: "held"; readonly release: () => Promise<void> }
  /** Another window or another person's editor migrates this database now. */
  | { readonly kind: "taken"; readonly by: string }
  /** The server could not be asked: only this window is protected. */
  | { readonly kind: "unavailable"; readonly why: string };

/** "limb" as a number: the first half of the key, so that nobody else's advisory lock is hit. */
const lockClass = 0x6c696d62;

/**
 * One migration at a time for a database, also between two windows or two machines: a session-level advisory lock
 * (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS), which the server releases when the session ends, however it ends.
 */
export async function takeMigrationLock(target: ConnectionTarget, versionTable: string): Promise<MigrationLock> {
  const opened = await openSession(target, "limbeck migration");
  if (!opened.ok) return { kind: "unavailable", why: opened.message };
  const client = opened.value;
  try {
    const taken = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1, hashtext($2)) AS held", [
      lockClass,
      versionTable,
    ]);
    if (taken.rows[0]?.held === true) return { kind: "held", release: () => closeSession(client) };
    const by = await holder(client, versionTable);
    await closeSession(client);
    return { kind: "taken", by };
  } catch (problem) {
    await closeSession(client);
    return { kind: "unavailable", why: problem instanceof Error ? problem.message : String(problem) };
  }
}

async function holder(client: pg.Client, versionTable: string): Promise<string> {
  const found = await client.query<{ pid: string; usename: string | null; client_addr: string | null }>(
    `SELECT a.pid::text, a.usename, host(a.client_addr) AS client_addr FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid::bigint = (hashtext($2)::bigint & 4294967295) AND l.granted`,
    [lockClass, versionTable],
  );
  const row = found.rows[0];
  if (row === undefined) return "another session";
  return `session ${row.pid} of ${row.usename ?? "an unknown user"}${row.client_addr === null ? "" : ` from ${row.client_addr}`}`;
}
