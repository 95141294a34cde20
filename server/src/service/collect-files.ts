import { baseName, directoryOf, resolvePath } from "../project/paths.ts";
import type { FileSystem } from "./file-system.ts";

/** A file's path and text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** The folder that it speaks of, when that is not its own: the one above `requirements/`, or that of the file which includes it. */
  readonly about?: string;
}

/** What lies in the folders of a workspace and can say something about Alembic projects. */
export interface CollectedFiles {
  /** `alembic.ini`, other ini files with a script location, `pyproject.toml`, `limbeck.toml`, `env.py` of migrations. */
  readonly configurations: readonly TextFile[];
  /** Files that pin versions: lock files, requirements. */
  readonly requirements: readonly TextFile[];
  /** Every file and directory that the walk saw. */
  readonly seenFiles: ReadonlySet<string>;
  readonly seenDirectories: ReadonlySet<string>;
  /** Names in the `site-packages` of virtual environments: `alembic-1.20.0.dist-info`, with the folder that holds the environment. */
  readonly distributions: readonly { readonly folder: string; readonly name: string }[];
  /** True when the bounds of the walk were reached. */
  readonly incomplete: boolean;
}

/** Bounds of the walk. */
const maximumDepth = 10;
const maximumDirectories = 20_000;
/** An ini above this is not a configuration of Alembic (in UTF-16 code units); a lock file may be long. */
const maximumConfigLength = 1_000_000;
/** Directories that are read at the same time. */
const parallel = 16;
/** Requirement files in all; more than this is no project's. */
const mostIncluded = 500;

const skipped = new Set([
  "node_modules",
  "bower_components",
  "site-packages",
  "dist-packages",
  "__pycache__",
  "__pypackages__",
  "htmlcov",
]);

/**
 * Walks the folders, breadth first, and reads what may be a configuration. Hidden directories, installed packages, virtual environments
 * and linked directories are not entered. `isCancelled` is asked between directories.
 */
export async function collectFiles(
  files: FileSystem,
  folders: readonly string[],
  options: { readonly isCancelled?: () => boolean } = {},
): Promise<CollectedFiles> {
  const configurations: TextFile[] = [];
  const requirements: TextFile[] = [];
  const distributions: { folder: string; name: string }[] = [];
  const seenFiles = new Set<string>();
  const seenDirectories = new Set<string>(folders);
  let level: readonly string[] = [...folders];
  let incomplete = false;

  const read = async (path: string, into: TextFile[], accept: (text: string) => boolean): Promise<void> => {
    const content = await files.readFile(path);
    const folder = directoryOf(path);
    const about = baseName(folder).toLowerCase() === "requirements" ? { about: directoryOf(folder) } : {};
    if (content.ok && accept(content.text)) into.push({ path, text: content.text, ...about });
  };

  const visit = async (folder: string): Promise<readonly string[]> => {
    const entries = await files.readDirectory(folder);
    const names = new Set(entries.map((it) => it.name));
    if (names.has("pyvenv.cfg")) {
      for (const name of await distributionsOf(
        files,
        folder,
        entries.map((it) => it.name),
      )) {
        distributions.push({ folder: folder.slice(0, folder.lastIndexOf("/")), name });
      }
      return [];
    }
    const below: string[] = [];
    const reads: Promise<void>[] = [];
    for (const { name, kind } of entries) {
      const path = `${folder}/${name}`;
      if (kind === "directory") {
        seenDirectories.add(path);
        const isEnvironment = name === ".venv";
        if (isEnvironment || !(name.startsWith(".") || skipped.has(name) || name.endsWith(".egg-info")))
          below.push(path);
      }
      if (kind !== "file") continue;
      seenFiles.add(path);
      if (isConfiguration(name)) reads.push(read(path, configurations, (text) => saysAlembic(name, text)));
      if (pinsVersions(path)) reads.push(read(path, requirements, () => true));
    }
    await Promise.all(reads);
    return below;
  };

  for (let depth = 0; depth <= maximumDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += parallel) {
      if (options.isCancelled?.() === true)
        return { configurations, requirements, seenFiles, seenDirectories, distributions, incomplete: true };
      const found = await Promise.all(level.slice(at, at + parallel).map(visit));
      next.push(...found.flat());
    }
    if (depth === maximumDepth && next.length > 0) incomplete = true;
    if (seenDirectories.size > maximumDirectories) {
      incomplete = true;
      break;
    }
    level = next;
  }
  await readIncluded(files, requirements);
  const byPath = (a: TextFile, b: TextFile): number => (a.path < b.path ? -1 : 1);
  configurations.sort(byPath);
  requirements.sort(byPath);
  return { configurations, requirements, seenFiles, seenDirectories, distributions, incomplete };
}

/** True for names of files whose change can change which projects there are or how they are read. */
export function isConfiguration(name: string): boolean {
  return (
    name.endsWith(".ini") ||
    name === "script.py.mako" ||
    name === "pyproject.toml" ||
    name === "limbeck.toml" ||
    name === "env.py"
  );
}

export function pinsVersions(path: string): boolean {
  // `requirements/base.txt` is as common as `requirements-base.txt`.
  if (/(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i.test(path)) return true;
  return /^(?:poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|(?:.*[-_.])?requirements(?:[-_.].*)?\.(?:txt|in)|constraints\.txt|setup\.cfg)$/i.test(
    baseName(path),
  );
}

/** Requirement files that others name: `-r deps/base.txt`, `-c pins.txt`, seen from the file that says so. */
async function readIncluded(files: FileSystem, requirements: TextFile[]): Promise<void> {
  const known = new Set(requirements.map((it) => it.path));
  // The list grows while it is read: what is included may include.
  for (let at = 0; at < requirements.length && requirements.length < mostIncluded; at++) {
    const { path, text } = requirements[at] as TextFile;
    if (!/\.(?:txt|in)$/i.test(path)) continue;
    for (const match of text.matchAll(/^\s*(?:-[rc]|--requirement|--constraint)[ \t=]*([^\s#]+)/gm)) {
      const included = resolvePath(directoryOf(path), match[1] ?? "");
      if (known.has(included) || /^[a-z]+:\/\//i.test(match[1] ?? "")) continue;
      known.add(included);
      const content = await files.readFile(included);
      const about = (requirements[at] as TextFile).about ?? directoryOf(path);
      if (content.ok) requirements.push({ path: included, text: content.text, about });
    }
  }
}

function saysAlembic(name: string, text: string): boolean {
  if (text.length > maximumConfigLength) return false;
  // Read by its project; here it only counts as something whose change matters.
  if (name === "script.py.mako") return false;
  if (name === "env.py") return /\balembic\b/.test(text);
  if (name.endsWith(".ini")) return name === "alembic.ini" || /^\s*\[alembic\]|^\s*script_location\s*[=:]/m.test(text);
  return true;
}

async function distributionsOf(
  files: FileSystem,
  environment: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const library = names.includes("Lib") ? "Lib" : "lib";
  const roots = [`${environment}/${library}/site-packages`];
  for (const { name, kind } of await files.readDirectory(`${environment}/${library}`)) {
    if (kind === "directory" && name.startsWith("python"))
      roots.push(`${environment}/${library}/${name}/site-packages`);
  }
  const entries = await Promise.all(roots.map((it) => files.readDirectory(it)));
  return entries
    .flat()
    .map((it) => it.name)
    .filter((it) => it.endsWith(".dist-info"));
}
