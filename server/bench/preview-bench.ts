import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureVenv } from "../../scripts/environment/ensure-venv.ts";
import { nodeFileSystem } from "../src/node/file-system.ts";
import { parseModule } from "../src/python/parse.ts";
import { renderRange } from "../src/service/features/render-range.ts";
import { sqlPreview } from "../src/service/features/sql-preview.ts";
import { loadModules, loadWorkspace } from "../src/service/load-workspace.ts";
import type { Snapshot } from "../src/service/snapshot.ts";
import { createWorkspace, type Workspace, type WorkspaceEdge } from "../src/service/workspace.ts";
import { generateMigrations } from "./generate-migrations.ts";
import { ascending, at, timed } from "./timing.ts";
import { typedInto } from "./typed-into.ts";

/** Aims: a keystroke's preview at most 30 times the parse of its file; Alembic's script of 500 revisions 100 times faster than Alembic. */
const keystrokeAim = 30;
const scriptAim = 100;
const scriptRevisions = 500;

/** From a changed document to the text of the preview beside it, as multiples of the parse of that file; everything else is in memory. */
export async function benchKeystrokes(workspace: Workspace, count: number): Promise<void> {
  const every = Math.max(1, Math.floor(count / 100));
  const ratios: number[] = [];
  const times: number[] = [];
  for (const file of workspace.snapshot().files.filter((_, index) => index % every === 0)) {
    const samples: { preview: number; parse: number }[] = [];
    for (let repeat = 0; repeat < 9; repeat++) {
      const text = typedInto(file, repeat + 20);
      const preview = await timed(() => {
        workspace.setDocument(file.path, text);
        const snapshot = workspace.snapshot();
        const now = snapshot.file(file.path);
        if (now !== undefined) {
          sqlPreview(snapshot, now, { direction: "upgrade", scope: { kind: "revision" }, rows: null });
        }
      });
      samples.push({ preview, parse: await timed(() => parseModule(text)) });
    }
    const preview = at(samples.map((it) => it.preview).sort(ascending), 0.5);
    times.push(preview);
    ratios.push(preview / at(samples.map((it) => it.parse).sort(ascending), 0.5));
  }
  ratios.sort(ascending);
  times.sort(ascending);
  const verdict = at(ratios, 0.5) <= keystrokeAim ? "within" : "ABOVE";
  console.log(
    `keystroke to preview at ${count} revisions: ${at(times, 0.5).toFixed(2)} ms, ${at(ratios, 0.5).toFixed(1)} times the parse of the file (95 %: ${at(ratios, 0.95).toFixed(1)}), ${verdict} the aim of ${keystrokeAim}`,
  );
}

/** The whole script of the same 500 revisions: the real Alembic, and ours from memory, from the disk, and as the command that is packaged. */
export async function benchScript(edge: WorkspaceEdge, seed: number): Promise<void> {
  const python = await ensureVenv();
  const root = mkdtempSync(join(tmpdir(), "limbeck-bench-sql-")).replaceAll("\\", "/");
  try {
    writeProject(root, await printableMigrations(edge, seed));
    const command = ["-m", "alembic", "upgrade", "head", "--sql"];
    const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: "" };
    // The first run compiles the migrations; it is not counted.
    const alembic = () =>
      execFileSync(python, command, {
        cwd: root,
        encoding: "utf8",
        env: environment,
        stdio: ["ignore", "pipe", "ignore"],
      });
    const printed = alembic();
    const alembicTime = Math.min(await timed(alembic), await timed(alembic));
    const memory: number[] = [];
    const disk: number[] = [];
    let ours = "";
    const workspace = await load(root, edge);
    for (let round = 0; round < 7; round++) {
      // As after a keystroke: one file is new, the others are remembered.
      const [file] = workspace.snapshot().files;
      if (file !== undefined) workspace.setDocument(file.path, typedInto(file, round));
      // As bytes: a text that is put together is not yet one text in memory.
      memory.push(await timed(() => Buffer.from(script(workspace.snapshot()))));
      disk.push(
        await timed(async () => {
          ours = script((await load(root, edge)).snapshot());
        }),
      );
    }
    const same = ours.trimEnd() === printed.trimEnd() ? "the same script" : "ANOTHER SCRIPT";
    console.log(
      `alembic upgrade head --sql of ${scriptRevisions} revisions: ${alembicTime.toFixed(0)} ms; ours is ${same} (${ours.length} characters)`,
    );
    ratio("from memory, after a keystroke", alembicTime, at(memory.sort(ascending), 0.5));
    ratio("read from the disk", alembicTime, at(disk.sort(ascending), 0.5));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function ratio(what: string, alembic: number, own: number): void {
  const times = alembic / own;
  const verdict = times >= scriptAim ? "within" : "below";
  console.log(`  ${what}: ${own.toFixed(1)} ms, ${times.toFixed(0)} times faster, ${verdict} the aim of ${scriptAim}`);
}

/** Generated migrations that Alembic can print without a database, as one chain. What we call complete, Alembic prints. */
async function printableMigrations(edge: WorkspaceEdge, seed: number): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), "limbeck-bench-all-")).replaceAll("\\", "/");
  try {
    writeProject(
      root,
      generateMigrations(3 * scriptRevisions, seed).map((it) => it.text),
    );
    const snapshot = (await load(root, edge)).snapshot();
    const complete = snapshot.files.filter((it) => snapshot.rendered(it).upgrade.complete && isWhole(it.text));
    return complete.slice(0, scriptRevisions).map(({ text }, index) => chained(text, index));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Python can import it: the generator also writes files that are not finished. */
function isWhole(text: string): boolean {
  return parseModule(text).errors.length === 0;
}

function chained(text: string, index: number): string {
  const id = (it: number): string => `r${String(it).padStart(5, "0")}`;
  const down = index === 0 ? "None" : `'${id(index - 1)}'`;
  return text
    .replace(/^revision = .*$/m, `revision = '${id(index)}'`)
    .replace(/^down_revision = .*$/m, `down_revision = ${down}`)
    .replace(/^branch_labels = .*$/m, "branch_labels = None")
    .replace(/^depends_on = .*$/m, "depends_on = None");
}

function writeProject(root: string, texts: readonly string[]): void {
  const versions = `${root}/migrations/versions`;
  mkdirSync(versions, { recursive: true });
  writeFileSync(
    `${root}/alembic.ini`,
    "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql+psycopg2://localhost/bench\n",
  );
  writeFileSync(
    `${root}/migrations/env.py`,
    `from alembic import context

context.configure(
    url=context.config.get_main_option("sqlalchemy.url"),
    target_metadata=None,
    literal_binds=True,
    dialect_opts={"paramstyle": "named"},
)
with context.begin_transaction():
    context.run_migrations()
`,
  );
  texts.forEach((text, index) => {
    writeFileSync(`${versions}/${String(index).padStart(5, "0")}.py`, text);
  });
}

async function load(root: string, edge: WorkspaceEdge): Promise<Workspace> {
  const workspace = createWorkspace(edge);
  const files = nodeFileSystem();
  await loadWorkspace({ files, folders: [root], workspace });
  const read = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const it of snapshot.files) snapshot.read(it);
  };
  await read();
  await loadModules(files, workspace, read);
  return workspace;
}

function script(snapshot: Snapshot): string {
  const [project] = snapshot.projects;
  const result =
    project === undefined ? null : renderRange(snapshot, project, { range: "base:head", direction: "upgrade" });
  return result?.ok === true ? result.text : "";
}
