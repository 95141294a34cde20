/*
 * node scripts/corpus.ts [--only graph|sql] [--sqlalchemy 2.1|2.0|1.4] [--seed N] [--queries N] DIR…: compares real projects with the real Alembic.
 *
 * DIR is a checkout, a project's folder or a script location; every project below it is compared. The graph part prints one line a project; the SQL part
 * prints every migration on its own, in both directions, and tells how much of it is complete, what is missing, and every difference. The interpreters are
 * those of LIMBECK_TEST_PYTHON_NEW and LIMBECK_TEST_PYTHON_OLD, or the script brings what it needs itself (Debian's Alembic 1.8.1 where it is installed).
 */
import { parseArgs } from "node:util";
import { loadSqlParser } from "../server/src/node/sql-parser.ts";
import type { Snapshot } from "../server/src/service/snapshot.ts";
import { compareProject } from "./corpus/compare-project.ts";
import { compareSql } from "./corpus/compare-sql.ts";
import { type Interpreter, interpreters, type SqlInterpreter, sqlInterpreters } from "./corpus/interpreters.ts";
import { loaded } from "./corpus/loaded.ts";
import { sqlReport } from "./corpus/sql-report.ts";

const { values, positionals } = parseArgs({
  options: {
    only: { type: "string" },
    sqlalchemy: { type: "string" },
    seed: { type: "string" },
    queries: { type: "string", default: "200" },
  },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const report = sqlReport((line) => console.log(line));
let different = 0;

const graphPythons = values.only === "sql" ? [] : await interpreters();
const sqlPythons = values.only === "graph" ? [] : await wantedInterpreters();
if (graphPythons.length > 0) console.log(`seed ${seed}; Alembic ${graphPythons.map((it) => it.alembic).join(" and ")}`);
const parser = await loadSqlParser();
for (const directory of positionals) {
  const { root, snapshot } = await loaded(directory, parser);
  if (snapshot.projects.length === 0) {
    console.log(`${directory}: no project found`);
    different++;
  }
  if (graphPythons.length > 0) compareGraphs(snapshot, directory, root, graphPythons);
  if (sqlPythons.length > 0) compareScripts(snapshot, directory, root, sqlPythons);
}
if (sqlPythons.length > 0) report.total();
process.exitCode = different === 0 ? 0 : 1;

async function wantedInterpreters(): Promise<readonly SqlInterpreter[]> {
  const found = await sqlInterpreters();
  return values.sqlalchemy === undefined ? found : found.filter((it) => it.sqlalchemy === values.sqlalchemy);
}

function compareGraphs(snapshot: Snapshot, directory: string, root: string, pythons: readonly Interpreter[]): void {
  for (const project of snapshot.projects) {
    const options = { project, root, pythons, seed, queries: Number(values.queries) };
    const { summary, differences, compared } = compareProject(options);
    const verdict = differences.length > 0 ? "DIFFERENT" : compared ? "equal" : "not compared";
    console.log(`${directory} ${summary}: ${verdict}`);
    for (const it of differences) console.log(`  ${it}`);
    if (differences.length > 0) different++;
  }
}

function compareScripts(snapshot: Snapshot, directory: string, root: string, pythons: readonly SqlInterpreter[]): void {
  const seen = new Set<string>();
  for (const project of snapshot.projects.filter((it) => it.files.length > 0)) {
    // Several configurations of one script location (a database each) hold the same migrations.
    const files = project.files.map((it) => it.path).join("\n");
    if (seen.has(files)) continue;
    seen.add(files);
    for (const python of pythons) {
      const comparison = compareSql({ snapshot, project, root, python });
      report.add(directory, comparison);
      if (comparison.ok && comparison.differences.length > 0) different++;
    }
  }
}
