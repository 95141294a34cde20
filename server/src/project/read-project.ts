import type { Problem } from "../base/problem.ts";
import { compareVersions } from "./compare-versions.ts";
import { type ConfigText, type OptionSource, optionSource } from "./option-source.ts";
import { baseName, directoryOf, isAbsolutePath, resolvePath } from "./paths.ts";
import type { ProjectConfig } from "./project-config.ts";
import { type SplitOptions, splitSysPath, splitVersionLocations } from "./split-locations.ts";

export interface ReadProjectOptions {
  /** Absolute path of an ini, or of a file named `pyproject.toml`. */
  readonly configFile: string;
  readonly text: string;
  /** Section of the ini (`-n`); "alembic" by default. A pyproject.toml has only `[tool.alembic]`. */
  readonly section?: string;
  /** Where the team runs Alembic; relative paths start there. */
  readonly workingDirectory: string;
  /** The `pyproject.toml` of the working directory beside an ini: it has the keys that the ini lacks (Alembic 1.16). */
  readonly pyproject?: ConfigText | null;
  /** Version of Alembic; null or absent: the newest. */
  readonly alembic?: string | null;
  readonly platform?: "posix" | "windows";
  /** Whether a directory is there. Without it the first of several possible places is taken and nothing is reported as missing. */
  readonly directoryExists?: (path: string) => boolean;
  /** Whether a file is there; tells a Flask-Migrate ini (env.py beside it) from one that is incomplete. */
  readonly fileExists?: (path: string) => boolean;
}

/** Alembic's `_default_file_template`, as it looks after interpolation. */
const defaultFileTemplate = "%(rev)s_%(slug)s";

/**
 * Where one project lies, from its configuration as text (Alembic 1.7 to 1.20). Reads no file itself and never throws;
 * what is wrong is in `problems`, in Alembic's own words where it has some.
 */
