import { execFile } from "node:child_process";
import { UsageError } from "./usage-error.ts";

/** Runs git without a shell, in a folder; its output. Throws UsageError, with `problem` and what git said. */
export function git(folder: string, args: readonly string[], problem: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      "git",
      ["-C", folder, ...args],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else {
          const said = stderr.trim().split("\n")[0] ?? "";
          const missing = "code" in error && error.code === "ENOENT" ? "git was not found" : said;
          reject(new UsageError(`${problem}${missing === "" ? "." : `: ${missing}`}`));
        }
      },
    );
  });
}

/** The commit that a reference names. Throws UsageError when there is none. */
export async function commitOf(folder: string, reference: string): Promise<string> {
  const found = await git(
    folder,
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`],
    `git knows no commit ${reference}`,
  );
  return found.trim();
}
