import { directoryOf, isInside } from "../../project/paths.ts";
import { relativePath } from "../file-system.ts";
import type { ProjectSnapshot } from "../snapshot.ts";

/**
 * What to call a project: the folder of its configuration as seen from the workspace folder (its name where it is that folder itself),
 * with the section when it is not the usual one.
 */
export function projectName(project: ProjectSnapshot, folders: readonly string[]): string {
  const folder = directoryOf(project.config.configFile);
  const root = folders.filter((it) => isInside(it, folder)).sort((a, b) => b.length - a.length)[0];
  const base = folder.slice(folder.lastIndexOf("/") + 1) || folder;
  const name = root === undefined || root === folder ? base : relativePath(root, folder);
  const { section } = project.config;
  return section === "alembic" || section === "tool.alembic" ? name : `${name} [${section}]`;
}
