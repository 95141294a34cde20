import { readLintConfig } from "../lint/read-lint-config.ts";
import { type DetectedVersions, detectVersions } from "../project/detect-versions.ts";
import { type AlembicArguments, discoverProjects } from "../project/discover-projects.ts";
import { readIni } from "../project/ini.ts";
import { iniValue } from "../project/ini-value.ts";
import { baseName, directoryOf, isInside } from "../project/paths.ts";
import type { AnalysisConfig, ProjectConfig } from "../project/project-config.ts";
import { readEnv } from "../project/read-env.ts";
import { readToml, tomlTable } from "../project/toml.ts";
import { type CollectedFiles, collectFiles, type TextFile } from "./collect-files.ts";
import type { FileSystem } from "./file-system.ts";
import { flaskApplications } from "./flask-applications.ts";
import { moduleRoots } from "./module-roots.ts";
import type { ProjectSource } from "./project-source.ts";
import type { Settings } from "./settings.ts";
import { listVersionFiles, readVersionFile } from "./version-files.ts";
import type { Workspace } from "./workspace.ts";

export interface LoadOptions {
  readonly files: FileSystem;
  /** Absolute paths of the folders to search. */
  readonly folders: readonly string[];
  readonly workspace: Workspace;
  /** A configuration that somebody named: read wherever it lies and whatever its name is. */
  readonly configFile?: string | null;
  /** Where Alembic's own arguments make it look; then there is that one project, if there is such a one. */
  readonly alembicArguments?: AlembicArguments | null;
  /** Versions that somebody states there count before those that are found: how a configuration is read depends on Alembic's. */
  readonly settings?: Settings;
  /** Where Alembic runs for the project of a configuration file, when somebody says so; null: it is found. */
  readonly workingDirectory?: (configFile: string) => string | null;
  readonly isCancelled?: () => boolean;
  /** Called as files are read. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Files that are read at the same time. */
const parallel = 32;
/** Modules that import modules …: rounds of loading. */
const maximumRounds = 12;

/**
 * Finds the projects below the folders and hands them, their version files and what env.py imports to the workspace.
 * Cancelled, it leaves the workspace as it was. True when not every folder could be walked (they are too many, or too deep).
 */
export async function loadWorkspace(options: LoadOptions): Promise<{ readonly incomplete: boolean }> {
  const { files, folders } = options;
  const isCancelled = options.isCancelled ?? (() => false);
  let collected = await collectFiles(files, folders, { isCancelled });
  const { configFile } = options;
  if (configFile != null) collected = await withFile(files, collected, configFile);
  const discover = (): readonly ProjectConfig[] =>
    discoverProjects({
      files: collected.configurations,
      configFile: configFile ?? null,
      arguments: options.alembicArguments ?? null,
      alembic: (configFile, workingDirectory) =>
        versionsOf(collected, { configFile, workingDirectory }, options.settings).alembic,
      roots: folders,
      workingDirectory: options.workingDirectory ?? (() => null),
      platform: folders.some((it) => /^[A-Za-z]:/.test(it)) ? "windows" : "posix",
      directoryExists: (path) => collected.seenDirectories.has(path),
      fileExists: (path) => collected.seenFiles.has(path),
    });
  let configs = discover();
  const before = collected;
  for (const { scriptLocation } of configs) {
    if (scriptLocation !== null) collected = await withScriptLocation(files, collected, scriptLocation);
  }
  if (collected !== before) configs = discover();
  const sources: ProjectSource[] = [];
  for (const config of configs) sources.push(await projectSource(options, config, collected));
  await handOver(options, sources);
  return { incomplete: collected.incomplete };
}

/** Adds a file that the walk did not see (or passed over); nothing changes when it cannot be read. */
async function withFile(files: FileSystem, collected: CollectedFiles, path: string): Promise<CollectedFiles> {
  if (collected.configurations.some((it) => it.path === path)) return collected;
  const content = await files.readFile(path);
  if (!content.ok) return collected;
  return {
    ...collected,
    configurations: [...collected.configurations, { path, text: content.text }],
    seenFiles: new Set([...collected.seenFiles, path]),
  };
}

/** Adds a script location that the walk did not see, with its env.py: a configuration may name a directory anywhere. */
async function withScriptLocation(
  files: FileSystem,
  collected: CollectedFiles,
  folder: string,
): Promise<CollectedFiles> {
  if (collected.seenDirectories.has(folder)) return collected;
  const entries = await files.readDirectory(folder);
  if (entries.length === 0) return collected;
  const seen = { ...collected, seenDirectories: new Set([...collected.seenDirectories, folder]) };
  return withFile(files, seen, `${folder}/env.py`);
}

/** Lists the version files of the known projects again, and reads those. */
export async function relistVersionFiles(files: FileSystem, workspace: Workspace): Promise<void> {
  const sources = await Promise.all(
    workspace.sources().map(async (it) => ({ ...it, ...(await versionFiles(files, it.config, it.analysis.alembic)) })),
  );
  await handOver({ files, workspace }, sources);
}

async function versionFiles(
  files: FileSystem,
  config: ProjectConfig,
  alembic: string | null,
): Promise<Pick<ProjectSource, "files" | "listing">> {
  const listed = await listVersionFiles(files, config, alembic);
  return { files: listed.files, listing: listed.problems };
}

async function handOver(
  options: Pick<LoadOptions, "files" | "workspace" | "isCancelled" | "onProgress">,
  sources: readonly ProjectSource[],
): Promise<void> {
  const paths = [...new Set(sources.flatMap((it) => it.files))];
  let done = 0;
  const contents = await inParallel(paths, async (path) => {
    const content = options.isCancelled?.() === true ? null : await readVersionFile(options.files, path);
    options.onProgress?.({ done: ++done, total: paths.length });
    return content;
  });
  if (options.isCancelled?.() === true) return;
  options.workspace.setProjects(sources);
  paths.forEach((path, index) => {
    const content = contents[index];
    if (content) options.workspace.setFile(path, content);
  });
}

/**
 * Reads the modules that the files analysed so far have asked for, and has them analysed again when there are any, for modules import
 * modules. `analyse` reads everything that can be read.
 */
export async function loadModules(
  files: FileSystem,
  workspace: Workspace,
  analyse: () => Promise<void>,
): Promise<void> {
  for (let round = 0; round < maximumRounds; round++) {
    const before = workspace.modules.generation;
    await loadWanted(files, workspace);
    if (workspace.modules.generation === before) return;
    await analyse();
  }
}

async function loadWanted(files: FileSystem, workspace: Workspace): Promise<void> {
  const wanted = workspace.modules.takeWanted();
  const contents = await inParallel(wanted, (path) => files.readFile(path));
  wanted.forEach((path, index) => {
    const content = contents[index];
    // Python keeps a byte order mark in the text of a file that is no module; such a file is left unread.
    const isText = content?.ok === true && (path.endsWith(".py") || !content.byteOrderMark);
    workspace.modules.set(path, isText ? content.text : null);
  });
}

/** Reads again the modules that are known, because the disk may have changed. */
export async function reloadModules(files: FileSystem, workspace: Workspace): Promise<void> {
  const paths = workspace.modules.paths();
  const contents = await inParallel(paths, (path) => files.readFile(path));
  paths.forEach((path, index) => {
    const content = contents[index];
    // Python keeps a byte order mark in the text of a file that is no module; such a file is left unread.
    const isText = content?.ok === true && (path.endsWith(".py") || !content.byteOrderMark);
    workspace.modules.set(path, isText ? content.text : null);
  });
}

async function projectSource(
  { files, workspace, settings }: Pick<LoadOptions, "files" | "workspace" | "settings">,
  config: ProjectConfig,
  collected: CollectedFiles,
): Promise<ProjectSource> {
  const versions = versionsOf(collected, config, settings);
  const env = collected.configurations.find((it) => it.path === config.envFile)?.text ?? null;
  const roots = moduleRoots(config, collected);
  const mainOption = mainOptionOf(config, collected);
  const applications = await flaskApplications(files, config, { env, seenFiles: collected.seenFiles });
  const read = (): AnalysisConfig =>
    readEnv({
      file: config.envFile,
      text: env,
      applications,
      sourceModule: (name, level, from) => workspace.modules.find(name, level, from, roots),
      versions,
      databaseUrl: config.databaseUrl,
      ...(mainOption === null ? {} : { mainOption }),
    });
  let analysis = read();
  for (let round = 0; round < maximumRounds; round++) {
    const before = workspace.modules.generation;
    await loadWanted(files, workspace);
    if (workspace.modules.generation === before) break;
    analysis = read();
  }
  const template =
    config.scriptLocation === null ? null : await files.readFile(`${config.scriptLocation}/script.py.mako`);
  return {
    config,
    analysis,
    moduleRoots: roots,
    versionSources: versions.sources,
    texts: { env, configuration: collected.configurations.find((it) => it.path === config.configFile)?.text ?? null },
    limbeck: limbeckTable(config, collected.configurations),
    ...(await versionFiles(files, config, versions.alembic)),
    template: template?.ok === true ? template.text : null,
  };
}

/** Reads options of the project's ini section; null for a project without an ini. */
function mainOptionOf(
  config: ProjectConfig,
  { configurations }: CollectedFiles,
): ((name: string) => string | null) | null {
  const file = configurations.find((it) => it.path === config.configFile);
  if (file === undefined || !file.path.endsWith(".ini")) return null;
  const ini = readIni(file.text);
  return (name) => {
    const value = iniValue(ini, config.section, name, directoryOf(config.configFile));
    return value?.ok === true ? value.value : null;
  };
}

/** The versions around a configuration, with the Alembic that the team states (limbeck.toml, settings, command line) in place of a found one. */
function versionsOf(
  collected: CollectedFiles,
  place: Pick<ProjectConfig, "configFile" | "workingDirectory">,
  settings: Settings | undefined,
): DetectedVersions {
  const found = versionsAround(collected, place.configFile, place.workingDirectory);
  const table = limbeckTable(place, collected.configurations) ?? undefined;
  const { config } = readLintConfig({ table, settings: settings ?? {} });
  return config.versions.alembic === null ? found : { ...found, alembic: config.versions.alembic };
}

/** What the pins and environments around a configuration say: those of the folders that hold it, or the working directory. */
function versionsAround(
  { requirements, configurations, distributions }: CollectedFiles,
  configFile: string,
  workingDirectory: string,
): DetectedVersions {
  const isAround = (folder: string): boolean =>
    isInside(folder, directoryOf(configFile)) || isInside(folder, workingDirectory);
  const pyprojects = configurations.filter((it) => baseName(it.path) === "pyproject.toml");
  return detectVersions({
    files: [...requirements, ...pyprojects].filter((it) => isAround(it.about ?? directoryOf(it.path))),
    distributions: distributions.filter((it) => isAround(it.folder)).map((it) => it.name),
  });
}

/** The nearest limbeck.toml or `[tool.limbeck]`, from the working directory upwards; a limbeck.toml wins over a pyproject.toml beside it. */
function limbeckTable(
  config: Pick<ProjectConfig, "workingDirectory">,
  configurations: readonly TextFile[],
): ProjectSource["limbeck"] {
  const byPath = new Map(configurations.map((it) => [it.path, it]));
  for (let folder = config.workingDirectory; ; folder = directoryOf(folder)) {
    const own = byPath.get(`${folder}/limbeck.toml`);
    if (own !== undefined) {
      const toml = readToml(own.text);
      return { file: own.path, value: toml.ok ? toml.table : {} };
    }
    const shared = byPath.get(`${folder}/pyproject.toml`);
    const toml = shared === undefined ? null : readToml(shared.text);
    const table = toml?.ok === true ? tomlTable(toml.table, "tool", "limbeck") : undefined;
    if (shared !== undefined && table !== undefined) return { file: shared.path, value: table };
    if (directoryOf(folder) === folder) return null;
  }
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return results;
}
