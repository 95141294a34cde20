/*
 * node scripts/recall.ts [--seed N] [--count N] DIR…: plants mistakes in real migrations and asks whether the right rule finds them.
 *
 * Every project below each DIR is read; a mistake is written at the beginning of `upgrade()` of one of its newest twenty revisions, about a table that
 * exists there, in memory only. Each rule gets its turn before any has a second one. Found is what the rule itself says about the planted
 * lines. Exit code 1 when less than 95 of 100 are found.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { rules } from "../server/src/lint/rules/index.ts";
import { nodeFileSystem } from "../server/src/node/file-system.ts";
import { loadSqlParser } from "../server/src/node/sql-parser.ts";
import { tableGaps } from "../server/src/schema/find-table.ts";
import { relationKey, type Table } from "../server/src/schema/schema-state.ts";
import { schemaBefore } from "../server/src/service/features/schema-at.ts";
import { loadModules, loadWorkspace } from "../server/src/service/load-workspace.ts";
import type { SourceFile } from "../server/src/service/source-file.ts";
import { createWorkspace, type Workspace } from "../server/src/service/workspace.ts";
import { random } from "../server/test/oracle/random.ts";
import { type Ground, planters } from "./recall/planters.ts";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string" }, count: { type: "string", default: "200" } },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const { below } = random(seed);
const pick = <T>(items: readonly T[]): T | undefined => items[below(Math.max(items.length, 1))];
const newest = 20;
/** Names that want quotes, and a table that is Alembic's own. */
const reserved: ReadonlySet<string> = new Set([
  "alembic_version",
  "user",
  "order",
  "group",
  "table",
  "tables",
  "references",
]);

/** A revision of a project in which something can be planted. */
interface Bed {
  readonly workspace: Workspace;
  readonly project: string;
  readonly revision: string;
  readonly file: SourceFile;
  readonly text: string;
  /** Where the first statement of `upgrade()` begins, and what stands before it in its line. */
  readonly at: number;
  readonly indent: string;
}

const beds: Bed[] = [];
for (const directory of positionals) beds.push(...(await bedsOf(resolve(directory).replaceAll("\\", "/"))));
console.log(`seed ${seed}: ${beds.length} migrations of ${new Set(beds.map((it) => it.project)).size} projects`);

const known = new Set(rules.filter((it) => it.recommended).map((it) => it.id));
const plantable = Object.keys(planters).filter((it) => known.has(it));
const missing = Object.keys(planters).filter((it) => !known.has(it));
if (missing.length > 0) console.log(`no recommended rule: ${missing.join(", ")}`);

const tally = new Map<string, { planted: number; found: number }>();
let planted = 0;
let found = 0;
for (let round = 0; planted < Number(values.count); round++) {
  const rule = plantable[round % plantable.length] ?? "";
  const result = plant(rule);
  if (result === null) {
    if (round < plantable.length) console.log(`${rule}: nowhere to plant it`);
    if (round > 20 * plantable.length) break;
    continue;
  }
  const counts = tally.get(rule) ?? { planted: 0, found: 0 };
  tally.set(rule, { planted: counts.planted + 1, found: counts.found + (result ? 1 : 0) });
  planted++;
  if (result) found++;
}
const share = planted === 0 ? 0 : (100 * found) / planted;
console.log(`${found} of ${planted} planted mistakes found (${share.toFixed(1)} %), ${tally.size} rules`);
process.exitCode = share >= 95 ? 0 : 1;

/** Null: no table of some fifty migrations had what it needs. */
function plant(rule: string): boolean | null {
  for (let attempt = 0; attempt < 50; attempt++) {
    const bed = pick(beds);
    if (bed === undefined) return null;
    const ground = groundOf(bed);
    const lines = ground === null ? null : (planters[rule]?.(ground) ?? null);
    if (lines === null || lines.length === 0) continue;
    const block = lines.map((it) => `${it}\n${bed.indent}`).join("");
    bed.workspace.setDocument(bed.file.path, bed.text.slice(0, bed.at) + block + bed.text.slice(bed.at));
    const snapshot = bed.workspace.snapshot();
    const file = snapshot.file(bed.file.path);
    const { findings } = file === undefined ? { findings: [] } : snapshot.lint(file);
    bed.workspace.setDocument(bed.file.path, null);
    const here = findings.filter(({ span }) => span.start < bed.at + block.length && span.end > bed.at);
    const isFound = here.some((it) => it.rule === rule);
    if (!isFound) {
      const others = [...new Set(here.map((it) => it.rule))].join(", ");
      console.log(`NOT FOUND ${rule} in ${bed.file.path}\n    ${lines.join("\n    ")}\n  others: ${others || "none"}`);
    }
    return isFound;
  }
  return null;
}

function groundOf(bed: Bed): Ground | null {
  const snapshot = bed.workspace.snapshot();
  const project = snapshot.project(bed.project);
  const schema = project === undefined ? null : schemaBefore(snapshot, project, bed.revision);
  if (project === undefined || schema === null) return null;
  const tables = [...schema.tables.values()].filter(isPlain);
  const table = pick(tables);
  const other = pick(tables.filter((it) => it !== table));
  if (table === undefined || other === undefined) return null;
  const isReferenced = [...schema.tables.values()].some(
    (it) =>
      it !== table &&
      it.constraints.some(({ references }) => references?.table === relationKey(table.schema, table.name)),
  );
  return {
    table,
    other,
    fresh: `planted_${below(1_000_000)}`,
    isReferenced,
    exact: tableGaps(schema, table).length === 0,
    whole: schema.gaps.length === 0,
    drivers: project.analysis.drivers,
    names: project.analysis.namingConvention.kind,
    pick,
  };
}

/** A table about which everything is known, with a key of one column and a name that needs no quotes. */
function isPlain({ kind, schema, name, gaps, constraints, partitionOf, inherits }: Table): boolean {
  const isAlone = partitionOf === null && inherits.length === 0;
  const hasKey = constraints.some((it) => it.type === "primaryKey" && it.columns.length === 1);
  return (
    kind === "table" &&
    schema === "public" &&
    isAlone &&
    gaps.length === 0 &&
    hasKey &&
    /^[a-z][a-z_]{3,40}$/.test(name) &&
    !reserved.has(name)
  );
}

async function bedsOf(root: string): Promise<readonly Bed[]> {
  const workspace = createWorkspace({ parser: await loadSqlParser() });
  const files = nodeFileSystem();
  await loadWorkspace({ files, folders: [root], workspace });
  const readAll = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const file of snapshot.files) snapshot.read(file);
  };
  await readAll();
  await loadModules(files, workspace, readAll);
  const snapshot = workspace.snapshot();
  const projects = snapshot.projects.filter(({ analysis }) => (analysis.dialect ?? "postgresql") === "postgresql");
  return projects.flatMap((project) =>
    project.graph.history.slice(0, newest).flatMap((revision): readonly Bed[] => {
      const file = project.fileOf(revision);
      const migration = file === undefined ? undefined : snapshot.read(file)?.migration;
      const start = migration?.upgrade.bodySpan?.start;
      if (file === undefined || migration === undefined || start === undefined) return [];
      const { text } = migration.module;
      const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
      const imports = text.includes("import sqlalchemy as sa") && text.includes("from alembic import op");
      if (!imports || indent.trim() !== "" || indent === "") return [];
      return [{ workspace, project: project.id, revision, file, text, at: start, indent }];
    }),
  );
}
