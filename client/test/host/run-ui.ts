import { join } from "node:path";
import type { Page } from "playwright-core";
import { freePort } from "../../../scripts/environment/postgres.ts";
import { launchBrowser, openWorkbenchPage } from "./browser.ts";
import { resultsFolder } from "./e2e-paths.ts";
import type { Host } from "./install-host.ts";
import type { PreparedWorkspace, Suite } from "./prepare-workspace.ts";
import { runMocha } from "./run-mocha.ts";
import { installExtension, installServerBuild, startServerBuild } from "./server-build.ts";
import { describeOutcome, type TestOutcome } from "./test-results.ts";
import { defineUiSuite } from "./ui/suites.ts";
import { writeUserSettings } from "./user-settings.ts";
import { workbench } from "./workbench.ts";

export interface UiRun {
  readonly host: Host;
  readonly vsix: string;
  readonly workspace: PreparedWorkspace;
  readonly dataFolder: string;
}

/**
 * Installs the package into a fresh server build of VS Code and uses its window in a browser. A browser can be driven the
 * same way everywhere, so this takes the server build also where the other suites run in the desktop program.
 */
export async function runUi(suite: Suite, run: UiRun): Promise<readonly TestOutcome[]> {
  const build = run.host.kind === "server" ? run.host : await installServerBuild();
  const port = await freePort();
  const environment = { PYTHONDONTWRITEBYTECODE: "1" };
  const options = {
    port,
    dataFolder: run.dataFolder,
    extensionsFolder: join(run.dataFolder, "extensions"),
    environment,
  };
  writeUserSettings(join(run.dataFolder, "data", "User"), suite.userSettings);
  await installExtension(build, run.vsix, options);
  const server = await startServerBuild(build, options);
  const browser = await launchBrowser();
  try {
    const page = await openWorkbenchPage(browser, { port, folder: run.workspace.folder });
    const pageErrors: string[] = [];
    // VS Code writes the text of every error message there too: only what has a stack is an exception.
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && /limbeck/i.test(text) && /\n\s+at |uncaught|unhandled/i.test(text)) {
        pageErrors.push(text);
      }
    });
    page.on("pageerror", (error) => {
      if (/limbeck/i.test(error.stack ?? error.message)) pageErrors.push(error.stack ?? error.message);
    });
    const outcomes = await runMocha(
      () =>
        defineUiSuite(suite.name, {
          workbench: workbench(page),
          workspace: run.workspace,
          onFailure: (title) => keep(page, suite.name, title),
        }),
      console.log,
    );
    if (pageErrors.length === 0) return outcomes;
    const errors = { title: `${suite.name}: no exception in the window's console`, error: pageErrors.join("\n") };
    console.log(describeOutcome(errors));
    return [...outcomes, errors];
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** What the window looked like when a test failed. */
async function keep(page: Page, suite: string, title: string): Promise<void> {
  const name = `${suite} ${title}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 80);
  await page.screenshot({ path: join(resultsFolder("failures"), `${name}.png`) });
}
