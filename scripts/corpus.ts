/*
 * node scripts/corpus.ts [--seed N] [--queries N] DIR…: compares real projects with the real Alembic, one line a project.
 *
 * DIR is a checkout, a project's folder or a script location; every project below it is compared. Needs LIMBECK_TEST_PYTHON_NEW, or
 * brings the newest Alembic itself; with LIMBECK_TEST_PYTHON_OLD (or Debian's Alembic 1.8.1) the facts are compared with that too.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { nodeFileSystem } from "../server/src/node/file-system.ts";
import { loadSqlParser } from "../server/src/node/sql-parser.ts";
import { loadModules, loadWorkspace } from "../server/src/service/load-workspace.ts";
import { createWorkspace } from "../server/src/service/workspace.ts";
import { compareProject } from "./corpus/compare-project.ts";
import { interpreters } from "./corpus/interpreters.ts";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string" }, queries: { type: "string", default: "200" } },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const pythons = await interpreters();
console.log(`seed ${seed}; Alembic ${pythons.map((it) => it.alembic).join(" and ")}`);

let different = 0;
for (const directory of positionals) {
  const root = resolve(directory).replaceAll("\\", "/");
  const workspace = createWorkspace({ parser: await loadSqlParser() });
  const files = nodeFileSystem();
  await loadWorkspace({ files, folders: [root], workspace });
  const readHeaders = async (): Promise<void> => {
    for (const it of workspace.snapshot().projects) void it.headers;
  };
  await readHeaders();
  await loadModules(files, workspace, readHeaders);
  const { projects } = workspace.snapshot();
  if (projects.length === 0) {
    console.log(`${directory}: no project found`);
    different++;
  }
  for (const project of projects) {
    const options = { project, root, pythons, seed, queries: Number(values.queries) };
    const { summary, differences, compared } = compareProject(options);
    const verdict = differences.length > 0 ? "DIFFERENT" : compared ? "equal" : "not compared";
    console.log(`${directory} ${summary}: ${verdict}`);
    for (const it of differences) console.log(`  ${it}`);
    if (differences.length > 0) different++;
  }
}
process.exitCode = different === 0 ? 0 : 1;
