import { relative } from "node:path";
import type { ProjectInfo } from "../../server/src/lsp/protocol.ts";
import type { ProjectPlace } from "./database/resolve-environment.ts";

/** Where a project lies; `folders` are the workspace's. The innermost one that holds the configuration file counts. */
export function projectPlace(project: ProjectInfo, folders: readonly string[]): ProjectPlace {
  const holding = folders.filter((it) => isInside(it, project.configFile)).sort((a, b) => b.length - a.length);
  const { id, configFile, section, workingDirectory } = project;
  return { id, configFile, section, workingDirectory, folder: holding[0] ?? workingDirectory };
}

/** The project whose version files, env.py or configuration this is; else the one whose directory holds it, the innermost first. */
export function projectOfFile(file: string | null, projects: readonly ProjectInfo[]): ProjectInfo | null {
  if (file === null) return null;
  const own = projects.find(
    (it) =>
      it.versionLocations.some((location) => isInside(location, file)) ||
      [it.envFile, it.configFile].some((path) => path !== null && relative(path, file) === ""),
  );
  const around = projects
    .filter((it) => isInside(it.workingDirectory, file))
    .sort((a, b) => b.workingDirectory.length - a.workingDirectory.length);
  return own ?? around[0] ?? null;
}

/** Whether a Python file lies in a version location of a project. */
export function isMigrationFile(file: string, projects: readonly ProjectInfo[]): boolean {
  return (
    file.endsWith(".py") && projects.some((it) => it.versionLocations.some((location) => isInside(location, file)))
  );
}

function isInside(directory: string, file: string): boolean {
  const path = relative(directory, file);
  return path !== "" && !path.startsWith("..") && !/^[A-Za-z]:/.test(path);
}
