import { dirname } from "node:path";
import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";

/** The folders in which migrations lie, for the conditions of menus and keys: the version locations, and folders below them that hold one. */
export function versionFolders(
  projects: readonly Pick<ProjectInfo, "versionLocations">[],
  files: readonly string[],
): readonly string[] {
  return [...new Set([...projects.flatMap((it) => it.versionLocations), ...files.map((it) => dirname(it))])].sort();
}
