import { baseName, directoryOf, isInside } from "../project/paths.ts";
import type { ProjectConfig } from "../project/project-config.ts";
import type { FileSystem } from "./file-system.ts";

/** Bounds of one listing, so that a version location which is by mistake the whole disk ends. */
const maximumDirectories = 2_000;
const maximumFiles = 20_000;

/**
 * The version files of a project in the order in which Alembic loads them: location by location, names sorted by code point,
 * with `recursive_version_locations` each directory's files before its subdirectories (Alembic 1.10 and newer). Linked directories are not followed.
 */
export async function listVersionFiles(files: FileSystem, config: ProjectConfig): Promise<readonly string[]> {
  const found = new Set<string>();
  let directories = 0;
  for (const location of config.versionLocations) {
    const pending = [location];
    for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
      if (++directories > maximumDirectories || found.size > maximumFiles) return [...found];
      const entries = [...(await files.readDirectory(folder))].sort((a, b) => compareCodePoints(a.name, b.name));
      const below: string[] = [];
      for (const { name, kind } of entries) {
        if (kind === "file" && isVersionFileName(name)) found.add(`${folder}/${name}`);
        if (kind === "directory" && !name.endsWith("__pycache__")) below.push(`${folder}/${name}`);
      }
      if (config.recursiveVersionLocations) pending.unshift(...below);
    }
  }
  return [...found];
}

/** Alembic's own test of a name: `.py`, and not beginning with `.#` or `__init__`. */
export function isVersionFileName(name: string): boolean {
  return name.endsWith(".py") && !name.startsWith(".#") && !name.startsWith("__init__");
}

/** True for a path that Alembic would load as a version file of the project if it existed. */
export function isVersionFile(config: ProjectConfig, path: string): boolean {
  if (!isVersionFileName(baseName(path))) return false;
  const folder = directoryOf(path);
  if (!config.recursiveVersionLocations) return config.versionLocations.includes(folder);
  return config.versionLocations.some((it) => isInside(it, folder)) && !/__pycache__(\/|$)/.test(folder);
}

/** The order of Python's `sorted` on strings: by code point, so surrogates stand above the rest of the basic plane. */
function compareCodePoints(a: string, b: string): number {
  const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
