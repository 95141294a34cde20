import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../../scripts/environment/cache-folder.ts";
import { installWithApt } from "../../../scripts/environment/install-with-apt.ts";
import { MissingPiece } from "../../../scripts/environment/missing-piece.ts";
import { npmCommand } from "../../../scripts/environment/npm-command.ts";
import { runProcess } from "../../../scripts/environment/run-process.ts";

/** The npm package that contains the server build of VS Code (1.139.1). */
const packageName = "code-server";
const packageVersion = "4.139.1";

export interface ServerBuild {
  /** Run it with Node 24. */
  readonly serverMain: string;
  /** The extensions that VS Code brings itself, grammars of Python and SQL among them. */
  readonly builtInExtensions: string;
}

/**
 * The server build of VS Code, installed once a machine into the cache folder (about two minutes and 600 MB).
 * Throws MissingPiece where it cannot be installed.
 */
export async function installServerBuild(): Promise<ServerBuild> {
  const folder = join(cacheFolder("host"), `${packageName}-${packageVersion}`);
  const vscode = join(folder, "node_modules", packageName, "lib", "vscode");
  const build = { serverMain: join(vscode, "out", "server-main.js"), builtInExtensions: join(vscode, "extensions") };
  if (existsSync(build.serverMain)) return build;
  if (process.platform === "win32") {
    throw new MissingPiece(
      "The server build of VS Code cannot be installed on Windows: install VS Code with `code` on the PATH.",
    );
  }
  if (Number.parseInt(process.versions.node, 10) !== 24) {
    throw new MissingPiece(
      "The server build of VS Code is installed with Node 24: start this through npm, which brings it.",
    );
  }
  if (process.platform === "linux") await installWithApt(["libkrb5-dev", "make", "g++"]);

  console.log("Installing the server build of VS Code (once; about two minutes) …");
  const partial = `${folder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const allowScripts = { [packageName]: true, argon2: true };
  const manifest = { private: true, dependencies: { [packageName]: packageVersion }, allowScripts };
  writeFileSync(join(partial, "package.json"), JSON.stringify(manifest));
  const [npm, ...first] = npmCommand();
  const { code, stderr } = await runProcess(npm, [...first, "install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: partial,
    // Its install scripts call `node` and `npm`, and want the Node that runs this.
    env: { ...withoutNpmVariables(), PATH: pathWithThisNode() },
  });
  if (code !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new MissingPiece(
      `The server build of VS Code (npm package ${packageName}) could not be installed, which on Linux needs Kerberos' headers and a compiler: apt-get install libkrb5-dev make g++ python3.\n${stderr.slice(-2000)}`,
    );
  }
  renameSync(partial, folder);
  return build;
}

export interface ServerOptions {
  readonly port: number;
  /** Settings, extension state and logs. */
  readonly dataFolder: string;
  readonly extensionsFolder: string;
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * "tests" lets a page run a test module in the extension host; VS Code then shows no notifications and does not ask whether
   * the workspace is trusted. Without it everything is as for a person.
   */
  readonly driver?: "tests";
  /** What a browser must know to be let in. */
  readonly connectionToken?: string;
}

export interface RunningServer {
  readonly process: ChildProcess;
  readonly port: number;
  /** What the server has printed until now. */
  output(): string;
  stop(): Promise<void>;
  /** Resolves when the server ends, also by itself. */
  readonly ended: Promise<void>;
}

/** Starts the server build on 127.0.0.1 and waits until it listens. Throws an Error with its output when it ends before. */
export async function startServerBuild(build: ServerBuild, options: ServerOptions): Promise<RunningServer> {
  const token = options.connectionToken;
  const server = spawn(
    process.execPath,
    [
      ...[build.serverMain, "--host", "127.0.0.1", "--port", String(options.port)],
      ...(token === undefined ? ["--without-connection-token"] : ["--connection-token", token]),
      ...(options.driver === "tests" ? ["--enable-smoke-test-driver"] : []),
      ...["--accept-server-license-terms", "--telemetry-level", "off"],
      ...["--server-data-dir", options.dataFolder, "--extensions-dir", options.extensionsFolder],
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...withoutNpmVariables(), ...options.environment } },
  );
  let output = "";
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const listen = (text: string) => {
      output += text;
      if (output.includes("Extension host agent listening")) resolve();
    };
    server.stdout.setEncoding("utf8").on("data", listen);
    server.stderr.setEncoding("utf8").on("data", listen);
    server.once("error", reject);
    server.once("close", (code) => reject(new Error(`The server build of VS Code ended (${code}):\n${output}`)));
  });
  return {
    process: server,
    port: options.port,
    output: () => output,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill("SIGTERM");
      // Extension hosts get some seconds to end in order.
      const last = setTimeout(() => server.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(last);
    },
    ended,
  };
}

/** Installs a packaged extension, as a user would. */
export async function installExtension(build: ServerBuild, vsix: string, options: ServerOptions): Promise<void> {
  const { code, stdout, stderr } = await runProcess(
    process.execPath,
    [
      ...[build.serverMain, "--install-extension", vsix, "--force", "--accept-server-license-terms"],
      ...["--server-data-dir", options.dataFolder, "--extensions-dir", options.extensionsFolder],
    ],
    { env: withoutNpmVariables() },
  );
  if (code !== 0 || !stdout.includes("successfully installed")) {
    throw new Error(`${vsix} could not be installed: ${stdout}${stderr}`);
  }
}

/** npm tells its scripts about itself in variables that confuse another npm, and that a user's VS Code does not have. */
function withoutNpmVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_") && name !== "INIT_CWD"),
  );
}

function pathWithThisNode(): string {
  return [dirname(process.execPath), process.env.PATH ?? ""].join(process.platform === "win32" ? ";" : ":");
}
