import type { ConnectionTarget } from "./connection-target.ts";
import { closeSession, type DatabaseResult, databaseFailure, openSession } from "./database-session.ts";

/**
 * Asks the server to cancel what these backends are running (`pg_cancel_backend`: the statement fails, the session lives),
 * or to end them (`pg_terminate_backend`: the transaction is rolled back and every lock is released).
 * Only backends of this database and of the same user are touched, since a process number may have been given away again.
 * Answers the backends that were told.
 */
export async function signalBackends(
  target: ConnectionTarget,
  pids: readonly string[],
  signal: "cancel" | "terminate",
): Promise<DatabaseResult<readonly string[]>> {
  if (pids.length === 0) return { ok: true, value: [] };
  const opened = await openSession(target, "limbeck");
  if (!opened.ok) return opened;
  const action = signal === "cancel" ? "pg_cancel_backend" : "pg_terminate_backend";
  try {
    const answer = await opened.value.query<{ pid: string }>(
      `SELECT pid::text FROM pg_stat_activity
       WHERE pid = ANY ($1::int[]) AND datname = current_database() AND usename = session_user AND ${action}(pid)`,
      [pids],
    );
    return { ok: true, value: answer.rows.map((it) => it.pid) };
  } catch (problem) {
    return databaseFailure(problem, target);
  } finally {
    await closeSession(opened.value);
  }
}

/** Which of these backends still live. */
export async function livingBackends(
  target: ConnectionTarget,
  pids: readonly string[],
): Promise<DatabaseResult<readonly string[]>> {
  if (pids.length === 0) return { ok: true, value: [] };
  const opened = await openSession(target, "limbeck");
  if (!opened.ok) return opened;
  try {
    const answer = await opened.value.query<{ pid: string }>(
      `SELECT pid::text FROM pg_stat_activity
       WHERE pid = ANY ($1::int[]) AND datname = current_database() AND usename = session_user`,
      [pids],
    );
    return { ok: true, value: answer.rows.map((it) => it.pid) };
  } catch (problem) {
    return databaseFailure(problem, target);
  } finally {
    await closeSession(opened.value);
  }
}
