/*
 * node scripts/corpus-schema.ts [--seed N] [--verbose] DIR…: replays the schema of real projects and compares it with a real server.
 *
 * Every project below each DIR is run on an empty database of an embedded PostgreSQL (or of LIMBECK_TEST_PG_URL), revision by revision up to the heads and back, what the server
 * refuses left out; after each revision the catalog is compared with the replayed schema. One line a project; then what differs although the replay calls it exact. Exit code 1
 * when there is any. Statements whose SQL is not known are left out, those under an open condition run or not by the seed: the schema has a gap there.
 */
import { parseArgs } from "node:util";
import { loadSqlParser } from "../server/src/node/sql-parser.ts";
import type { ProjectSnapshot } from "../server/src/service/snapshot.ts";
import { random } from "../server/test/oracle/random.ts";
import { inNewDatabase } from "../server/test/oracle/schema/new-database.ts";
import { type ProjectRun, runProject } from "../server/test/oracle/schema/run-project.ts";
import { loaded } from "./corpus/loaded.ts";
import { startPostgres } from "./environment/postgres.ts";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string", default: "1" }, verbose: { type: "boolean", default: false } },
  allowPositionals: true,
});
const given = process.env.LIMBECK_TEST_PG_URL;
const server = given === undefined ? await startPostgres({ name: "corpus-schema", data: "temporary" }) : null;
const url = given ?? server?.url("postgres") ?? "";
const { below } = random(Number(values.seed));
const parser = await loadSqlParser();
const totals = {
  projects: 0,
  upgraded: 0,
  downgraded: 0,
  revisions: 0,
  equal: 0,
  tainted: 0,
  doubted: 0,
  asWritten: 0,
  wrong: 0,
};
try {
  console.log(`seed ${values.seed}`);
  for (const directory of positionals) {
    const { snapshot } = await loaded(directory, parser);
    for (const project of snapshot.projects) {
      if (project.files.length === 0) continue;
      const run = await inNewDatabase(
        (client) => runProject({ client, snapshot, project, chance: () => below(2) === 0 }),
        url,
      );
      report(directory, project, run);
    }
  }
  console.log(
    `TOTAL ${totals.projects} projects, ${totals.upgraded} of ${totals.revisions} revisions upgraded, ${totals.downgraded} downgraded; facts: ${totals.equal} exact and equal, ` +
      `${totals.asWritten} texts as written, ${totals.doubted} equal and ${totals.tainted} different under a gap, ${totals.wrong} WRONG`,
  );
  process.exitCode = totals.wrong === 0 ? 0 : 1;
} finally {
  await server?.stop();
}

function report(directory: string, project: ProjectSnapshot, run: ProjectRun): void {
  totals.projects++;
  for (const it of ["upgraded", "downgraded", "revisions", "equal", "tainted", "doubted", "asWritten"] as const)
    totals[it] += run[it];
  totals.wrong += run.wrong.length;
  const share = run.heads.all === 0 ? 100 : Math.floor((1000 * run.heads.exact) / run.heads.all) / 10;
  console.log(
    `${directory} ${project.config.configFile.split("/").at(-1)}: ${run.upgraded} of ${run.revisions} upgraded, ${run.downgraded} downgraded, ${share} % exact at the end, ` +
      `${run.equal} equal, ${run.tainted} tainted and different, ${run.wrong.length} WRONG`,
  );
  const shown = values.verbose ? 200 : 2;
  for (const it of run.refused.slice(0, shown)) console.log(`  refused: ${it}`);
  if (run.refused.length > shown) console.log(`  … and ${run.refused.length - shown} more`);
  for (const it of run.gaps.slice(0, values.verbose ? 200 : 3)) console.log(`  gap ${it}`);
  for (const it of run.wrong.slice(0, values.verbose ? 200 : 8)) console.log(`  WRONG ${it}`);
}
