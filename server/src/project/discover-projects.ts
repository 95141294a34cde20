import { compareVersions } from "./compare-versions.ts";
import { readIni } from "./ini.ts";
import type { ConfigText } from "./option-source.ts";
import { baseName, directoryOf, isInside } from "./paths.ts";
import type { ProjectConfig } from "./project-config.ts";
import { readProject } from "./read-project.ts";
import { readToml, tomlTable } from "./toml.ts";

export interface DiscoverOptions {
  /** Texts of every `*.ini`, `pyproject.toml` and `env.py` found, in any order; others are ignored. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** One of them that somebody named (`-c`): an ini whatever its name is. */
  readonly configFile?: string | null;
  /** The folders that were searched: a working directory is never looked for above them. */
  readonly roots: readonly string[];
  /** Where the team runs Alembic for the project of a configuration file (or env.py), when a setting says so; null: it is found. */
  readonly workingDirectory?: (configFile: string) => string | null;
  /** What Alembic's own arguments name: then there is that one project, if there is such a one. */
  readonly arguments?: AlembicArguments | null;
  /** The version of Alembic for a configuration file read from a working directory; null: the newest. */
  readonly alembic?: (configFile: string, workingDirectory: string) => string | null;
  readonly platform?: "posix" | "windows";
  readonly directoryExists: (path: string) => boolean;
  readonly fileExists: (path: string) => boolean;
}

/**
 * Where `alembic -c … -n …` looks keys up: in the section of the ini first, then in `[tool.alembic]` of the pyproject.toml (Alembic 1.16).
 * `-c pyproject.toml` takes the place of the pyproject.toml of the current directory and leaves its `alembic.ini` in place, and the other way round.
 */
export interface AlembicArguments {
  readonly ini: string;
  readonly pyproject: string;
  readonly section: string;
  readonly workingDirectory: string;
}

/**
 * The Alembic projects of a workspace, in the order of their configuration's path: every section of an ini that has a script_location
 * (or Flask-Migrate's ini beside env.py), every `[tool.alembic]`, and script locations that no configuration names (their Config is built
 * in code).
 */
