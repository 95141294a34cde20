import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failurePlace } from "../../src/alembic/run-report.ts";
import { connectionTarget } from "../../src/database/connection-target.ts";
import { parseDatabaseUrl } from "../../src/database/database-url.ts";
import { readFacts } from "../../src/database/facts.ts";
import type { ServerIdentity } from "../../src/database/server-identity.ts";
import {
  freshDatabase,
  oracle,
  run,
  runner,
  type TestProject,
  testProject,
  versionFile,
  withDriver,
} from "../support/oracle.ts";

const { pythons, url: serverUrl } = oracle();
const noNames = { host: null, port: null, database: null, user: null };

async function identityOf(url: string): Promise<ServerIdentity> {
  const parsed = parseDatabaseUrl(url);
  if (parsed === null) throw new Error(url);
  const facts = await readFacts(connectionTarget(parsed, {}), { table: "alembic_version", schema: null });
  if (!facts.ok) throw new Error(facts.message);
  return facts.value.identity;
}

describe.each(pythons)("the runner on the $name", ({ path: python }) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let project: TestProject;
  const rows = async (): Promise<readonly unknown[]> =>
    (await database.query("SELECT to_regclass('alembic_version') AS t"))[0]?.t === null
      ? []
      : (await database.query("SELECT version_num FROM alembic_version ORDER BY 1")).map((it) => it.version_num);

  beforeAll(async () => {
    database = await freshDatabase(serverUrl);
    project = testProject(withDriver(database.url, "psycopg2"));
    project.write(
      "migrations/versions/a1.py",
      versionFile(
        "a1",
        null,
        '    print("héllo from a1")\n    op.execute("CREATE TABLE users (id int)")\n    op.execute("INSERT INTO users VALUES (1)")',
        '    op.execute("DROP TABLE users")',
      ),
    );
    project.write(
      "migrations/versions/b2.py",
      versionFile(
        "b2",
        "a1",
        '    op.add_column(\n        "users",\n        sa.Column("email", sa.Text, nullable=False),\n    )',
      ),
    );
  });
  afterAll(async () => {
    project.remove();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  });

  test("an upgrade in events: plan, revisions, statements with their time, output, commit, state", async () => {
    const { exitCode, report, events } = await run(python, project.directory, ["upgrade", "a1"]);
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ applied: ["a1"], lost: [], rowsBefore: [], rowsAfter: ["a1"], failure: null });
    expect(report.output).toBe("héllo from a1\n");
    expect(report.plan).toMatchObject([{ revision: "a1", direction: "upgrade", message: "message of a1" }]);
    const order = events.map((it) => it.event).filter((it) => !it.startsWith("statement"));
    expect(order).toEqual([
      "started",
      "connection",
      "heads",
      "plan",
      "revision-started",
      "output",
      "revision-applied",
      "commit",
      "connection",
      "state",
      "exit",
    ]);
    const statements = events.filter((it) => it.event === "statement").map((it) => it.text);
    expect(statements).toContain("CREATE TABLE users (id int)");
    const times = events.filter((it) => it.event === "statement-done").map((it) => it.milliseconds);
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(report.connections[0]).toMatchObject({ database: new URL(database.url).pathname.slice(1) });
    expect(await rows()).toEqual(["a1"]);
  });

  test("a statement that fails: its revision, file, lines, words of PostgreSQL, and nothing kept", async () => {
    const { exitCode, report } = await run(python, project.directory, ["upgrade", "head"]);
    expect(exitCode).toBe(1);
    expect(report.current?.revision).toBe("b2");
    expect(report.failure).toMatchObject({
      kind: "database",
      statement: "ALTER TABLE users ADD COLUMN email TEXT NOT NULL",
      database: { sqlstate: "23502" },
    });
    expect(failurePlace(report)).toMatchObject({ file: expect.stringContaining("b2.py"), line: 9 });
    expect(report.rowsAfter).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  test("another database than the one that is named: nothing runs, both are known", async () => {
    const other = await freshDatabase(serverUrl);
    try {
      const expected = { server: await identityOf(other.url), names: noNames };
      const { exitCode, report, events } = await run(python, project.directory, ["upgrade", "a1"], { expected });
      expect(exitCode).not.toBe(0);
      expect(report.mismatch?.actual?.database).toBe(new URL(database.url).pathname.slice(1));
      expect(events.some((it) => it.event === "statement")).toBe(false);
      expect(await rows()).toEqual([]);
    } finally {
      await other.drop();
    }
  });

  test("the same database is recognised, by what the server says and by names", async () => {
    const { hostname, port, pathname, username } = new URL(database.url);
    const names = { host: hostname, port, database: pathname.slice(1), user: username };
    for (const expected of [
      { server: await identityOf(database.url), names: noNames },
      { server: null, names },
    ]) {
      const { exitCode, events } = await run(python, project.directory, ["current"], { expected });
      expect(exitCode).toBe(0);
      expect(events.some((it) => it.event === "verified")).toBe(true);
    }
    for (const wrong of [{ database: "x" }, { user: "x" }, { host: "elsewhere" }, { port: "1" }]) {
      const expected = { server: null, names: { ...names, ...wrong } };
      expect((await run(python, project.directory, ["current"], { expected })).report.mismatch).not.toBeNull();
    }
  });

  test("a statement on a wrong connection before Alembic has one is refused; reading is not", async () => {
    const env = (sql: string): string => `
from alembic import context
from sqlalchemy import create_engine, text
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    connection.execute(text("${sql}"))
print("read on")
`;
    const stray = testProject(withDriver(database.url, "psycopg2"), env("SELECT 1"));
    const expected = { server: null, names: { ...noNames, database: "another" } };
    expect((await run(python, stray.directory, ["upgrade", "head"], { expected })).report.output).toBe("read on\n");
    stray.write("migrations/env.py", env("CREATE TABLE stray (id int)"));
    const refused = await run(python, stray.directory, ["upgrade", "head"], { expected });
    expect(refused.report.mismatch).not.toBeNull();
    expect(refused.report.output).toBe("");
    stray.remove();
  });

  test("a URL in the process environment replaces the ini's, percent signs and all", async () => {
    const other = await freshDatabase(serverUrl);
    try {
      const variables = { LIMBECK_DATABASE_URL: `${withDriver(other.url, "psycopg2")}?application_name=50%25%20done` };
      const { report } = await run(python, project.directory, ["upgrade", "a1"], { variables, useUrl: true });
      expect(report.rowsAfter).toEqual(["a1"]);
      expect(report.connections[0]?.database).toBe(new URL(other.url).pathname.slice(1));
      expect(await rows()).toEqual([]);
    } finally {
      await other.drop();
    }
  });

  test("a plan with a revision that nobody agreed to is refused before its first step", async () => {
    const { report } = await run(python, project.directory, ["upgrade", "head"], { agreed: ["a1"] });
    expect(report.failure).toMatchObject({ kind: "refused" });
    expect(report.current).toBeNull();
    expect(await rows()).toEqual([]);
    expect((await run(python, project.directory, ["upgrade", "a1"], { agreed: ["a1"] })).exitCode).toBe(0);
  });

  test("--sql prints what Alembic itself prints, to the byte", async () => {
    const { report } = await run(python, project.directory, ["upgrade", "base:head", "--sql"]);
    const { runProgram } = await import("../../src/run-program.ts");
    const real = await runProgram({
      executable: python,
      arguments: ["-m", "alembic", "upgrade", "base:head", "--sql"],
      workingDirectory: project.directory,
      milliseconds: 60_000,
    });
    expect(real.kind === "ended" && real.stdout).toBe(report.output);
    expect(report.output).toContain("ALTER TABLE users ADD COLUMN email TEXT NOT NULL;");
  });

  test("an error of Alembic's own, a file that does not parse, a model that does not import", async () => {
    const unknown = await run(python, project.directory, ["upgrade", "nope"]);
    expect(unknown).toMatchObject({
      exitCode: 255,
      report: { failure: { kind: "alembic", message: "Can't locate revision identified by 'nope'" } },
    });

    const broken = testProject(withDriver(database.url, "psycopg2"));
    const file = broken.write("migrations/versions/a1.py", 'revision = "a1"\ndown_revision = None\ndef upgrade(:\n');
    const syntax = await run(python, broken.directory, ["upgrade", "head"]);
    expect(syntax.report.failure?.kind).toBe("syntax");
    expect(failurePlace(syntax.report)).toMatchObject({ file, line: 3 });

    const env = broken.write("migrations/env.py", "import os\nimport no_such_module_here\n");
    const missing = await run(python, broken.directory, ["upgrade", "head"]);
    expect(missing.report.failure).toMatchObject({ kind: "python", type: "ModuleNotFoundError" });
    expect(failurePlace(missing.report)).toMatchObject({ file: env, line: 2 });
    broken.remove();
  });

  test("exit code 0 with everything rolled back is noticed", async () => {
    const env = `
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
connection = engine.connect()
transaction = connection.begin()
context.configure(connection=connection)
context.run_migrations()
transaction.rollback()
`;
    const silent = testProject(withDriver(database.url, "psycopg2"), env);
    silent.write("migrations/versions/a1.py", versionFile("a1", null, '    op.execute("CREATE TABLE t (id int)")'));
    const { exitCode, report } = await run(python, silent.directory, ["upgrade", "head"]);
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ applied: ["a1"], lost: ["a1"], rowsAfter: [] });
    silent.remove();
  });

  test("an autocommit block leaves its part when the revision fails later", async () => {
    const half = testProject(withDriver(database.url, "psycopg2"));
    half.write(
      "migrations/versions/a1.py",
      versionFile(
        "a1",
        null,
        '    with op.get_context().autocommit_block():\n        op.execute("CREATE TABLE half (id int)")\n    op.execute("SELECT 1/0")',
      ),
    );
    const { report } = await run(python, half.directory, ["upgrade", "head"]);
    expect(report.failure?.database?.sqlstate).toBe("22012");
    expect(report.committedInside).toBe(true);
    expect(await database.query("SELECT to_regclass('half')::text AS t")).toEqual([{ t: "half" }]);
    half.remove();
  });

  test("cancel: in a statement and in Python, nothing is kept and no session is left", async () => {
    const slow = testProject(withDriver(database.url, "psycopg2"));
    const bodies = [
      '    op.execute("CREATE TABLE s (id int)")\n    op.execute("SELECT pg_sleep(60)")',
      '    op.execute("CREATE TABLE s (id int)")\n    import time\n    try:\n        time.sleep(60)\n    except Exception:\n        pass',
    ];
    for (const body of bodies) {
      slow.write("migrations/versions/a1.py", versionFile("a1", null, body));
      const before = Date.now();
      const { exitCode, cancelled, report } = await run(python, slow.directory, ["upgrade", "head"], {
        cancelWhen: (event) =>
          event.event === "statement" &&
          (event.text.includes("pg_sleep") || (!body.includes("pg_sleep") && event.text.includes("CREATE TABLE s"))),
      });
      expect(cancelled).toBe(true);
      expect(exitCode).not.toBe(0);
      expect(Date.now() - before).toBeLessThan(20_000);
      expect(report.rowsAfter ?? []).toEqual([]);
      expect(await database.query("SELECT to_regclass('s') AS t")).toEqual([{ t: null }]);
      const pids = report.connections.map((it) => it.pid).join(",");
      // The process is gone; the server notices within a moment.
      await expect
        .poll(() => database.query(`SELECT pid FROM pg_stat_activity WHERE pid IN (${pids})`), { timeout: 10_000 })
        .toEqual([]);
    }
    slow.remove();
  });

  test("many equal statements are told once, with their count", async () => {
    const many = testProject(withDriver(database.url, "psycopg2"));
    many.write(
      "migrations/versions/a1.py",
      versionFile("a1", null, '    for i in range(5000):\n        op.execute("SELECT 1")'),
    );
    const { events } = await run(python, many.directory, ["upgrade", "head"]);
    expect(events.length).toBeLessThan(60);
    expect(events.some((it) => it.event === "statement-done" && it.repeats === 4_999)).toBe(true);
    many.remove();
  });

  test("a module that uses Alembic as a library, as Flask-Migrate does, is reported and checked all the same", async () => {
    const tool = `
import sys
from alembic import command
from alembic.config import Config
config = Config("alembic.ini")
assert sys.argv[1:3] == ["db", "upgrade"], sys.argv
command.upgrade(config, sys.argv[3])
`;
    const library = testProject(withDriver(database.url, "psycopg2"));
    library.write("teamtool.py", tool);
    library.write("migrations/versions/a1.py", versionFile("a1", null, '    op.execute("CREATE TABLE t (id int)")'));
    const how = { kind: "runner", interpreter: python, runner, module: "teamtool" } as const;
    const wrong = { server: null, names: { ...noNames, database: "another" } };
    const refused = await run(python, library.directory, ["db", "upgrade", "head"], { how, expected: wrong });
    expect(refused.report.mismatch).not.toBeNull();
    const { exitCode, report } = await run(python, library.directory, ["db", "upgrade", "head"], { how });
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ applied: ["a1"], rowsAfter: ["a1"] });
    library.remove();
  });

  test("what a program or C code writes to descriptor 1 does not disturb the events", async () => {
    const noisy = testProject(withDriver(database.url, "psycopg2"));
    noisy.write(
      "migrations/versions/a1.py",
      versionFile(
        "a1",
        null,
        '    import os, subprocess, sys\n    os.write(1, b"raw {not json\\n")\n    subprocess.run([sys.executable, "-c", "print(42)"], stdout=sys.stdout)\n    sys.stdout.buffer.write(b"bytes\\n")\n    assert sys.stdin.read() == ""',
      ),
    );
    const { exitCode, report, lines } = await run(python, noisy.directory, ["upgrade", "head"]);
    expect(exitCode).toBe(0);
    expect(report.output).toBe("bytes\n");
    expect(lines).toEqual(expect.arrayContaining(["raw {not json", "42"]));
    noisy.remove();
  });
});