export function readProject(options: ReadProjectOptions): ProjectConfig {
  const problems: Problem[] = [];
  const isToml = baseName(options.configFile) === "pyproject.toml";
  const section = isToml ? "tool.alembic" : (options.section ?? "alembic");
  const own: ConfigText = { file: options.configFile, text: options.text };
  const readsToml = options.alembic == null || compareVersions(options.alembic, "1.16") >= 0;
  const beneath = readsToml ? (options.pyproject ?? null) : null;
  const source = optionSource(isToml ? null : own, isToml ? own : beneath, section, problems);
  const context: PathContext = {
    workingDirectory: options.workingDirectory,
    sysPath: [],
    exists: options.directoryExists ?? null,
  };
  const splitting: SplitOptions = {
    pathSeparator: isToml ? null : source.text("path_separator"),
    versionPathSeparator: isToml ? null : source.text("version_path_separator"),
    alembic: options.alembic ?? null,
    platform: options.platform ?? "posix",
  };
  const report = (code: string, message: string): void => {
    problems.push({ code, message, file: options.configFile });
  };

  if (isToml && !readsToml) {
    const message = `Alembic reads pyproject.toml since 1.16, and this project has ${options.alembic}: it needs an alembic.ini.`;
    report("toml-not-read", message);
  }
  const prependSysPath = (listOf(source, "prepend_sys_path", splitSysPath, splitting, report) ?? []).map((it) =>
    resolvePath(options.workingDirectory, it),
  );
  const located: PathContext = { ...context, sysPath: prependSysPath };
  const beside = directoryOf(options.configFile);
  const location = source.text("script_location");
  const isFlask =
    location === null &&
    !isToml &&
    source.hasSection &&
    options.fileExists?.(`${beside}/env.py`) !== false &&
    isFlaskIni(options);
  let scriptLocation: string | null = null;
  if (location !== null) scriptLocation = resolveLocation(location, located);
  else if (isFlask) scriptLocation = beside;
  else report("no-script-location", "No 'script_location' key found in configuration.");
  if (scriptLocation !== null && located.exists !== null && !located.exists(scriptLocation)) {
    const shown = location ?? scriptLocation;
    const relative =
      location !== null && !isAbsolutePath(location)
        ? ` It is looked for at ${scriptLocation}, because relative paths start where Alembic runs (${options.workingDirectory}).`
        : "";
    report(
      "script-location-missing",
      `Path doesn't exist: ${shown}.  Please use the 'init' command to create a new scripts folder.${relative}`,
    );
  }

  const written = listOf(source, "version_locations", splitVersionLocations, splitting, report);
  const versionLocations =
    written === null
      ? []
      : written.length > 0
        ? written.map((it) => resolveLocation(it, located))
        : scriptLocation === null
          ? []
          : [`${scriptLocation}/versions`];
  const slugLength = source.text("truncate_slug_length");
  if (slugLength !== null && !/^\s*[+-]?\d+\s*$/.test(slugLength)) {
    report("not-a-number", `truncate_slug_length is "${slugLength}", which is not a whole number.`);
  }
  const databases = (source.text("databases") ?? "")
    .split(/,\s*/)
    .map((it) => it.trim())
    .filter((it) => it !== "");

  return {
    configFile: options.configFile,
    section,
    kind: isFlask ? "flask-migrate" : "alembic",
    envFile: scriptLocation === null ? null : `${scriptLocation}/env.py`,
    workingDirectory: options.workingDirectory,
    scriptLocation,
    versionLocations,
    recursiveVersionLocations: source.flag("recursive_version_locations"),
    sourceless: source.flag("sourceless"),
    fileTemplate: source.text("file_template") ?? defaultFileTemplate,
    timezone: source.text("timezone"),
    // Zero counts as unset (`truncate_slug_length or 40`).
    truncateSlugLength: Number.parseInt(slugLength ?? "", 10) || 40,
    databaseUrl: source.text("sqlalchemy.url"),
    databases: databases.map((name) => ({ name, url: source.sectionText(name, "sqlalchemy.url") })),
    prependSysPath,
    problems,
  };
}

interface PathContext {
  readonly workingDirectory: string;
  readonly sysPath: readonly string[];
  readonly exists: ((path: string) => boolean) | null;
}

/** Flask-Migrate writes its ini into the migrations directory, beside env.py, and gives the script location itself. */
function isFlaskIni(options: ReadProjectOptions): boolean {
  return options.fileExists !== undefined || baseName(options.configFile) === "alembic.ini";
}

/**
 * A location as Alembic finds it: an absolute path, a package resource `package.sub:directory` (searched where Python would look: the
 * prepended paths, the working directory, its `src`), or a path from the working directory.
 */
function resolveLocation(location: string, context: PathContext): string {
  if (isAbsolutePath(location) || !location.includes(":")) return resolvePath(context.workingDirectory, location);
  const [packageName = "", ...rest] = location.split(":");
  const relative = [...packageName.split("."), ...rest].join("/");
  const roots = [...context.sysPath, context.workingDirectory, `${context.workingDirectory}/src`];
  const candidates = roots.map((root) => resolvePath(root, relative));
  return candidates.find((it) => context.exists?.(it) === true) ?? candidates[0] ?? relative;
}

/** Null where Alembic cannot split it. */
function listOf(
  source: OptionSource,
  key: string,
  splitter: typeof splitVersionLocations,
  splitting: SplitOptions,
  report: (code: string, message: string) => void,
): readonly string[] | null {
  const list = source.list(key);
  if (list === null) return [];
  if (list.kind === "toml") return list.items;
  const result = splitter(list.text, splitting);
  if (result.ok) return result.items;
  const comment = /\s[#;]/.test(result.message)
    ? " The comment on that line is part of the value: an ini has no inline comments. Move it to its own line."
    : "";
  report("wrong-path-separator", `${result.message}.${comment}`);
  return null;
}
