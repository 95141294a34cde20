import { relativePath } from "../../service/file-system.ts";
import type { ProjectSnapshot } from "../../service/snapshot.ts";
import type { Io } from "./io.ts";

/**
 * Says on `err` what is wrong with the configuration of the projects. True when one of them cannot be read at all: nothing says where its
 * version files are, or they are not there.
 */
export function projectFailures(projects: readonly ProjectSnapshot[], io: Io): boolean {
  let broken = false;
  for (const project of projects) {
    const { config } = project;
    for (const message of project.problems) io.err(`${relativePath(io.cwd, config.configFile)}: ${message}\n`);
    if (config.problems.some((it) => unreadable.has(it.code))) broken = true;
  }
  return broken;
}

const unreadable = new Set(["no-script-location", "script-location-missing", "wrong-path-separator", "toml-not-read"]);
