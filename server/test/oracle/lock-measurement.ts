import { Client } from "pg";
import { lockModes } from "../../src/locks/lock-mode.ts";
import type { MeasuredLock } from "../locks/compare-locks.ts";
import type { LockCase } from "../locks/lock-case.ts";
import { lockFixture } from "../locks/lock-fixture.ts";

/** A database of its own on one server, with the tables of the lock cases. */
export interface LockServer {
  readonly major: number;
  measure(lockCase: LockCase): Promise<readonly MeasuredLock[]>;
  close(): Promise<void>;
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  readonly kind: MeasuredLock["kind"];
  readonly file: number | null;
  /** Sequential scans, and the rows that they read. */
  readonly scans: number;
  readonly rows: number;
}

/** Makes two databases on the server of `url`, whatever they held before: statements that cannot run in a transaction have one of their own. */
export async function lockServer(url: string, name: string): Promise<LockServer> {
  const admin = await connected(url);
  await admin.query("ALTER SYSTEM SET autovacuum = off");
  await admin.query("SELECT pg_reload_conf()");
  const { rows } = await admin.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  const urls = [];
  for (const database of [name, `${name}_alone`]) {
    await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${database}`);
    const own = new URL(url);
    own.pathname = `/${database}`;
    urls.push(own.href);
  }
  await admin.end();
  const [shared = "", lonely = ""] = urls;
  const watcher = await connected(shared);
  const lonelyWatcher = await connected(lonely);
  const session = await connected(shared);
  let isFresh = false;
  return {
    major,
    async measure(lockCase) {
      const { setup, heldUpBy } = lockCase;
      if (heldUpBy !== undefined) {
        await build(lonely, setup);
        return alone(lonely, lonelyWatcher, lockCase, heldUpBy);
      }
      // Only what a case sets up is committed: the tables are as they were after all others.
      if (!isFresh || setup !== undefined) await build(shared, setup);
      isFresh = setup === undefined;
      return inTransaction(session, watcher, lockCase);
    },
    async close() {
      for (const client of [session, watcher, lonelyWatcher]) await client.end();
    },
  };
}

async function build(url: string, setup: string | undefined): Promise<void> {
  const client = await connected(url);
  await client.query("DROP SCHEMA IF EXISTS archive CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await client.query(lockFixture);
  if (setup !== undefined) await client.query(setup);
  await client.end();
}

/** `pg_proc.provolatile`: immutable, stable, volatile. */
export type FunctionKind = "i" | "s" | "v";

/** The kinds of all functions of a name that PostgreSQL itself has. */
export async function functionKinds(url: string): Promise<ReadonlyMap<string, ReadonlySet<FunctionKind>>> {
  const client = await connected(url);
  const { rows } = await client.query<{ name: string; kinds: FunctionKind[] }>(
    "SELECT proname AS name, array_agg(DISTINCT provolatile::text) AS kinds FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace GROUP BY proname",
  );
  await client.end();
  return new Map(rows.map((it) => [it.name, new Set(it.kinds)]));
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function inTransaction(session: Client, watcher: Client, lockCase: LockCase): Promise<readonly MeasuredLock[]> {
  if (lockCase.session !== undefined) await session.query(lockCase.session);
  await session.query("BEGIN");
  try {
    const before = await relations(session, "xact");
    await session.query(lockCase.sql);
    const locks = await locksOf(watcher, await pidOf(session));
    const after = await relations(session, "xact");
    return compare(before, after, locks);
  } finally {
    await session.query("ROLLBACK");
    await session.query("RESET ALL");
  }
}

/** Runs a statement outside of transactions while those of `holders` hold it up; the locks are those that it held or asked for at any moment. */
async function alone(
  url: string,
  watcher: Client,
  lockCase: LockCase,
  holders: readonly string[],
): Promise<readonly MeasuredLock[]> {
  const held = new Map<number, Client>();
  const session = await connected(url);
  try {
    if (lockCase.session !== undefined) await session.query(lockCase.session);
    for (const sql of holders) {
      const holder = await connected(url);
      await holder.query("BEGIN");
      await holder.query(sql);
      held.set(await pidOf(holder), holder);
    }
    const before = await settled(watcher, []);
    const pid = await pidOf(session);
    const seen = new Map<number, string>();
    let isDone = false;
    const running = session.query(lockCase.sql).finally(() => {
      isDone = true;
    });
    // An error is thrown by the last await; here it must only not go unheard.
    running.catch(() => undefined);
    while (!isDone) {
      const { blockers, sleeps } = await waiting(watcher, pid);
      const locks = await locksOf(watcher, pid);
      const still = await waiting(watcher, pid);
      // Only what is held while it is held up counts: between two waits anything may be caught, or not.
      if ((blockers.length > 0 && still.blockers.length > 0) || (sleeps && still.sleeps)) {
        for (const [oid, mode] of locks) {
          const known = seen.get(oid);
          if (known === undefined || isStronger(mode, known)) seen.set(oid, mode);
        }
      }
      for (const blocker of blockers) await held.get(blocker)?.query("ROLLBACK");
    }
    await running;
    await session.end();
    return compare(before, await settled(watcher, before), seen);
  } finally {
    for (const holder of held.values()) await holder.end();
  }
}

/** Which sessions it waits for, and whether VACUUM sleeps between two pages. */
async function waiting(
  watcher: Client,
  pid: number,
): Promise<{ readonly blockers: readonly number[]; readonly sleeps: boolean }> {
  const { rows } = await watcher.query<{ blockers: number[]; sleeps: boolean }>(
    "SELECT pg_blocking_pids(pid) AS blockers, wait_event IS NOT DISTINCT FROM 'VacuumDelay' AS sleeps FROM pg_stat_activity WHERE pid = $1",
    [pid],
  );
  return rows[0] ?? { blockers: [], sleeps: false };
}

function isStronger(a: string, b: string): boolean {
  const modes: readonly string[] = lockModes;
  return modes.indexOf(a) > modes.indexOf(b);
}

/** Relations that are not the server's own. */
const isUsers = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

async function pidOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid ?? 0;
}

/** The strongest mode on each relation, by its number. What the transaction itself created is not there for the watcher. */
async function locksOf(watcher: Client, pid: number): Promise<ReadonlyMap<number, string>> {
  const { rows } = await watcher.query<{ oid: number; mode: string }>(
    `SELECT c.oid::int AS oid, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE l.pid = $1 AND l.locktype = 'relation' AND ${isUsers}`,
    [pid],
  );
  const strongest = new Map<number, string>();
  for (const { oid, mode } of rows) {
    // AccessExclusiveLock
    const name = mode
      .replace(/Lock$/, "")
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
      .toUpperCase();
    const known = strongest.get(oid);
    if (known === undefined || isStronger(name, known)) strongest.set(oid, name);
  }
  return strongest;
}

/** All relations of the fixture. `xact`: the scans of the session's own transaction; `all`: of everybody. */
async function relations(client: Client, scans: "xact" | "all"): Promise<readonly Relation[]> {
  const counter = scans === "xact" ? "pg_stat_get_xact" : "pg_stat_get";
  const { rows } = await client.query<Relation>(
    `SELECT c.oid::int AS oid, CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name, pg_relation_filenode(c.oid)::int AS file, 
       ${counter}_numscans(c.oid)::int AS scans, ${counter}_tuples_returned(c.oid)::int AS rows,
       CASE WHEN relkind = 'v' THEN 'view' WHEN relkind = 'm' THEN 'materialized view' WHEN relkind IN ('i', 'I') THEN 'index'
            WHEN relkind = 'S' THEN 'sequence' ELSE 'table' END AS kind
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${isUsers} AND relkind <> 'c'`,
  );
  return rows;
}

/** The counters when they are still, and other than before: until version 14 they reach the collector some time after a session has ended. */
async function settled(watcher: Client, before: readonly Relation[]): Promise<readonly Relation[]> {
  const sum = (list: readonly Relation[]): number => list.reduce((total, it) => total + it.scans, 0);
  const version = await watcher.query<{ number: number }>(
    "SELECT current_setting('server_version_num')::int AS number",
  );
  const patience = (version.rows[0]?.number ?? 0) < 150_000 ? 1200 : 50;
  const until = Date.now() + patience;
  for (let last = -1; ; await new Promise((resolve) => setTimeout(resolve, patience / 4))) {
    await watcher.query("SELECT pg_stat_clear_snapshot()");
    const after = await relations(watcher, "all");
    const now = sum(after);
    if ((now === last && now !== sum(before)) || Date.now() > until) return after;
    last = now;
  }
}

function compare(
  before: readonly Relation[],
  after: readonly Relation[],
  locks: ReadonlyMap<number, string>,
): readonly MeasuredLock[] {
  const found: MeasuredLock[] = [];
  for (const old of before) {
    // An index that is made again has another number and the same name.
    const now = after.find((it) => it.oid === old.oid) ?? after.find((it) => it.name === old.name);
    const rewrites = now !== undefined && now.file !== old.file;
    const scans =
      now !== undefined && old.kind !== "index" && now.oid === old.oid && now.scans > old.scans && now.rows > old.rows;
    const mode = locks.get(old.oid) ?? null;
    if (mode !== null || rewrites || scans) {
      found.push({ relation: old.name, kind: old.kind, mode, rewrites, scans });
    }
  }
  return found.sort((a, b) => (a.relation < b.relation ? -1 : 1));
}
