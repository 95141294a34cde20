import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { baseName, directoryOf, isInside } from "../../project/paths.ts";
import { type LoadOptions, loadModules, loadWorkspace } from "../../service/load-workspace.ts";
import type { ProjectSource } from "../../service/project-source.ts";
import type { LintOverride } from "../../service/settings.ts";
import type { ProjectSnapshot, Snapshot } from "../../service/snapshot.ts";
import { createWorkspace, type Workspace } from "../../service/workspace.ts";
import { nodeFileSystem } from "../file-system.ts";
import { loadSqlParser } from "../sql-parser.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";

export interface LoadProjectsOptions {
  readonly io: Io;
  /** Folders and files as the user wrote them; none: the current folder. */
  readonly paths: readonly string[];
  /** `-c`. */
  readonly config: string | undefined;
  /** `-n`. */
  readonly section: string | undefined;
  readonly versions: Readonly<Record<string, unknown>>;
  readonly override?: LintOverride;
  /** What is read of each file before the answer; "headers" unless said otherwise, for rules cost more than all the rest. */
  readonly analyse?: "headers" | "findings";
}

export interface LoadedProjects {
  readonly snapshot: Snapshot;
  readonly projects: readonly ProjectSnapshot[];
  /** Absolute paths that the user named; none: everything. */
  readonly selected: readonly string[];
}

/** Folders above a path that are searched for the project that it belongs to. */
const maximumSteps = 6;

/** Finds and reads the projects that a command is about. Throws UsageError when there are none, or a path does not exist. */
export async function loadProjects(given: LoadProjectsOptions): Promise<LoadedProjects> {
  const options = { ...given, config: given.config ?? configOfEnvironment(given) };
  const { io } = options;
  const selected = options.paths.map((it) => absolute(io.cwd, it));
  for (const [index, path] of selected.entries()) {
    if (!existsSync(path)) throw new UsageError(`${options.paths[index]} does not exist.`);
  }
  const workspace = createWorkspace({ parser: await loadSqlParser() }, { override: options.override });
  workspace.setSettings({ versions: options.versions });
  if (options.config !== undefined) await loadConfigured(workspace, options, absolute(io.cwd, options.config));
  else await loadAround(workspace, options, selected);

  const load = async (): Promise<void> => readAll(workspace, options, selected);
  await load();
  await loadModules(nodeFileSystem(), workspace, load);
  const snapshot = workspace.snapshot();
  const projects = snapshot.projects;
  if (projects.length === 0 && snapshot.files.length === 0) throw new UsageError(nothingFound(options, selected));
  return { snapshot, projects, selected };
}

/** ALEMBIC_CONFIG stands for a missing `-c` (Alembic 1.3.0 and newer), unless the user names paths. */
function configOfEnvironment({ io, paths }: LoadProjectsOptions): string | undefined {
  return paths.length === 0 && io.alembicConfig !== "" ? io.alembicConfig : undefined;
}

async function loadConfigured(workspace: Workspace, options: LoadProjectsOptions, config: string): Promise<void> {
  if (!existsSync(config)) throw new UsageError(`${options.config} does not exist.`);
  const { cwd } = options.io;
  const folder = directoryOf(config);
  // As in Alembic: paths of the configuration are relative to where the command runs.
  const isToml = baseName(config) === "pyproject.toml";
  const alembicArguments = {
    ini: isToml ? `${cwd}/alembic.ini` : config,
    pyproject: isToml ? config : `${cwd}/pyproject.toml`,
    section: options.section ?? "alembic",
    workingDirectory: cwd,
  };
  const folders = isInside(cwd, folder) ? [cwd] : [folder, cwd];
  await search(workspace, options, { folders, workingDirectory: cwd, configFile: config, alembicArguments });
  const [only, other] = workspace.sources().map((it) => it.config);
  const isIni = only?.configFile === alembicArguments.ini && only.section === alembicArguments.section;
  if (other === undefined && (isIni || only?.configFile === alembicArguments.pyproject)) return;
  keep(workspace, (it) => it.configFile === config);
  // `-n` is "alembic" by default; an ini with other sections only is read as a whole.
  const usual = workspace.sources().some((it) => usualSections.has(it.config.section));
  if (options.section !== undefined)
    keep(workspace, (it) => it.section === options.section || it.section === "tool.alembic");
  else if (usual) keep(workspace, (it) => usualSections.has(it.section));
  if (workspace.sources().length > 0) return;
  const section = options.section ?? "alembic";
  throw new UsageError(`No 'script_location' key found in configuration: ${options.config} has none in [${section}].`);
}

const usualSections: ReadonlySet<string> = new Set(["alembic", "tool.alembic"]);

