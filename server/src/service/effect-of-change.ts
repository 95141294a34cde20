import { baseName, isInside } from "../project/paths.ts";
import { isConfiguration, pinsVersions } from "./collect-files.ts";
import { isCompiled, isVersionFile } from "./version-files.ts";
import type { Workspace } from "./workspace.ts";

/**
 * What a change on the disk asks for. "reload": projects may have changed, or a module that migrations or env.py import. "relist": version
 * files came or went. "read": this one version file has another text.
 */
export function effectOfChange(
  workspace: Workspace,
  path: string,
  change: "created" | "changed" | "deleted",
): "nothing" | "read" | "relist" | "reload" {
  const name = baseName(path);
  if (isConfiguration(name) || pinsVersions(path) || workspace.modules.knows(path)) return "reload";
  const { projects } = workspace.snapshot();
  // Compiled files come by the thousand, and count only where the team runs without sources.
  if (isCompiled(path) && !projects.some((it) => it.config.sourceless)) return "nothing";
  const isListed = projects.some((it) => it.files.some((file) => file.path === path));
  const isOurs = isListed || projects.some((it) => isVersionFile(it.config, path));
  if (change === "deleted") {
    const held = projects.some((it) => it.files.some((file) => isInside(path, file.path)));
    return isOurs || held ? "relist" : "nothing";
  }
  if (!isOurs) return "nothing";
  return change === "created" || !isListed ? "relist" : "read";
}
