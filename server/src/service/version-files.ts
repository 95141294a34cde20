import type { Problem } from "../base/problem.ts";
import { compareVersions } from "../project/compare-versions.ts";
import { baseName, directoryOf, isInside } from "../project/paths.ts";
import type { ProjectConfig } from "../project/project-config.ts";
import type { DirectoryEntry, FileRead, FileSystem } from "./file-system.ts";

/** Bounds of one listing, so that a version location which is by mistake the whole disk ends. */
const maximumDirectories = 2_000;
const maximumFiles = 20_000;

export interface VersionFiles {
  /** Absolute paths, as the version locations name them (links are not resolved). */
  readonly files: readonly string[];
  /** What Alembic warns of while it lists them. */
  readonly problems: readonly Problem[];
}

/**
 * The version files of a project in the order in which Alembic loads them: location by location, names sorted by code point,
 * with `recursive_version_locations` each directory's files before its subdirectories (Alembic 1.10 and newer). Linked directories are not
 * followed. With `sourceless` also compiled files: those beside the sources, and those of `__pycache__` of which no file beside it has the
 * name; their order, which Alembic leaves to the file system, is that of the names. A file that two locations lead to counts once.
 * `alembic`: its version; null for the newest. Source: `Script._list_py_dir`, `ScriptDirectory._load_revisions` (1.8.1, 1.10, 1.20).
 */
export async function listVersionFiles(
  files: FileSystem,
  config: ProjectConfig,
  alembic: string | null = null,
): Promise<VersionFiles> {
  const isSince = (version: string): boolean => alembic === null || compareVersions(alembic, version) >= 0;
  const found: string[] = [];
  const seen = new Set<string>();
  const twice: string[] = [];
  const isRecursive = config.recursiveVersionLocations && isSince("1.10");
  let directories = 0;
  const add = async (folder: Folder, { name, target }: DirectoryEntry): Promise<void> => {
    const real = target ?? `${folder.real}/${name}`;
    // Since 1.10 a link counts by the name of the file that it leads to, and by what is beside that.
    const isElsewhere = target !== undefined && isSince("1.10");
    const counted = isElsewhere ? baseName(real) : name;
    // Before 1.10 the name of a file in __pycache__ begins with that, so that no beginning is passed over.
    const tested = folder.isCache && !isSince("1.10") ? `__pycache__/${name}` : counted;
    // Every file counts as seen, also one that is passed over under this name.
    const isAgain = seen.has(real);
    seen.add(real);
    if (!isVersionFileName(tested, config)) return;
    if (isCompiled(counted)) {
      const names = isElsewhere ? namesOf(await files.readDirectory(directoryOf(real))) : folder.names;
      if (isShadowed(counted, names)) return;
    }
    if (isAgain) twice.push(real);
    else found.push(`${folder.path}/${name}`);
  };
  for (const location of config.versionLocations) {
    const pending = [{ path: location, real: (await files.realPath?.(location)) ?? location }];
    for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
      const { path, real } = folder;
      if (++directories > maximumDirectories || found.length > maximumFiles) return listed(config, found, twice);
      const entries = byName(await files.readDirectory(path));
      const plain = entries.filter((it) => it.kind === "file");
      const names = new Set(plain.map((it) => it.name));
      for (const it of plain) await add({ path, real, names, isCache: false }, it);
      const compiled = config.sourceless && entries.some((it) => it.kind !== "file" && it.name === "__pycache__");
      if (compiled) {
        const taken = new Set((isSince("1.10") ? plain : entries).map((it) => stem(it.name)));
        const cache = byName(await files.readDirectory(`${path}/__pycache__`)).filter((it) => it.kind === "file");
        const names = namesOf(cache);
        const inCache = { path: `${path}/__pycache__`, real: `${real}/__pycache__`, names, isCache: true };
        for (const it of cache) if (!taken.has(stem(it.name))) await add(inCache, it);
      }
      if (!isRecursive) break;
      const below = entries.filter((it) => it.kind === "directory" && !it.name.endsWith("__pycache__"));
      pending.unshift(...below.map(({ name }) => ({ path: `${path}/${name}`, real: `${real}/${name}` })));
    }
  }
  return listed(config, found, twice);
}

interface Folder {
  readonly path: string;
  /** Without links. */
  readonly real: string;
  /** Of its files. */
  readonly names: ReadonlySet<string>;
  /** It is the `__pycache__` of a directory of version files. */
  readonly isCache: boolean;
}

function listed(config: ProjectConfig, files: readonly string[], twice: readonly string[]): VersionFiles {
  const [first] = twice;
  const more = twice.length > 1 ? ` The same holds for ${twice.length - 1} more.` : "";
  const problems: readonly Problem[] =
    first === undefined
      ? []
      : [
          {
            code: "loaded-twice",
            message: `File ${first} loaded twice! ignoring. Please ensure version_locations is unique.${more}`,
            file: config.configFile,
          },
        ];
  return { files, problems };
}

/**
 * Alembic's own test of a name: `.py` (with `sourceless` also `.pyc` and `.pyo`), and not beginning with `.#` or `__init__`.
 */
export function isVersionFileName(name: string, { sourceless }: Pick<ProjectConfig, "sourceless">): boolean {
  if (name.startsWith(".#") || name.startsWith("__init__")) return false;
  return name.endsWith(".py") || (sourceless && isCompiled(name));
}

/** True for a path that Alembic would load as a version file of the project if it existed (and nothing beside it took its place). */
export function isVersionFile(config: ProjectConfig, path: string): boolean {
  if (!isVersionFileName(baseName(path), config)) return false;
  const own = directoryOf(path);
  const inCache = config.sourceless && baseName(own) === "__pycache__";
  const folder = inCache ? directoryOf(own) : own;
  if (!config.recursiveVersionLocations) return config.versionLocations.includes(folder);
  return config.versionLocations.some((it) => isInside(it, folder)) && !/__pycache__(\/|$)/.test(folder);
}

/** Compiled Python: its content is for one version of Python, and is not text. */
export function isCompiled(path: string): boolean {
  return path.endsWith(".pyc") || path.endsWith(".pyo");
}

/** The text of a version file; of a compiled one, why there is none. */
export async function readVersionFile(files: FileSystem, path: string): Promise<FileRead> {
  if (!isCompiled(path)) return files.readFile(path);
  const message = path.endsWith(".pyo")
    ? "Python 3 cannot load a .pyo file, so Alembic stops here with an AssertionError (sourceless is on). Remove the file."
    : "Alembic loads this compiled file (sourceless is on), but it holds bytecode, so its revision is not known here.";
  return { ok: false, reason: "bytecode", message };
}

/** A compiled file stands back behind its source, and `.pyo` behind `.pyc`. */
function isShadowed(name: string, names: ReadonlySet<string>): boolean {
  const source = name.slice(0, -1);
  return names.has(source) || (name.endsWith("o") && names.has(`${source}c`));
}

/** Up to the first dot, as Alembic compares names with those in `__pycache__`. */
function stem(name: string): string {
  return name.split(".", 1)[0] ?? "";
}

function namesOf(entries: readonly DirectoryEntry[]): ReadonlySet<string> {
  return new Set(entries.map((it) => it.name));
}

function byName(entries: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
  return [...entries].sort((a, b) => compareCodePoints(a.name, b.name));
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