async function loadAround(
  workspace: Workspace,
  options: LoadProjectsOptions,
  selected: readonly string[],
): Promise<void> {
  const { cwd } = options.io;
  const roots = selected.length === 0 ? [cwd] : selected.map((it) => rootFor(cwd, it));
  await search(workspace, options, { folders: [...new Set(roots)] });
  if (options.section !== undefined) {
    keep(workspace, (it) => it.section === options.section);
    if (selected.length === 0 && workspace.sources().length === 0)
      await loadBeneath(workspace, options, options.section);
  }
  if (selected.length > 0) {
    workspace.keepSources((source) => selected.some((path) => concerns(path, source)));
  }
  for (const path of selected) {
    const files = workspace.sources().flatMap((it) => it.files);
    if (files.some((it) => isInside(path, it))) continue;
    for (const file of looseFiles(path, await listing(path))) {
      const content = await nodeFileSystem().readFile(file);
      if (content.ok) workspace.setDocument(file, content.text);
    }
  }
}

/** Whether a path that the user named has to do with a project: it holds its configuration or some of its files, or lies where its files do. */
function concerns(path: string, { config, files }: ProjectSource): boolean {
  return (
    isInside(path, config.configFile) ||
    files.some((it) => isInside(path, it)) ||
    config.versionLocations.some((it) => isInside(it, path))
  );
}

/** A section that no ini has: Alembic (1.16) then looks every key up in the pyproject.toml of the current directory. */
async function loadBeneath(workspace: Workspace, options: LoadProjectsOptions, section: string): Promise<void> {
  const { cwd } = options.io;
  const pyproject = `${cwd}/pyproject.toml`;
  const alembicArguments = { ini: `${cwd}/alembic.ini`, pyproject, section, workingDirectory: cwd };
  await search(workspace, options, { folders: [cwd], workingDirectory: cwd, alembicArguments });
  keep(workspace, (it) => it.configFile === pyproject);
}

async function search(
  workspace: Workspace,
  { io, versions }: LoadProjectsOptions,
  where: Pick<LoadOptions, "folders" | "configFile" | "alembicArguments"> & { readonly workingDirectory?: string },
): Promise<void> {
  const show = progressLine(io, "Reading");
  await loadWorkspace({
    files: nodeFileSystem(),
    ...where,
    workspace,
    settings: { versions },
    workingDirectory: () => where.workingDirectory ?? null,
    onProgress: ({ done, total }) => show(done, total),
  });
  show(0, 0);
}

function keep(workspace: Workspace, accept: (config: ProjectSnapshot["config"]) => boolean): void {
  workspace.keepSources((it) => accept(it.config));
}

/** The folder in which to search for the project of a path: the current folder, or for a path outside of it the nearest one with a configuration. */
function rootFor(cwd: string, path: string): string {
  const start = isDirectory(path) ? path : directoryOf(path);
  if (isInside(cwd, start)) return cwd;
  let folder = start;
  for (let step = 0; step < maximumSteps && folder !== directoryOf(folder); step++) {
    if (existsSync(`${folder}/alembic.ini`) || existsSync(`${folder}/pyproject.toml`)) return folder;
    folder = directoryOf(folder);
  }
  return start;
}

async function listing(path: string): Promise<readonly string[]> {
  if (!isDirectory(path)) return [path];
  const entries = await nodeFileSystem().readDirectory(path);
  return entries.filter((it) => it.kind === "file").map((it) => `${path}/${it.name}`);
}

function looseFiles(path: string, files: readonly string[]): readonly string[] {
  return files.filter((it) => it.endsWith(".py") && (it === path || !baseName(it).startsWith("__init__"))).sort();
}

async function readAll(
  workspace: Workspace,
  { io, analyse }: LoadProjectsOptions,
  selected: readonly string[],
): Promise<void> {
  const snapshot = workspace.snapshot();
  const show = progressLine(io, "Analysing");
  let done = 0;
  for (const file of snapshot.files) {
    const isAsked = selected.length === 0 || selected.some((it) => isInside(it, file.path));
    if (analyse === "findings" && isAsked) snapshot.lint(file);
    else snapshot.read(file);
    if (++done % 50 === 0) {
      show(done, snapshot.files.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (analyse === "findings") for (const file of snapshot.environment) snapshot.projectFindings(file);
  show(0, 0);
}

/** One line on standard error that is written over; only after half a second, and only on a terminal. `total` 0 clears it. */
function progressLine(io: Io, what: string): (done: number, total: number) => void {
  const begin = performance.now();
  let shown = false;
  return (done, total) => {
    if (!io.progress) return;
    if (total === 0) {
      if (shown) io.err("\r\u001b[K");
      shown = false;
    } else if (performance.now() - begin > 500) {
      io.err(`\r\u001b[K${what} ${done} of ${total} files`);
      shown = true;
    }
  };
}

function nothingFound(options: LoadProjectsOptions, selected: readonly string[]): string {
  const where = selected.length === 0 ? "below the current folder" : `in ${options.paths.join(", ")}`;
  if (options.section !== undefined)
    return `No Alembic project with the section [${options.section}] was found ${where}.`;
  return `No Alembic project was found ${where}: there is no alembic.ini, no [tool.alembic] in a pyproject.toml and no env.py of migrations.`;
}

function absolute(cwd: string, path: string): string {
  return resolve(cwd, path).replaceAll("\\", "/");
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