describe("drivers on the newest Alembic", () => {
  const python = pythons[0]?.path ?? "";
  const asyncEnv = `
import asyncio
from alembic import context
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import async_engine_from_config

def do_run(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

async def main():
    engine = async_engine_from_config(context.config.get_section(context.config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(do_run)
    await engine.dispose()

asyncio.run(main())
`;
  test.each([
    ["psycopg", null],
    ["pg8000", null],
    ["asyncpg", asyncEnv],
    ["psycopg_async", asyncEnv],
  ])("%s", async (driver, env) => {
    const database = await freshDatabase(serverUrl);
    const project = testProject(withDriver(database.url, driver), env);
    project.write("migrations/versions/a1.py", versionFile("a1", null, '    op.execute("CREATE TABLE t (id int)")'));
    project.write("migrations/versions/b2.py", versionFile("b2", "a1", '    op.execute("INSERT INTO t VALUES (1/0)")'));
    try {
      const expected = { server: await identityOf(database.url), names: noNames };
      const good = await run(python, project.directory, ["upgrade", "a1"], { expected });
      expect(good.lines.join("\n")).toBe("");
      expect(good).toMatchObject({ exitCode: 0, report: { applied: ["a1"], lost: [], rowsAfter: ["a1"] } });
      const bad = await run(python, project.directory, ["upgrade", "b2"], { expected });
      expect(bad.report.failure?.database).toMatchObject({ sqlstate: "22012", message: "division by zero" });
      expect(bad.report.rowsAfter).toEqual(["a1"]);
    } finally {
      project.remove();
      await database.drop();
    }
  });
});
