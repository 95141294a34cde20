/*
 * node scripts/oracle.ts [vitest filter…]: the tests against the real Alembic and a real PostgreSQL, with everything they need.
 */
import { MissingPiece } from "./environment/missing-piece.ts";
import { stopOnExit } from "./environment/started.ts";
import { oracleEnvironment } from "./stages/oracle-environment.ts";
import { runVitest } from "./stages/run-vitest.ts";

const started = stopOnExit();
try {
  const environment = await oracleEnvironment(started);
  const filters = process.argv.slice(2);
  const result = await runVitest({ config: "vitest.oracle.config.ts", name: "oracle", environment, filters });
  for (const problem of result.problems) console.error(problem);
  console.log(`${result.passed} passed, ${result.failed + result.problems.length} failed`);
  process.exitCode = result.failed + result.problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof MissingPiece ? error.message : error);
  process.exitCode = 1;
} finally {
  await started.stopAll();
}
