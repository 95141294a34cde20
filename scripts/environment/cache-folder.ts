import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A folder for what is installed or kept once a machine: outside the checkout, so that a clean clone finds it again.
 * `LIMBECK_CACHE` names another root. The folder is created.
 */
export function cacheFolder(...parts: readonly string[]): string {
  const folder = join(process.env.LIMBECK_CACHE ?? join(homedir(), ".cache", "limbeck"), ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * As `cacheFolder`, but one that another account can enter: PostgreSQL refuses to run as root, and the account that runs
 * it instead cannot look into root's home.
 */
export function sharedCacheFolder(...parts: readonly string[]): string {
  if (process.env.LIMBECK_CACHE !== undefined || process.getuid?.() !== 0) {
    const folder = cacheFolder(...parts);
    if (process.getuid?.() !== 0 || isOpenToOthers(folder)) return folder;
  }
  const folder = join("/var/cache/limbeck", ...parts);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/** Whether every folder on the way to `path` lets other accounts through (POSIX only). */
export function isOpenToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const other = statSync(at).mode & 0o007;
    if ((other & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
