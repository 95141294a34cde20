import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { ensureVenv } from "../environment/ensure-venv.ts";
import { oldestAlembic } from "../environment/oldest-alembic.ts";
import { startPostgres } from "../environment/postgres.ts";
import type { Started } from "../environment/started.ts";

/** The variables that the oracle suites read, with everything behind them installed and started. */
export async function oracleEnvironment(started: Started): Promise<NodeJS.ProcessEnv> {
  const newest = await ensureVenv();
  const middle = await ensureVenv("sqlalchemy 2.0");
  const oldest = await oldestAlembic();
  const server = await startPostgres({ name: "test", data: "temporary" });
  started.add(() => server.stop());
  const url = await withMarkedPassword(server.url("postgres"));
  console.log(`  newest Alembic: ${newest}`);
  console.log(
    `  oldest Alembic: ${oldest ?? "not here (it comes from Debian's packages alembic and python3-psycopg2)"}`,
  );
  console.log(`  PostgreSQL: port ${server.port}`);
  return {
    LIMBECK_TEST_PYTHON_NEW: newest,
    LIMBECK_TEST_PYTHON_MIDDLE: middle,
    ...(oldest === undefined ? {} : { LIMBECK_TEST_PYTHON_OLD: oldest }),
    LIMBECK_TEST_PG_URL: url,
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** The same URL with a password that occurs nowhere else, so that a test can search everything written for it. */
async function withMarkedPassword(url: string): Promise<string> {
  const password = `marked-${randomBytes(9).toString("hex")}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`ALTER USER CURRENT_USER PASSWORD '${password}'`);
  await client.end();
  const marked = new URL(url);
  marked.password = password;
  return marked.href;
}
