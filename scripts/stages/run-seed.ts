import { execFileSync } from "node:child_process";

/**
 * A seed from 0 to 2^31 - 1 that belongs to the committed files: a run that failed fails again wherever that commit is tested,
 * and a new commit brings new cases. Null outside of a Git work tree.
 */
export function runSeed(folder: string): number | null {
  try {
    const tree = execFileSync("git", ["rev-parse", "HEAD^{tree}"], { cwd: folder, encoding: "utf8", stdio: "pipe" });
    return Number.parseInt(tree.slice(0, 8), 16) >>> 1;
  } catch {
    return null;
  }
}
