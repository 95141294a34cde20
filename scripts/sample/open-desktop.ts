import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheFolder } from "../environment/cache-folder.ts";

export interface OpenOptions {
  /** The folder of the extension: this checkout. */
  readonly extension: string;
  readonly folder: string;
}

/** The `code` command on the PATH; undefined when there is none. */
export function findCode(): string | undefined {
  const names = process.platform === "win32" ? ["code.cmd", "code.exe"] : ["code"];
  return (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((it) => existsSync(it));
}

/**
 * Opens VS Code's desktop program on a folder, with the extension from this checkout and settings of its own, and with
 * the extensions that the user has. The process is the program itself where it can be found, and ends it when killed.
 */
export function openDesktop(code: string, options: OpenOptions): ChildProcess {
  const args = [
    `--extensionDevelopmentPath=${options.extension}`,
    ...["--user-data-dir", cacheFolder("desktop"), "--new-window", "--disable-workspace-trust", "--skip-welcome"],
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    options.folder,
  ];
  const program = programBehind(code);
  return spawn(program ?? code, program === undefined ? ["--wait", ...args] : args, { stdio: "ignore" });
}

/** `code` is a script that starts the program and ends; on Windows it is a batch file, which cannot be spawned without a shell. */
function programBehind(code: string): string | undefined {
  const folder = dirname(realpathSync(code));
  const candidates =
    process.platform === "win32"
      ? [join(folder, "..", "Code.exe"), join(folder, "..", "Code - Insiders.exe")]
      : process.platform === "darwin"
        ? ["Code", "Electron"].map((it) => join(folder, "..", "..", "..", "MacOS", it))
        : [join(folder, "..", "code")];
  return candidates.find((it) => existsSync(it) && realpathSync(it) !== realpathSync(code));
}
