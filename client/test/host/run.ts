/*
 * End to end: the packaged extension in a real VS Code, with a real Alembic and a real PostgreSQL behind it. Two kinds of runs:
 * suites inside the extension host (client/test/e2e), and suites that use the window as a person does (client/test/host/ui).
 */
import { copyFileSync, globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureVenv } from "../../../scripts/environment/ensure-venv.ts";
import { startPostgres } from "../../../scripts/environment/postgres.ts";
import type { Started } from "../../../scripts/environment/started.ts";
import type { StageResult } from "../../../scripts/stages/stage.ts";
import { checkout, resultsFolder, temporaryFolder } from "./e2e-paths.ts";
import type { Host } from "./install-host.ts";
import { keepLogs, logProblems } from "./log-problems.ts";
import { type PreparedWorkspace, prepareWorkspace, suites } from "./prepare-workspace.ts";
import { runInExtensionHost } from "./run-in-extension-host.ts";
import { runUi } from "./run-ui.ts";
import { buildTestModule } from "./test-module.ts";
import { describeOutcome, type TestOutcome } from "./test-results.ts";

/** Runs every suite in its own VS Code, workspace and database. `LIMBECK_E2E` names the suites to run, by default all; with
 * `LIMBECK_UPDATE_IMAGES` the pictures that they take of the window become those of the README.
 */
export async function runEndToEnd(host: Host, vsix: string, started: Started): Promise<StageResult> {
  const python = await ensureVenv();
  const server = await startPostgres({ name: "e2e", data: "temporary" });
  started.add(() => server.stop());
  const module = await buildTestModule();
  const wanted = process.env.LIMBECK_E2E?.split(",");
  const outcomes: TestOutcome[] = [];
  const problems: string[] = [];

  const chosen = suites.filter((it) => wanted === undefined || wanted.includes(it.name));
  if (process.platform === "win32") {
    console.log(
      " The server build of VS Code, whose window a browser can show, does not run on Windows: no suites in the window.",
    );
  }
  for (const suite of chosen.filter((it) => it.kind === "inside" || process.platform !== "win32")) {
    console.log(` ${suite.kind === "ui" ? "In the window" : "In the extension host"}: ${suite.name}`);
    const folder = temporaryFolder(`e2e-${suite.name}`);
    let workspace: PreparedWorkspace | undefined;
    try {
      workspace = await prepareWorkspace(suite, { folder: folder.path, server, python });
      const run = { host, vsix, workspace, dataFolder: join(folder.path, "vscode") };
      const ended = suite.kind === "ui" ? await runUi(suite, run) : await runInExtensionHost(suite, { ...run, module });
      outcomes.push(...ended);
      // A suite in the window prints as it goes; what is printed inside VS Code stays there.
      if (suite.kind === "inside") for (const it of ended) console.log(describeOutcome(it));
      problems.push(...logProblems(run.dataFolder).map((it) => `${suite.name}: an exception in the log: ${it}`));
    } catch (error) {
      problems.push(`${suite.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      keepLogs(join(folder.path, "vscode"), resultsFolder("logs", suite.name));
      await workspace?.database.drop();
      folder.remove();
    }
  }
  if (process.env.LIMBECK_UPDATE_IMAGES !== undefined) updateImages();
  const failed = outcomes.filter((it) => it.error !== undefined).length;
  return { passed: outcomes.length - failed, failed, problems };
}

/** Pictures differ a little from run to run, so they are only taken over when somebody asks for it and looks at them. */
function updateImages(): void {
  const taken = resultsFolder("images");
  mkdirSync(join(checkout, "docs", "images"), { recursive: true });
  for (const file of globSync("{beside,schema,editor,trees,quick-fix,preview,upgraded,downgrade,failure}-*.png", {
    cwd: taken,
  })) {
    copyFileSync(join(taken, file), join(checkout, "docs", "images", file));
  }
}
