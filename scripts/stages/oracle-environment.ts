import { ensureVenv } from "../environment/ensure-venv.ts";
import { oldestAlembic } from "../environment/oldest-alembic.ts";
import { startPostgres } from "../environment/postgres.ts";
import type { Started } from "../environment/started.ts";

/** The variables that the oracle suites read, with everything behind them installed and started. */
export async function oracleEnvironment(started: Started): Promise<NodeJS.ProcessEnv> {
  const newest = await ensureVenv();
  const oldest = await oldestAlembic();
  const server = await startPostgres({ name: "test", data: "temporary" });
  started.add(() => server.stop());
  console.log(`  newest Alembic: ${newest}`);
  console.log(
    `  oldest Alembic: ${oldest ?? "not here (it comes from Debian's packages alembic and python3-psycopg2)"}`,
  );
  console.log(`  PostgreSQL: ${server.url("postgres")}`);
  return {
    LIMBECK_TEST_PYTHON_NEW: newest,
    ...(oldest === undefined ? {} : { LIMBECK_TEST_PYTHON_OLD: oldest }),
    LIMBECK_TEST_PG_URL: server.url("postgres"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
}
