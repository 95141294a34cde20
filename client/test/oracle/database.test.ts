import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signalBackends } from "../../src/database/cancel-backend.ts";
import { type ConnectionTarget, connectionTarget } from "../../src/database/connection-target.ts";
import { parseDatabaseUrl, withPassword } from "../../src/database/database-url.ts";
import { readFacts } from "../../src/database/facts.ts";
import { takeMigrationLock } from "../../src/database/migration-lock.ts";
import { runProgram } from "../../src/run-program.ts";
import { freshDatabase, oracle, runner, testProject, versionFile, withDriver } from "../support/oracle.ts";

const { pythons, url: serverUrl } = oracle();

function targetOf(url: string): ConnectionTarget {
  const parsed = parseDatabaseUrl(url);
  if (parsed === null) throw new Error(url);
  return connectionTarget(parsed, {});
}

describe.each(pythons)("URLs on the $name", ({ path: python }) => {
  test("are read as SQLAlchemy's make_url reads them", async () => {
    const urls = [
      "postgresql://u:p@h:1/d",
      "postgresql+asyncpg://ad%40min:s3cr%3At%2F@db.example/shop?ssl=require&a=1&a=2",
      "postgresql://u:a:b/c@h/d",
      "postgresql://u@[2001:db8::1]:5433/d",
      "postgresql+psycopg:///d?host=/var/run/postgresql&application_name=my+app%20x",
      "postgresql://h",
      "postgresql://h:/d",
      "postgresql://h:five/d",
      "localhost/shop",
      "postgresql://u:@h/d",
      "postgresql://u:50%25@h/d",
      "postgresql://u:p%ff@h/d",
      "sqlite:///data/app.db",
      "sqlite://",
      "postgresql://%D1%8E:p@h/d?empty=&x=1",
      withPassword("postgresql://app@h:1/d?x=y", "a:b/c@%&ü+ "),
    ];
    const program = `
import json, sys
from sqlalchemy.engine import make_url
def parts(text):
    try:
        u = make_url(text)
    except Exception:
        return None
    query = {k: [v] if isinstance(v, str) else list(v) for k, v in u.query.items()}
    password = u.password if u.password is None else str(u.password)
    return [u.get_backend_name(), u.username, password, u.host, u.port or None, u.database, query]
print(json.dumps([parts(it) for it in json.loads(sys.argv[1])]))
`;
    const answer = await runProgram({
      executable: python,
      arguments: ["-c", program, JSON.stringify(urls)],
      workingDirectory: process.cwd(),
      milliseconds: 30_000,
    });
    if (answer.kind !== "ended" || answer.code !== 0) throw new Error(JSON.stringify(answer));
    const ours = urls.map((it) => {
      const url = parseDatabaseUrl(it);
      return (
        url && [url.dialect, url.user, url.password, url.host, url.port, url.database, Object.fromEntries(url.query)]
      );
    });
    expect(ours).toEqual(JSON.parse(answer.stdout));
  });
});

describe("facts, locks and backends", () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase(serverUrl);
  });
  afterAll(() => database.drop());

  test("the version table is read where env.py says, with any name", async () => {
    const target = targetOf(database.url);
    expect(await readFacts(target, { table: "alembic_version", schema: null })).toMatchObject({
      ok: true,
      value: { hasVersionTable: false, rows: [], identity: { port: String(target.port), user: target.user } },
    });
    await database.query(`CREATE SCHEMA "My.Schema"; CREATE TABLE "My.Schema"."Ver""sion" (version_num text);
      INSERT INTO "My.Schema"."Ver""sion" VALUES ('b2'), ('a1')`);
    expect(await readFacts(target, { table: 'Ver"sion', schema: "My.Schema" })).toMatchObject({
      ok: true,
      value: { hasVersionTable: true, rows: ["a1", "b2"] },
    });
  });

  test("our session is read-only, named and gone afterwards", async () => {
    await database.query(
      "CREATE FUNCTION note() RETURNS text LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE written (); RETURN 'x'; END $$",
    );
    await database.query("CREATE VIEW sneaky AS SELECT note() AS version_num");
    const result = await readFacts(targetOf(database.url), { table: "sneaky", schema: null });
    expect(result).toMatchObject({ ok: false, reason: "other" });
    expect(await database.query("SELECT to_regclass('written') AS t")).toEqual([{ t: null }]);
    await expect
      .poll(() => database.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'limbeck'"), {
        timeout: 5_000,
      })
      .toEqual([]);
  });

  test("a server that does not answer in time is told apart", async () => {
    await database.query("CREATE TABLE slow (version_num text)");
    const pg = (await import("pg")).default;
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query("BEGIN; LOCK TABLE slow");
    const result = await readFacts(targetOf(database.url), { table: "slow", schema: null });
    await blocker.end();
    expect(result).toMatchObject({ ok: false, reason: "too slow" });
  });

  test("the migration lock is held by one session, and free when that session ends however it ends", async () => {
    const target = targetOf(database.url);
    const first = await takeMigrationLock(target, ".v");
    expect(first.kind).toBe("held");
    expect((await takeMigrationLock(target, ".other")).kind).toBe("held");
    expect(await takeMigrationLock(target, ".v")).toMatchObject({
      kind: "taken",
      by: expect.stringMatching(/^session \d+ of /),
    });
    await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'limbeck migration'",
    );
    await expect.poll(async () => (await takeMigrationLock(target, ".v")).kind, { timeout: 5_000 }).toBe("held");
    expect(await takeMigrationLock({ ...target, port: 1 }, ".v")).toMatchObject({ kind: "unavailable" });
  });

  test("only backends of this database are told to stop", async () => {
    const pg = (await import("pg")).default;
    const pid = async (url: string): Promise<{ readonly pid: string; readonly end: () => Promise<void> }> => {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      await client.connect();
      const answer = await client.query<{ pid: string }>("SELECT pg_backend_pid()::text AS pid");
      return { pid: answer.rows[0]?.pid ?? "", end: () => client.end().catch(() => undefined) };
    };
    const here = await pid(database.url);
    const elsewhere = await pid(serverUrl);
    const told = await signalBackends(targetOf(database.url), [here.pid, elsewhere.pid], "terminate");
    expect(told).toEqual({ ok: true, value: [here.pid] });
    await Promise.all([here.end(), elsewhere.end()]);
  });

  test.each(pythons)(
    "the editor dies in the middle of a migration: the runner on the $name ends and nothing is kept",
    async ({ path }) => {
      const project = testProject(withDriver(database.url, "psycopg2"));
      project.write(
        "migrations/versions/a1.py",
        versionFile(
          "a1",
          null,
          '    op.execute("CREATE TABLE orphan (id int)")\n    op.execute("SELECT pg_sleep(60)")',
        ),
      );
      const child = spawn(path, [runner, "upgrade", "head"], {
        cwd: project.directory,
        stdio: ["pipe", "pipe", "ignore"],
      });
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
      child.stdin.write("{}\n");
      await new Promise<void>((resolve) =>
        child.stdout.on("data", (data: Buffer) => {
          if (data.toString().includes("pg_sleep")) resolve();
        }),
      );
      child.stdin.destroy();
      child.stdout.destroy();
      expect(await ended).not.toBe(0);
      expect(await database.query("SELECT to_regclass('orphan') AS t")).toEqual([{ t: null }]);
      await expect
        .poll(
          () =>
            database.query(
              "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()",
            ),
          { timeout: 10_000 },
        )
        .toEqual([]);
      project.remove();
    },
  );
});
