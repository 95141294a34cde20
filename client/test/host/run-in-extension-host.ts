import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runTests, runVSCodeCommand } from "@vscode/test-electron";
import { freePort } from "../../../scripts/environment/postgres.ts";
import { launchBrowser, remoteUri } from "./browser.ts";
import { desktopCache, type Host } from "./install-host.ts";
import type { PreparedWorkspace, Suite } from "./prepare-workspace.ts";
import { installExtension, startServerBuild } from "./server-build.ts";
import type { TestModule } from "./test-module.ts";
import type { TestOutcome } from "./test-results.ts";
import { writeUserSettings } from "./user-settings.ts";

export interface ExtensionHostRun {
  readonly host: Host;
  readonly vsix: string;
  readonly module: TestModule;
  readonly workspace: PreparedWorkspace;
  /** For settings, extensions and logs of this run. */
  readonly dataFolder: string;
}

/**
 * Installs the package into a fresh VS Code and runs the test module in its extension host. The module writes its outcomes
 * to a file, because what it prints goes different ways in the two hosts. Throws an Error when it did not get that far.
 */
export async function runInExtensionHost(suite: Suite, run: ExtensionHostRun): Promise<readonly TestOutcome[]> {
  const file = join(run.dataFolder, "outcomes.json");
  const environment = { ...run.workspace.environment, LIMBECK_E2E_OUTCOMES: file };
  const said =
    run.host.kind === "server"
      ? await onServer(suite, run, run.host, environment)
      : await onDesktop(suite, run, run.host, environment);
  if (!existsSync(file)) throw new Error(`The tests inside VS Code did not end:\n${said}`);
  return JSON.parse(readFileSync(file, "utf8")) as TestOutcome[];
}

async function onServer(
  suite: Suite,
  run: ExtensionHostRun,
  build: Host & { kind: "server" },
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const port = await freePort();
  const options = {
    port,
    dataFolder: run.dataFolder,
    extensionsFolder: join(run.dataFolder, "extensions"),
    environment,
  };
  writeUserSettings(join(run.dataFolder, "data", "User"), suite.userSettings);
  await installExtension(build, run.vsix, options);
  const server = await startServerBuild(build, { ...options, driver: "tests" });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    let said = "";
    const exited = new Promise<number>((resolve) => {
      void page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
    });
    await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
      said += `${args.join(" ")}\n`;
    });
    const query = new URLSearchParams({
      folder: run.workspace.folder,
      payload: JSON.stringify([
        ["extensionDevelopmentPath", remoteUri(port, run.module.extension)],
        ["extensionTestsPath", remoteUri(port, run.module.entry)],
      ]),
    });
    await page.goto(`http://127.0.0.1:${port}/?${query}`);
    const code = await Promise.race([exited, deadline(15 * 60_000)]);
    return `exit code ${code}\n${said}\n${server.output()}`;
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function onDesktop(
  suite: Suite,
  run: ExtensionHostRun,
  host: Host & { kind: "desktop" },
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const folders = [
    ...[`--user-data-dir=${join(run.dataFolder, "data")}`, `--extensions-dir=${join(run.dataFolder, "extensions")}`],
  ];
  writeUserSettings(join(run.dataFolder, "data", "User"), suite.userSettings);
  await runVSCodeCommand([...folders, "--install-extension", run.vsix, "--force"], {
    cachePath: desktopCache(),
    version: "stable",
  });
  try {
    await runTests({
      vscodeExecutablePath: host.executable,
      extensionDevelopmentPath: run.module.extension,
      extensionTestsPath: run.module.entry,
      extensionTestsEnv: environment,
      launchArgs: [run.workspace.folder, ...folders, "--disable-workspace-trust"],
    });
    return "exit code 0";
  } catch (error) {
    return String(error);
  }
}

function deadline(milliseconds: number): Promise<"none: the time is up"> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, "none: the time is up").unref());
}
