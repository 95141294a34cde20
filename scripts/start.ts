/*
 * npm start: VS Code on the sample project with the extension from this checkout and a running PostgreSQL.
 *
 *   npm start            opens VS Code and stays until Ctrl-C, which stops everything that was started
 *   npm start -- --once  the same without an editor: upgrades the sample to its head, shows the chain again and ends
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "./environment/cache-folder.ts";
import { ensureVenv } from "./environment/ensure-venv.ts";
import { MissingPiece } from "./environment/missing-piece.ts";
import { startPostgres } from "./environment/postgres.ts";
import { runProcess } from "./environment/run-process.ts";
import { type Started, stopOnExit } from "./environment/started.ts";
import { type Chain, describeChain } from "./sample/chain.ts";
import { copyProject } from "./sample/copy-project.ts";
import { findCode, openDesktop } from "./sample/open-desktop.ts";
import { openInBrowser, openServerBuild } from "./sample/open-server-build.ts";
import { projectDatabase } from "./sample/project-database.ts";

const checkout = dirname(import.meta.dirname);
const limbeck = join(checkout, "dist", "limbeck.cjs");
const preferredPort = 54318;
const pendingRevisions = 2;

async function main(started: Started): Promise<void> {
  const isOnce = process.argv.slice(2).includes("--once");
  heading("Building");
  await build();

  heading("Python with Alembic");
  const python = await ensureVenv();
  console.log(`  ${python}`);

  heading("PostgreSQL");
  const server = await startPostgres({ name: "shop", data: "kept", preferredPort });
  started.add(() => server.stop());
  const database = await projectDatabase(server, "shop");
  console.log(`  ${database.url}\n  data in ${server.dataFolder}`);

  heading("Sample project");
  const folder = join(cacheFolder("sample"), "shop");
  copyProject({ project: "shop", folder, python, url: database.url });
  console.log(`  a fresh copy in ${folder}`);
  const chain = await readChain(folder);
  const start = chain.upgradeOrder.at(-1 - pendingRevisions);
  if (start === undefined) throw new Error("The sample project has too few revisions.");
  await database.moveTo(start, { python, folder });

  heading("What Limbeck finds in it");
  console.log(indent((await runLimbeck(["check", "."], folder)).stdout));
  heading("Its revisions, newest first");
  console.log(describeChain(chain, await database.versionRows()).join("\n"));

  if (isOnce) {
    const head = chain.upgradeOrder.at(-1);
    if (head === undefined) throw new Error("The sample project has no head.");
    heading("Upgrading to the head");
    await database.moveTo(head, { python, folder });
    console.log(describeChain(chain, await database.versionRows()).join("\n"));
    return;
  }

  heading("VS Code");
  await openEditor(folder, started);
  console.log("  Ctrl-C stops everything.");
  // The database and the editor are processes of their own: nothing else keeps this one alive.
  await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
}

async function build(): Promise<void> {
  const { code, stdout, stderr } = await runProcess(process.execPath, ["esbuild.mjs", "--dev"], { cwd: checkout });
  if (code !== 0 || !existsSync(limbeck)) throw new Error(`The build failed:\n${stdout}${stderr}`);
  console.log(indent(stdout));
}

async function readChain(folder: string): Promise<Chain> {
  const { stdout } = await runLimbeck(["graph", "--format", "json"], folder);
  const [chain] = JSON.parse(stdout) as Chain[];
  if (chain === undefined) throw new Error(`Limbeck finds no Alembic project in ${folder}.`);
  return chain;
}

/** Runs the command line from this checkout. Exit code 1 means findings; anything else than 0 and 1 is thrown. */
async function runLimbeck(args: readonly string[], cwd: string): Promise<{ readonly stdout: string }> {
  const result = await runProcess(process.execPath, [limbeck, ...args], { cwd });
  if (result.code === 0 || result.code === 1) return result;
  throw new Error(`limbeck ${args.join(" ")} failed (${result.code}):\n${result.stdout}${result.stderr}`);
}

async function openEditor(folder: string, started: Started): Promise<void> {
  const code = findCode();
  if (code !== undefined) {
    const editor = openDesktop(code, { extension: checkout, folder });
    editor.on("error", (error) => console.error(`VS Code did not start: ${error.message}`));
    started.add(() => void editor.kill());
    console.log(`  opened with ${code}`);
    return;
  }
  const { address, ended } = await openServerBuild(folder, started);
  console.log(`  ${address}`);
  openInBrowser(address);
  void ended.then(async () => {
    if (started.isStopping) return;
    console.error("The server build of VS Code has ended.");
    await started.stopAll();
    process.exit(1);
  });
}

function heading(text: string): void {
  console.log(`\n${text}`);
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, "  ");
}

const started = stopOnExit();
try {
  await main(started);
  await started.stopAll();
} catch (error) {
  await started.stopAll();
  console.error(error instanceof MissingPiece ? `\n${error.message}` : error);
  process.exitCode = 1;
}
