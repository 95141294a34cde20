import { chmodSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import { commands } from "../../src/commands.ts";
import type { Ctx } from "../../src/ctx.ts";
import { connectionTarget } from "../../src/database/connection-target.ts";
import { parseDatabaseUrl } from "../../src/database/database-url.ts";
import { takeMigrationLock } from "../../src/database/migration-lock.ts";
import { type FakeCtx, type FakeOptions, fakeCtx } from "../support/fake-ctx.ts";
import { freshDatabase, oracle, type TestProject, testProject, versionFile, withDriver } from "../support/oracle.ts";
import { project as projectInfo, revision } from "../support/revisions.ts";

const { pythons, url: serverUrl } = oracle();

async function command(ctx: Ctx, id: string, argument: object = {}): Promise<void> {
  const found = commands.find((it) => it.id === `limbeck.${id}`);
  if (found === undefined) throw new Error(id);
  await found.run(ctx, argument);
}

/* a1 -> b2 -> c3 and d4 (branches) -> e5 (merge) -> f6, which fails on a table with rows. */
const create = (table: string): string => `    op.execute("CREATE TABLE ${table} (id int)")`;
const drop = (table: string): string => `    op.execute("DROP TABLE ${table}")`;
const files: readonly (readonly [string, string | readonly string[] | null, string, string])[] = [
  ["a1", null, `${create("t_a1")}\n    op.execute("INSERT INTO t_a1 VALUES (1)")`, drop("t_a1")],
  ["b2", "a1", create("t_b2"), drop("t_b2")],
  ["c3", "b2", create("t_c3"), drop("t_c3")],
  ["d4", "b2", create("t_d4"), drop("t_d4")],
  ["e5", ["c3", "d4"], "    pass", "    pass"],
  ["f6", "e5", '    op.add_column("t_a1", sa.Column("x", sa.Text, nullable=False))', '    op.drop_column("t_a1", "x")'],
];
const chain: readonly RevisionInfo[] = files.map(([id, down]) => revision(id, down, { isHead: id === "f6" })).reverse();

describe.each(pythons)("commands on the $name", ({ path: python }) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let files_: TestProject;
  let fake: FakeCtx;
  const rows = async (): Promise<readonly unknown[]> =>
    (await database.query("SELECT to_regclass('alembic_version') AS t"))[0]?.t === null
      ? []
      : (await database.query("SELECT version_num FROM alembic_version ORDER BY 1")).map((it) => it.version_num);
  const make = (more: Partial<FakeOptions> = {}): FakeCtx => {
    const { directory } = files_;
    const info = projectInfo({
      id: "shop",
      configFile: join(directory, "alembic.ini"),
      workingDirectory: directory,
      versionLocations: [join(directory, "migrations/versions")],
      heads: ["f6"],
    });
    return fakeCtx({ project: info, revisions: chain, python, ...more });
  };
  const last = (): string => fake.said.at(-1)?.text ?? "";

  beforeAll(async () => {
    database = await freshDatabase(serverUrl);
    files_ = testProject(withDriver(database.url, "psycopg2"));
    for (const [id, down, up, back] of files) {
      const text = versionFile(id, null, up, back).replace(
        "down_revision = None",
        `down_revision = ${down === null ? "None" : JSON.stringify(down).replace("[", "(").replace("]", ")")}`,
      );
      files_.write(`migrations/versions/${id}.py`, text);
    }
  });
  afterAll(async () => {
    files_.remove();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    fake = make();
  });

  test("up and down: one, to a revision, branch by branch, over a merge, to the base", async () => {
    const { ctx, answers } = fake;
    await command(ctx, "upgradeOneRevision");
    expect(await rows()).toEqual(["a1"]);
    expect(last()).toBe("1 revision applied. default is at a1 (message of a1).");
    await command(ctx, "upgradeToRevision", { revision: "b2" });
    expect(await rows()).toEqual(["b2"]);

    answers.pick = (_, labels) => labels.find((it) => it.includes("d4")) ?? null;
    await command(ctx, "upgradeOneRevision");
    expect(await rows()).toEqual(["d4"]);
    await command(ctx, "upgradeOneRevision");
    expect(await rows()).toEqual(["c3", "d4"]);
    await command(ctx, "upgradeToRevision", { revision: "e5" });
    expect(await rows()).toEqual(["e5"]);

    await command(ctx, "downgradeOneRevision");
    expect(await rows()).toEqual(["c3", "d4"]);
    expect(fake.confirmations.at(-1)?.message).toBe("Undo 1 revision on default, down to c3 and d4?");
    await command(ctx, "downgradeOneRevision");
    expect(await rows()).toEqual(["c3"]);
    await command(ctx, "downgradeToRevision", { revision: "a1" });
    expect(await rows()).toEqual(["a1"]);
    expect(fake.confirmations.at(-1)).toMatchObject({
      message: "Undo 2 revisions on default, down to a1 (message of a1)?",
      detail: expect.stringContaining("c3  message of c3\nb2  message of b2"),
    });
    await command(ctx, "downgradeToBase");
    expect(await rows()).toEqual([]);
    expect(last()).toBe("1 revision undone. default is before the first revision.");
    await command(ctx, "downgradeOneRevision");
    expect(last()).toBe("Nothing to undo: default is before the first revision.");
  });

  test("a typed target runs what was shown, and Alembic's own words refuse what it refuses", async () => {
    const { ctx, answers, typed } = fake;
    answers.type = () => "+2";
    await command(ctx, "upgradeToRevision");
    expect(typed.at(-1)).toBe("+2 | runs 2 revisions | a1 message of a1 → b2 message of b2");
    expect(await rows()).toEqual(["b2"]);
    answers.type = () => "c3@head";
    await command(ctx, "upgradeToRevision");
    expect(typed.at(-1)).toMatch(/^c3@head \| /);
    answers.type = () => "zz";
    await command(ctx, "upgradeToRevision");
    expect(typed.at(-1)).toBe("zz | is refused by Alembic | Can't locate revision identified by 'zz'");
    answers.type = () => "--sql";
    await command(ctx, "upgradeToRevision");
    expect(typed.at(-1)).toBe("--sql | is no target: it begins like an option of the command");
    expect(await rows()).toEqual(["b2"]);
    answers.type = () => "-1";
    await command(ctx, "downgradeToRevision");
    expect(typed.at(-1)).toBe("-1 | undoes 1 revision | b2 message of b2");
    expect(fake.confirmations.at(-1)).toMatchObject({
      message: "Undo 1 revision on default, down to -1 (a1)?",
      detail: expect.stringContaining("b2  message of b2"),
    });
    expect(await rows()).toEqual(["a1"]);
    answers.type = () => "b2:e5";
    await command(ctx, "previewUpgradeSql");
    expect(typed.at(-1)).toMatch(/^b2:e5 \| runs 3 revisions \| /);
    expect(fake.sql.at(-1)).toMatchObject({
      title: "upgrade b2:e5",
      text: expect.stringContaining("CREATE TABLE t_d4"),
    });
    answers.type = () => null;
    answers.pick = (_, labels) => labels.at(-1) ?? null;
    await command(ctx, "downgradeToRevision");
    expect(await rows()).toEqual([]);
  });

  test("what came in between picking and running is not run along", async () => {
    const { ctx, answers } = fake;
    answers.type = () => "+1";
    const { ui } = ctx;
    const slow: Ctx = {
      ...ctx,
      ui: {
        ...ui,
        pickOrType: async (question) => {
          const chosen = await ui.pickOrType(question);
          await command({ ...ctx }, "upgradeOneRevision");
          return chosen;
        },
      },
    };
    await command(slow, "upgradeToRevision");
    expect(await rows()).toEqual(["a1"]);
    expect(last()).toMatch(/b2, which nobody agreed to/);
  });

  test("a downgrade that is not confirmed does not happen", async () => {
    await command(fake.ctx, "upgradeToRevision", { revision: "b2" });
    fake.answers.confirm = false;
    await command(fake.ctx, "downgradeToBase");
    expect(await rows()).toEqual(["b2"]);
  });

  test("upgrade to head fails at f6: where, why, and where the database is; the button opens the file", async () => {
    await command(fake.ctx, "upgradeToHead");
    expect(await rows()).toEqual([]);
    expect(last()).toMatch(
      /^f6 \(message of f6\) failed \(f6\.py:9\): PostgreSQL refused a statement: column "x" of relation "t_a1" contains null values\. Nothing was kept: default is still before the first revision\.$/,
    );
    expect(fake.said.at(-1)?.buttons?.map((it) => it.title)).toEqual(["Open", "Show Output"]);
    expect(fake.progress).toContain("6/6 f6 message of f6");
    expect(fake.outcomes.at(-1)).toMatchObject({ kind: "failed", place: { line: 9 }, rows: [] });
  });

  test("several heads are offered as a choice", async () => {
    const two = make({
      revisions: chain.filter((it) => !["e5", "f6"].includes(it.revision)),
      project: { ...projectInfo(), ...fake.ctx.projects()[0], heads: ["c3", "d4"] },
    });
    let offered: readonly string[] = [];
    two.answers.pick = (_, labels) => {
      offered = labels;
      return labels.find((it) => it.includes("c3")) ?? null;
    };
    await command(two.ctx, "upgradeToHead");
    expect(offered).toEqual(["All heads", "message of d4", "message of c3"]);
    expect(await rows()).toEqual(["c3"]);
  });

  test("previews are what Alembic prints; nothing is connected to", async () => {
    await command(fake.ctx, "upgradeToRevision", { revision: "b2" });
    fake.answers.pick = (_, labels) => labels[0] ?? null;
    await command(fake.ctx, "previewUpgradeSql");
    expect(fake.sql.at(-1)?.title).toBe("upgrade b2:heads");
    expect(fake.sql.at(-1)?.text).toMatch(
      /^BEGIN;[\s\S]*ALTER TABLE t_a1 ADD COLUMN x TEXT NOT NULL;[\s\S]*COMMIT;\n\n$/,
    );
    await command(fake.ctx, "previewDowngradeSql");
    expect(fake.sql.at(-1)).toMatchObject({
      title: "downgrade b2:a1",
      text: expect.stringContaining("DROP TABLE t_b2;"),
    });
    await command(fake.ctx, "previewUpgradeSql", { revision: "a1" });
    expect(fake.sql.at(-1)?.text).toContain("CREATE TABLE t_a1");
  });

  test("current, history and heads", async () => {
    await command(fake.ctx, "upgradeToRevision", { revision: "b2" });
    await command(fake.ctx, "showCurrent");
    expect(last()).toBe("default is at b2 (message of b2).");
    expect(fake.log.join("\n")).toMatch(/Current revision\(s\) for postgresql\+psycopg2:\/\/\S*:\*\*\*@/);
    await command(fake.ctx, "showHistory");
    expect(fake.log.join("\n")).toContain("<base> -> a1");
    await command(fake.ctx, "showHeads");
    expect(fake.log.at(-1)).toContain("f6 (head)");
  });

  test("cancel: nothing kept, no session left, the sentence says where the database is", async () => {
    files_.write("migrations/versions/f6.py", versionFile("f6", "e5", '    op.execute("SELECT pg_sleep(60)")'));
    fake.answers.cancel = (message) => {
      if (!message.includes("f6")) return false;
      setTimeout(() => cancelNow(), 300);
      return false;
    };
    let cancelNow: () => void = () => undefined;
    const { ui } = fake.ctx;
    const ctx: Ctx = {
      ...fake.ctx,
      ui: {
        ...ui,
        progress: (title, work) =>
          ui.progress(title, (report) =>
            work(report, {
              onCancel: (listener) => {
                const before = cancelNow;
                cancelNow = () => {
                  before();
                  listener();
                };
              },
            }),
          ),
      },
    };
    await command(ctx, "upgradeToHead");
    expect(last()).toBe("Cancelled. Nothing was kept: default is still before the first revision.");
    expect(await rows()).toEqual([]);
    const left = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    expect(await database.query(left)).toEqual([]);
    const [id, down, up, back] = files[5] ?? ["", null, "", ""];
    files_.write(`migrations/versions/${id}.py`, versionFile(id, String(down), up, back));
  });

  test("one migration at a time: a second one in this window and one from another window are refused", async () => {
    files_.write(
      "migrations/versions/f6.py",
      versionFile("f6", "e5", '    op.execute("SELECT pg_advisory_xact_lock(51)")'),
    );
    // The last revision waits until the test lets it go on, however slow the machine is.
    const gate = new Client({ connectionString: database.url });
    await gate.connect();
    await gate.query("SELECT pg_advisory_lock(51)");
    const first = command(fake.ctx, "upgradeToHead");
    await expect.poll(() => fake.progress.length, { timeout: 20_000 }).toBeGreaterThan(0);
    const other = make();
    await command(other.ctx, "upgradeToHead");
    expect(other.said.at(-1)?.text).toMatch(
      /^default is being migrated from another window \(session \d+ of \w+ from 127\.0\.0\.1\)/,
    );
    await command(fake.ctx, "upgradeToHead");
    expect(last()).toContain("is running in this window");
    await gate.end();
    await first;
    expect(await rows()).toEqual(["f6"]);
    const parsed = parseDatabaseUrl(database.url);
    const lock = parsed && (await takeMigrationLock(connectionTarget(parsed, {}), ".alembic_version"));
    expect(lock?.kind).toBe("held");
    if (lock?.kind === "held") await lock.release();
    const [id, down, up, back] = files[5] ?? ["", null, "", ""];
    files_.write(`migrations/versions/${id}.py`, versionFile(id, String(down), up, back));
  });

  test("an environment of the settings is used, and env.py that ignores it is stopped", async () => {
    const other = await freshDatabase(serverUrl);
    try {
      files_.write(".env", `APP_DB=${withDriver(other.url, "psycopg2")}\n`);
      const environments = [{ name: "dev", envFile: ".env", variable: "APP_DB" }];
      const dev = make({ environments });
      await command(dev.ctx, "upgradeToRevision", { revision: "a1" });
      expect(dev.said.at(-1)?.text).toBe("1 revision applied. dev is at a1 (message of a1).");
      expect(await rows()).toEqual([]);

      const stubborn = testProject(
        withDriver(database.url, "psycopg2"),
        `
from alembic import context
from sqlalchemy import create_engine
with create_engine(${JSON.stringify(withDriver(database.url, "psycopg2"))}).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`,
      );
      stubborn.write("migrations/versions/a1.py", versionFile("a1", null, create("t_a1")));
      const info = projectInfo({
        id: "s",
        configFile: join(stubborn.directory, "alembic.ini"),
        workingDirectory: stubborn.directory,
        heads: ["a1"],
      });
      const wrong = make({ project: info, environments: [{ name: "dev", url: withDriver(other.url, "psycopg2") }] });
      await command(wrong.ctx, "upgradeToHead");
      expect(wrong.said.at(-1)?.text).toMatch(
        /^Nothing was run: the environment "dev" is limbeck_\w+ on 127\.0\.0\.1:\d+ as \w+, but Alembic was about to use limbeck_\w+ on 127\.0\.0\.1:\d+ as \w+\./,
      );
      expect(await rows()).toEqual([]);
      stubborn.remove();
    } finally {
      await other.drop();
    }
  });

  test("a protected environment wants its name typed, for an upgrade too", async () => {
    const environments = [{ name: "production", url: withDriver(database.url, "psycopg2"), protected: true }];
    const guarded = make({ environments });
    await guarded.ctx.environments.choose(guarded.ctx.projects()[0] ?? projectInfo(), "production");
    guarded.answers.input = "no";
    await command(guarded.ctx, "upgradeToRevision", { revision: "a1", confirmed: true });
    expect(await rows()).toEqual([]);
    guarded.answers.input = "production";
    await command(guarded.ctx, "upgradeToRevision", { revision: "a1" });
    expect(await rows()).toEqual(["a1"]);
  });

  test("a database whose URL only env.py knows: nothing to compare, and Alembic's answer moves the tree", async () => {
    files_.write(
      "alembic.ini",
      "[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = driver://user:pass@localhost/dbname\n",
    );
    files_.write(
      "migrations/env.py",
      `
from alembic import context
from sqlalchemy import create_engine
with create_engine(${JSON.stringify(withDriver(database.url, "psycopg2"))}).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`,
    );
    try {
      await command(fake.ctx, "upgradeToRevision", { revision: "b2" });
      expect(last()).toBe("2 revisions applied. default is at b2 (message of b2).");
      expect(fake.ctx.database.state("shop")).toMatchObject({ kind: "known", source: "asked", rows: ["b2"] });
    } finally {
      const again = testProject(withDriver(database.url, "psycopg2"));
      const { readFileSync } = await import("node:fs");
      files_.write("alembic.ini", readFileSync(join(again.directory, "alembic.ini"), "utf8"));
      files_.write("migrations/env.py", readFileSync(join(again.directory, "migrations/env.py"), "utf8"));
      again.remove();
    }
  });

  test("a version table whose name env.py computes: Alembic is asked, the name is never guessed", async () => {
    const env = `
from alembic import context
from sqlalchemy import engine_from_config, pool
config = context.config
engine = engine_from_config(config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, version_table="v_" + "shop")
    with context.begin_transaction():
        context.run_migrations()
`;
    const computed = testProject(withDriver(database.url, "psycopg2"), env);
    computed.write("migrations/versions/a1.py", versionFile("a1", null, create("t_a1")));
    const info = projectInfo({
      id: "computed",
      configFile: join(computed.directory, "alembic.ini"),
      workingDirectory: computed.directory,
      heads: ["a1"],
      versionTableKnown: false,
    });
    const it = make({ project: info, revisions: chain.filter(({ revision }) => revision === "a1") });
    await it.ctx.database.refresh(info);
    expect(it.ctx.database.state("computed")).toMatchObject({ kind: "ask alembic", because: "version table" });
    await command(it.ctx, "upgradeToHead");
    expect(it.said.at(-1)?.text).toBe("1 revision applied. default is at a1 (message of a1).");
    expect(it.ctx.database.state("computed")).toMatchObject({ kind: "known", source: "asked", rows: ["a1"] });
    await command(it.ctx, "showCurrent");
    expect(it.said.at(-1)?.text).toBe("default is at a1 (message of a1).");
    computed.remove();
  });

  test("a team's own command runs as it is; the tree follows", async () => {
    const script = files_.write(
      "tool.py",
      "import sys\nfrom alembic.config import main\nprint('our tool')\nmain(argv=sys.argv[1:])\n",
    );
    chmodSync(script, 0o755);
    const team = make({ command: [python, script] });
    await command(team.ctx, "upgradeToRevision", { revision: "b2" });
    expect(team.said.at(-1)?.text).toBe("The command ended well. default is at b2 (message of b2).");
    expect(team.log.join("\n")).toContain("our tool");
    await command(team.ctx, "upgradeToHead");
    expect(team.said.at(-1)?.text).toMatch(
      /^The command ended with exit code 1; the output says why\. Nothing was kept: default is still at b2/,
    );
  });

  test("what is missing is one sentence with a button that mends it", async () => {
    const needs = async (more: Partial<FakeOptions>): Promise<string> => {
      const it = make(more);
      await command(it.ctx, "upgradeToHead");
      const message = it.said.at(-1);
      return `${message?.text} [${message?.buttons?.map((button) => button.title).join("] [")}]`;
    };
    expect(await needs({ trusted: false })).toMatch(/^This workspace is not trusted.*\[Manage Workspace Trust\]$/);
    expect(await needs({ projects: [] })).toMatch(/^No Alembic project was found here.*\[Open Folder…\]$/);
    expect(await needs({ python: "/no/such/python" })).toMatch(
      /^\/no\/such\/python \(the test\) does not run: there is no such file\..*\[Select Interpreter\]$/,
    );
    expect(await needs({ environments: [{ name: "x", variable: "LIMBECK_NOT_SET" }] })).toMatch(
      /LIMBECK_NOT_SET.*\[Select Environment…\] \[Open Settings\]$/,
    );
    expect(await needs({ environments: [{ name: "x", url: "postgresql://u@127.0.0.1:1/d" }] })).toBe(
      "x: No PostgreSQL server answers at 127.0.0.1:1. Is it running? Nothing was run. [Try Again] [Select Environment…]",
    );
    const wrong = new URL(database.url);
    wrong.password = "wrong-password";
    expect(await needs({ environments: [{ name: "x", url: wrong.toString() }] })).toMatch(
      /^x: The server at 127\.0\.0\.1:\d+ refused the password of the user \w+\. Nothing was run\. \[Enter Password…\] \[Select Environment…\]$/,
    );
    wrong.password = "";
    expect(await needs({ environments: [{ name: "x", url: wrong.toString() }] })).toMatch(
      /^x: The server at \S+ wants a password for the user \w+/,
    );
    const absent = new URL(database.url);
    absent.pathname = "/no_such_database";
    expect(await needs({ environments: [{ name: "x", url: absent.toString() }] })).toContain(
      'has no database "no_such_database"',
    );
  });

  test("no secret is written anywhere", async () => {
    const password = decodeURIComponent(new URL(database.url).password);
    await command(fake.ctx, "upgradeToHead");
    await command(fake.ctx, "showCurrent");
    const written = JSON.stringify([
      fake.log,
      fake.said.map((it) => it.text),
      fake.progress,
      fake.outcomes,
      fake.confirmations,
    ]);
    expect(written).not.toContain(password);
    expect(written).not.toContain(encodeURIComponent(password));
  });
});
