import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "../src/node/file-system.ts";
import { loadSqlParser } from "../src/node/sql-parser.ts";
import { parseModule } from "../src/python/parse.ts";
import { fileDiagnostics } from "../src/service/features/diagnostics.ts";
import { loadModules, loadWorkspace } from "../src/service/load-workspace.ts";
import { createWorkspace, type Workspace, type WorkspaceEdge } from "../src/service/workspace.ts";
import { generateMigrations } from "./generate-migrations.ts";
import { benchGraph } from "./graph-bench.ts";
import { benchKeystrokes, benchScript } from "./preview-bench.ts";
import { ascending, at, timed } from "./timing.ts";
import { typedInto } from "./typed-into.ts";

/*
 * How long analysis takes, as multiples of what the same machine needs in the same run to read and parse the same files:
 *
 *   npm run bench [-- --count 1000 --seed 1]
 *
 * Cold: read, parse, interpret, emit, graph, rules, on an empty workspace. Edit: from a changed document to all findings of that file, with
 * everything else in memory. Aims: cold at most 3, edit at most 20. The preview: preview-bench.ts; the chain: graph-bench.ts.
 */
const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
};
const count = argument("count", 1_000);
const seed = argument("seed", Math.floor(Math.random() * 2 ** 31));
const rounds = 7;

const folder = mkdtempSync(join(tmpdir(), "limbeck-bench-"));
try {
  await run(folder.replaceAll("\\", "/"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
benchGraph(seed);

async function run(root: string): Promise<void> {
  const files = generateMigrations(count, seed);
  const versions = `${root}/migrations/versions`;
  mkdirSync(versions, { recursive: true });
  writeFileSync(`${root}/alembic.ini`, "[alembic]\nscript_location = migrations\n");
  writeFileSync(`${root}/migrations/env.py`, "from alembic import context\n");
  for (const { name, text } of files) writeFileSync(`${versions}/${name}`, text);
  const sizes = files.map((it) => it.text.length).sort((a, b) => a - b);
  console.log(
    `seed ${seed}: ${count} migrations, ${sum(sizes)} characters; median ${at(sizes, 0.5)}, 95 % ${at(sizes, 0.95)}, largest ${at(sizes, 1)}`,
  );

  const edge: WorkspaceEdge = { parser: await loadSqlParser() };
  const paths = files.map((it) => `${versions}/${it.name}`);
  const firstParse = await timed(() => readAndParse(paths));
  const firstCold = await timed(() => analyse(root, edge));
  const parses: number[] = [];
  const colds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    parses.push(await timed(() => readAndParse(paths)));
    colds.push(await timed(() => analyse(root, edge)));
  }
  const parse = at(parses.sort(ascending), 0.5);
  const cold = at(colds.sort(ascending), 0.5);
  row("first time in this process", firstCold, firstParse, 3);
  row(`cold (median of ${rounds})`, cold, parse, 3);
  await phases(root, edge, paths);
  await edits(root, edge);
  await benchKeystrokes(await analyse(root, edge), count);
  await benchScript(edge, seed);
}

async function readAndParse(paths: readonly string[]): Promise<void> {
  const disk = nodeFileSystem();
  const contents = await Promise.all(paths.map((it) => disk.readFile(it)));
  for (const it of contents) if (it.ok) parseModule(it.text);
}

async function analyse(root: string, edge: WorkspaceEdge): Promise<Workspace> {
  const workspace = createWorkspace(edge);
  const files = nodeFileSystem();
  await loadWorkspace({ files, folders: [root], workspace });
  const all = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const it of snapshot.files) fileDiagnostics(snapshot, it);
  };
  await all();
  await loadModules(files, workspace, all);
  return workspace;
}

/** Where the time of a cold run goes. */
async function phases(root: string, edge: WorkspaceEdge, paths: readonly string[]): Promise<void> {
  const workspace = createWorkspace(edge, { override: { only: ["all"], ignore: [] } });
  const load = await timed(() => loadWorkspace({ files: nodeFileSystem(), folders: [root], workspace }));
  const snapshot = workspace.snapshot();
  const parsing = await timed(() => {
    for (const it of snapshot.files) parseModule(it.text);
  });
  const reading = await timed(() => {
    for (const it of snapshot.files) snapshot.read(it);
  });
  const graph = await timed(() => snapshot.projects.map((it) => it.graph));
  const emitting = await timed(() => {
    for (const it of snapshot.files) snapshot.statements(it);
  });
  const linting = await timed(() => {
    for (const it of snapshot.files) snapshot.lint(it);
  });
  // Everything that analysis without rules needs, against the same with all rules.
  const without = reading + emitting;
  const ratio = (without + linting) / without;
  console.log(
    `all rules: ${(without + linting).toFixed(0)} ms, none: ${without.toFixed(0)} ms: ${ratio.toFixed(2)} times, ${ratio <= 2 ? "within" : "ABOVE"} the aim of 2`,
  );
  const show = (it: number): string => `${it.toFixed(0)} ms`;
  console.log(
    `  of which: files ${show(load)}, parse ${show(parsing)}, interpret ${show(Math.max(reading - parsing, 0))}, graph ${show(graph)}, emit ${show(emitting)}, rules ${show(linting)} (${paths.length} files)`,
  );
}

/** Types a character into the body of many files, each with 1,000 revisions in memory. */
async function edits(root: string, edge: WorkspaceEdge): Promise<void> {
  const workspace = await analyse(root, edge);
  const every = Math.max(1, Math.floor(count / 100));
  const ratios: number[] = [];
  const times: number[] = [];
  const before = workspace.counters.graphsBuilt;
  for (const file of workspace.snapshot().files.filter((_, index) => index % every === 0)) {
    const samples: { edit: number; parse: number }[] = [];
    for (let repeat = 0; repeat < 9; repeat++) {
      const text = typedInto(file, repeat);
      const edit = await timed(() => {
        workspace.setDocument(file.path, text);
        const snapshot = workspace.snapshot();
        const now = snapshot.file(file.path);
        if (now !== undefined) fileDiagnostics(snapshot, now);
      });
      samples.push({ edit, parse: await timed(() => parseModule(text)) });
    }
    const edit = at(samples.map((it) => it.edit).sort(ascending), 0.5);
    times.push(edit);
    ratios.push(edit / at(samples.map((it) => it.parse).sort(ascending), 0.5));
  }
  ratios.sort(ascending);
  times.sort(ascending);
  const verdict = at(ratios, 0.5) <= 20 ? "within" : "ABOVE";
  console.log(
    `edit to findings at ${count} revisions: ${at(times, 0.5).toFixed(2)} ms, ${at(ratios, 0.5).toFixed(1)} times the parse of the file (95 %: ${at(ratios, 0.95).toFixed(1)}), ${verdict} the aim of 20; graphs rebuilt: ${workspace.counters.graphsBuilt - before}`,
  );
}

function row(what: string, analysed: number, parsed: number, aim: number): void {
  const ratio = analysed / parsed;
  const verdict = ratio <= aim ? "within" : "ABOVE";
  console.log(
    `${what}: analysed in ${analysed.toFixed(0)} ms, read and parsed in ${parsed.toFixed(0)} ms: ${ratio.toFixed(2)} times, ${verdict} the aim of ${aim}`,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