export function discoverProjects(options: DiscoverOptions): readonly ProjectConfig[] {
  const files = [...options.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const texts = new Map(files.map((it) => [it.path, it.text]));
  const asked = options.arguments == null ? null : askedProject(options.arguments, texts, options);
  if (asked !== null) return [asked];
  const projects: ProjectConfig[] = [];
  /** pyproject.toml files that complete an ini: no project of their own. */
  const joined = new Set<string>();
  for (const { path, text } of files) {
    const isNamed = path === options.configFile && baseName(path) !== "pyproject.toml";
    if (!isNamed && !path.toLowerCase().endsWith(".ini")) continue;
    for (const section of projectSections(path, text, options)) {
      const project = locate(path, text, section, texts, options);
      const pyproject = `${project.workingDirectory}/pyproject.toml`;
      if (texts.has(pyproject)) joined.add(pyproject);
      projects.push(project);
    }
  }
  for (const { path, text } of files) {
    if (baseName(path) !== "pyproject.toml" || !hasAlembicTable(text)) continue;
    // The alembic.ini beside it wins wherever it has the key.
    if (saysScriptLocation(texts.get(`${directoryOf(path)}/alembic.ini`))) continue;
    const project = locate(path, text, "tool.alembic", texts, options);
    const known = projects.some((it) => it.scriptLocation !== null && it.scriptLocation === project.scriptLocation);
    if (!known || (!joined.has(path) && project.scriptLocation === null)) projects.push(project);
  }
  for (const { path, text } of files) {
    const folder = directoryOf(path);
    if (baseName(path) !== "env.py" || projects.some((it) => it.scriptLocation === folder)) continue;
    if (isScriptLocation(folder, text, options)) projects.push(withoutConfiguration(path, text, options));
  }
  return projects;
}

/** The project of Alembic's own arguments; null when neither file has something to say. */
function askedProject(
  { ini, pyproject, section, workingDirectory }: AlembicArguments,
  texts: ReadonlyMap<string, string>,
  options: DiscoverOptions,
): ProjectConfig | null {
  const iniText = texts.get(ini);
  const tomlText = texts.get(pyproject);
  const given = { ...options, workingDirectory };
  const tomlVersion = options.alembic?.(pyproject, workingDirectory) ?? null;
  const readsToml = tomlVersion === null || compareVersions(tomlVersion, "1.16") >= 0;
  const table = tomlText !== undefined && hasAlembicTable(tomlText) ? { file: pyproject, text: tomlText } : null;
  if (!readsToml && options.configFile === pyproject && table !== null) {
    // Older versions take it for an ini, and find nothing in it.
    return readProject({ ...given, configFile: pyproject, text: table.text, alembic: tomlVersion });
  }
  const toml = readsToml ? table : null;
  if (iniText !== undefined && readIni(iniText).sections.has(section)) {
    const alembic = options.alembic?.(ini, workingDirectory) ?? null;
    const project = readProject({ ...given, configFile: ini, text: iniText, section, pyproject: toml, alembic });
    return project.scriptLocation === null ? null : project;
  }
  if (toml === null) return null;
  return readProject({ ...given, configFile: pyproject, text: toml.text, alembic: tomlVersion });
}

function saysScriptLocation(ini: string | undefined): boolean {
  if (ini === undefined) return false;
  const { sections, defaults } = readIni(ini);
  const own = sections.get("alembic");
  return own !== undefined && (own.options.has("script_location") || defaults.has("script_location"));
}

/** The sections of an ini that are projects; none for an ini of something else. */
function projectSections(path: string, text: string, options: DiscoverOptions): readonly string[] {
  const ini = readIni(text);
  const names = [...ini.sections.values()].filter((it) => it.options.has("script_location")).map((it) => it.name);
  if (names.includes("alembic") || !ini.sections.has("alembic")) return names;
  const isAlembic = baseName(path) === "alembic.ini" || options.fileExists(`${directoryOf(path)}/env.py`);
  // With other named sections, [alembic] without a script_location is only what they share.
  const inherited = ini.defaults.has("script_location");
  return inherited || (isAlembic && names.length === 0) ? ["alembic", ...names] : names;
}

function hasAlembicTable(text: string): boolean {
  if (!text.includes("alembic")) return false;
  const toml = readToml(text);
  return toml.ok && (tomlTable(toml.table, "tool", "alembic") ?? null) !== null;
}

/** Reads the project from the directory in which its script location exists: beside the configuration, else the nearest folder above. */
function locate(
  path: string,
  text: string,
  section: string,
  texts: ReadonlyMap<string, string>,
  options: DiscoverOptions,
): ProjectConfig {
  const read = (workingDirectory: string): ProjectConfig => {
    const besides = `${workingDirectory}/pyproject.toml`;
    const pyproject: ConfigText | null =
      besides !== path && texts.has(besides) ? { file: besides, text: texts.get(besides) ?? "" } : null;
    const alembic = options.alembic?.(path, workingDirectory) ?? null;
    return readProject({ ...options, configFile: path, text, section, workingDirectory, pyproject, alembic });
  };
  const named = options.workingDirectory?.(path) ?? null;
  if (named !== null) return read(named);
  const beside = directoryOf(path);
  const first = read(beside);
  if (first.kind === "flask-migrate") return options.roots.includes(beside) ? first : read(directoryOf(beside));
  const exists = (it: ProjectConfig): boolean =>
    it.scriptLocation !== null && options.directoryExists(it.scriptLocation);
  if (exists(first)) return first;
  for (const folder of foldersAbove(beside, options.roots)) {
    const other = read(folder);
    if (exists(other)) return other;
  }
  return first;
}

/** The folders above one, the nearest first, up to the searched folder that holds it. */
function foldersAbove(folder: string, roots: readonly string[]): readonly string[] {
  const above: string[] = [];
  for (let at = folder; !roots.includes(at); ) {
    const parent = directoryOf(at);
    if (parent === at || !roots.some((it) => isInside(it, parent))) break;
    above.push(parent);
    at = parent;
  }
  return above;
}

function isScriptLocation(folder: string, env: string, options: DiscoverOptions): boolean {
  if (!/\balembic\b/.test(env) || !/\bconfigure\b/.test(env)) return false;
  return options.fileExists(`${folder}/script.py.mako`) || options.directoryExists(`${folder}/versions`);
}

function withoutConfiguration(env: string, text: string, options: DiscoverOptions): ProjectConfig {
  const folder = directoryOf(env);
  const workingDirectory = options.workingDirectory?.(env) ?? importRoot(folder, options);
  return {
    ...readProject({
      ...options,
      configFile: env,
      // What Flask-Migrate and a Config built in code set themselves.
      text: `[alembic]\nscript_location = ${folder.replaceAll("%", "%%")}\n`,
      workingDirectory,
      alembic: options.alembic?.(env, workingDirectory) ?? null,
    }),
    kind: /\bflask\b/.test(text) ? "flask-migrate" : "env.py only",
  };
}

/** Where Python would have to start so that the script location's own package can be imported: above its outermost `__init__.py`. */
function importRoot(folder: string, options: DiscoverOptions): string {
  if (options.roots.includes(folder)) return folder;
  let at = directoryOf(folder);
  while (!options.roots.includes(at) && options.fileExists(`${at}/__init__.py`)) at = directoryOf(at);
  return at;
}
