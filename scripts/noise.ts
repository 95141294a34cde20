/*
 * node scripts/noise.ts [--seed N] [--count N] [--newest N] DIR…: what the recommended rules say about real migrations.
 *
 * For the newest twenty revisions of every PostgreSQL project below each DIR: findings per migration by severity, and by rule. Then `--count` of them,
 * drawn by the seed, with the lines around each, to be judged by a person: docs/noise.md is such a judgement.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Finding } from "../server/src/lint/finding.ts";
import { severities } from "../server/src/lint/severity.ts";
import { nodeFileSystem } from "../server/src/node/file-system.ts";
import { loadSqlParser } from "../server/src/node/sql-parser.ts";
import { loadModules, loadWorkspace } from "../server/src/service/load-workspace.ts";
import type { Snapshot } from "../server/src/service/snapshot.ts";
import { createWorkspace } from "../server/src/service/workspace.ts";

const { values, positionals } = parseArgs({
  options: {
    seed: { type: "string" },
    count: { type: "string", default: "100" },
    newest: { type: "string", default: "20" },
    around: { type: "string", default: "6" },
  },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const parser = await loadSqlParser();

interface Spoken {
  readonly project: string;
  readonly file: string;
  readonly text: string;
  readonly finding: Finding;
}

const spoken: Spoken[] = [];
let files = 0;
for (const directory of positionals) {
  const root = resolve(directory).replaceAll("\\", "/");
  const before = spoken.length;
  const count = readFindings(directory, root, await loaded(root));
  files += count;
  console.log(`${directory}: ${spoken.length - before} findings in ${count} migrations`);
}

console.log(`\n${spoken.length} findings in ${files} migrations`);
for (const severity of severities) {
  const all = spoken.filter((it) => it.finding.severity === severity);
  const rules = new Map<string, number>();
  for (const { finding } of all) rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
  console.log(`${severity}: ${all.length}, ${(all.length / Math.max(files, 1)).toFixed(2)} a migration`);
  for (const [rule, number] of [...rules].sort(([, a], [, b]) => b - a)) console.log(`  ${number} ${rule}`);
}

console.log(`\nseed ${seed}`);
// By hash, so that the same findings are drawn again when a rule is mended or added.
const lots = spoken.map((it) => ({ ...it, lot: lotOf(it) })).sort((a, b) => (a.lot < b.lot ? -1 : 1));
for (const [index, it] of lots.slice(0, Number(values.count)).entries()) show(index + 1, it);

function lotOf({ project, file, text, finding }: Spoken): string {
  const line = text.slice(0, finding.span.start).split("\n").length;
  return createHash("sha256").update([seed, project, file, finding.rule, line].join(" ")).digest("hex");
}

function show(number: number, { project, file, text, finding }: Spoken): void {
  const line = text.slice(0, finding.span.start).split("\n").length;
  console.log(`\n#${number} ${project} ${file}:${line}\n${finding.severity}[${finding.rule}] ${finding.message}`);
  const around = Number(values.around);
  const lines = text.split("\n").slice(Math.max(0, line - 1 - around), line + around);
  const first = Math.max(1, line - around);
  for (const [index, it] of lines.entries()) console.log(`${first + index === line ? ">" : " "} ${it}`);
}

function readFindings(directory: string, root: string, snapshot: Snapshot): number {
  let count = 0;
  for (const project of snapshot.projects) {
    if ((project.analysis.dialect ?? "postgresql") !== "postgresql") continue;
    for (const revision of project.graph.history.slice(0, Number(values.newest))) {
      const file = project.fileOf(revision);
      const text = file === undefined ? undefined : snapshot.read(file)?.migration.module.text;
      if (file === undefined || text === undefined) continue;
      count++;
      const relative = file.path.slice(root.length + 1);
      for (const finding of snapshot.lint(file).findings) {
        spoken.push({ project: directory, file: relative, text, finding });
      }
    }
  }
  return count;
}

async function loaded(root: string): Promise<Snapshot> {
  const workspace = createWorkspace({ parser });
  await loadWorkspace({ files: nodeFileSystem(), folders: [root], workspace });
  const readAll = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const file of snapshot.files) snapshot.read(file);
  };
  await readAll();
  await loadModules(nodeFileSystem(), workspace, readAll);
  return workspace.snapshot();
}
