import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type AlembicRun, type RunResult, runAlembic } from "../../src/alembic/run-alembic.ts";
import type { RunnerEvent } from "../../src/alembic/runner-event.ts";

/** What `npm test` brings: interpreters with the newest and the oldest Alembic, and a real PostgreSQL. */
export interface Oracle {
  readonly pythons: readonly { readonly name: string; readonly path: string }[];
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
}

export function oracle(): Oracle {
  const newest = process.env.LIMBECK_TEST_PYTHON_NEW;
  const oldest = process.env.LIMBECK_TEST_PYTHON_OLD;
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (newest === undefined || url === undefined) {
    throw new Error("Set LIMBECK_TEST_PYTHON_NEW and LIMBECK_TEST_PG_URL, or run node scripts/oracle.ts.");
  }
  const pythons = [
    { name: "newest Alembic", path: newest },
    ...(oldest === undefined || oldest === "" ? [] : [{ name: "oldest Alembic", path: oldest }]),
  ];
  return { pythons, url };
}

export const runner = fileURLToPath(new URL("../../runner/limbeck_runner.py", import.meta.url));

/** A database of its own for one test file; `drop` ends every session in it. */
export async function freshDatabase(url: string): Promise<{
  readonly url: string;
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly drop: () => Promise<void>;
}> {
  const name = `limbeck_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await admin(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const text = own.toString();
  return {
    url: text,
    query: async (sql) => {
      const client = new pg.Client({ connectionString: text });
      await client.connect();
      try {
        return (await client.query(sql)).rows as readonly Readonly<Record<string, unknown>>[];
      } finally {
        await client.end();
      }
    },
    drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** The URL with another driver of SQLAlchemy's. */
export function withDriver(url: string, driver: string): string {
  return url.replace(/^postgresql(\+\w+)?:/, `postgresql+${driver}:`);
}

export interface TestProject {
  readonly directory: string;
  readonly write: (file: string, text: string) => string;
  readonly remove: () => void;
}

const syncEnv = `
from alembic import context
from sqlalchemy import engine_from_config, pool
config = context.config
if context.is_offline_mode():
    context.configure(url=config.get_main_option("sqlalchemy.url"), literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = engine_from_config(config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
`;

/** A small Alembic project in a directory of its own. `env` null: the usual synchronous env.py. */
export function testProject(url: string, env: string | null = null): TestProject {
  const directory = mkdtempSync(join(tmpdir(), "limbeck-project-"));
  const write = (file: string, text: string): string => {
    const path = join(directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write(
    "alembic.ini",
    `[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = ${url.replaceAll("%", "%%")}\n`,
  );
  write("migrations/env.py", env ?? syncEnv);
  mkdirSync(join(directory, "migrations/versions"), { recursive: true });
  return { directory, write, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The text of a version file. `up` and `down` are indented bodies. */
export function versionFile(id: string, down: string | null, up: string, back = "    pass"): string {
  return `"""message of ${id}"""
import sqlalchemy as sa
from alembic import op
revision = ${JSON.stringify(id)}
down_revision = ${down === null ? "None" : JSON.stringify(down)}


def upgrade():
${up}


def downgrade():
${back}
`;
}

export interface TestRun extends RunResult {
  readonly events: readonly RunnerEvent[];
  readonly lines: readonly string[];
}

/** Runs the runner to its end. `cancelWhen`: cancels as soon as an event answers true. */
export async function run(
  python: string,
  directory: string,
  args: readonly string[],
  more: Partial<AlembicRun> & { readonly cancelWhen?: (event: RunnerEvent) => boolean } = {},
): Promise<TestRun> {
  const events: RunnerEvent[] = [];
  const lines: string[] = [];
  let cancel: () => void = () => undefined;
  const result = await runAlembic({
    how: { kind: "runner", interpreter: python, runner, module: null },
    workingDirectory: directory,
    arguments: args,
    variables: {},
    useUrl: false,
    expected: null,
    agreed: null,
    ...more,
    onEvent: (event) => {
      events.push(event);
      if (more.cancelWhen?.(event) === true) cancel();
    },
    onLine: (line) => lines.push(line),
    cancel: {
      onCancel: (listener) => {
        cancel = listener;
      },
    },
  });
  return { ...result, events, lines };
}
