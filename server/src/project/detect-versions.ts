import { compareVersions } from "./compare-versions.ts";
import { baseName } from "./paths.ts";
import type { AnalysisConfig } from "./project-config.ts";
import { isTable, readToml, tomlTable } from "./toml.ts";

export interface DetectedVersions {
  /** `1.13.2`; null when it is not certain. */
  readonly alembic: string | null;
  readonly sqlalchemy: AnalysisConfig["sqlalchemy"];
  /** Drivers of PostgreSQL that the project depends on (`psycopg2`, `asyncpg`), sorted; none of them when nothing names one. */
  readonly drivers: readonly string[];
  /** What told: a path, or the name of an installed distribution. */
  readonly sources: { readonly alembic: string | null; readonly sqlalchemy: string | null };
}

export interface DetectVersionsOptions {
  /** Lock files, requirements, pyproject.toml, Pipfile …: whatever pins versions, in any order. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Names of `*.dist-info` (or `*.egg-info`) directories of the project's environment. */
  readonly distributions: readonly string[];
}

type Library = "alembic" | "sqlalchemy";

interface Pin {
  readonly library: Library;
  readonly version: string;
  readonly source: string;
  /** 0: installed, 1: locked, 2: pinned, 3: a range that leaves one series. */
  readonly rank: number;
}

/**
 * Which Alembic and SQLAlchemy a project uses. What is installed counts before what is locked, that before what is pinned, that before a
 * range; sources of the same rank that disagree make it unknown. A range gives SQLAlchemy's series when only one fits.
 */
export function detectVersions(options: DetectVersionsOptions): DetectedVersions {
  const pins = [
    ...options.distributions.flatMap(installed),
    ...options.files.flatMap((file) => pinsOf(file.path, file.text)),
  ];
  const alembic = best(
    pins.filter((it) => it.library === "alembic" && it.rank < 3),
    (version) => version,
  );
  const sqlalchemy = best(
    pins.filter((it) => it.library === "sqlalchemy"),
    seriesOf,
  );
  return {
    alembic: alembic?.value ?? null,
    sqlalchemy: sqlalchemy?.value ?? null,
    drivers: driversIn(options),
    sources: { alembic: alembic?.source ?? null, sqlalchemy: sqlalchemy?.source ?? null },
  };
}

/** Distributions that bring a driver, by their names on PyPI. */
const driverPackages: Readonly<Record<string, string>> = {
  psycopg2: "psycopg2",
  "psycopg2-binary": "psycopg2",
  psycopg2cffi: "psycopg2cffi",
  psycopg: "psycopg",
  "psycopg-binary": "psycopg",
  "psycopg-c": "psycopg",
  asyncpg: "asyncpg",
  pg8000: "pg8000",
  pygresql: "pygresql",
};

/** A name at the start of a requirement, of a key in TOML or JSON, of a lock file's `name =`: bounds follow, or the line ends. */
const driverName =
  /(?:^|[\s"'=,[])(psycopg2-binary|psycopg2cffi|psycopg2|psycopg-binary|psycopg-c|psycopg|asyncpg|pg8000|pygresql)(?=$|["'\s;,[\]=<>~!@(])/gim;

function driversIn(options: DetectVersionsOptions): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    const driver = driverPackages[name.toLowerCase().replaceAll("_", "-")];
    if (driver !== undefined) found.add(driver);
  };
  for (const name of options.distributions) add(/^([\w.]+?)-\d/.exec(baseName(name))?.[1] ?? "");
  for (const { path, text } of options.files) {
    if (/\.lock$|pylock[^/]*\.toml$/i.test(path)) {
      // Only the packages themselves: SQLAlchemy's extras name every driver there is.
      for (const match of text.matchAll(/^(?:name\s*=\s*"([^"]+)"|\s*"([^"]+)":\s*\{)/gm))
        add(match[1] ?? match[2] ?? "");
      continue;
    }
    // `sqlalchemy[asyncpg]` is an extra that brings the driver; a comment brings nothing.
    for (const line of text.split("\n")) {
      if (!/psycopg|asyncpg|pg8000|pygresql/i.test(line)) continue;
      for (const match of line.replace(/(?:^|\s)#.*$/, "").matchAll(driverName)) add(match[1] ?? "");
    }
  }
  return [...found].sort();
}

function best<T>(
  pins: readonly Pin[],
  read: (version: string) => T,
): { readonly value: T; readonly source: string } | null {
  const rank = Math.min(...pins.map((it) => it.rank));
  const [first, ...others] = pins.filter((it) => it.rank === rank);
  if (first === undefined) return null;
  const value = read(first.version);
  return others.every((it) => read(it.version) === value) ? { value, source: first.source } : null;
}

/** The renderer knows three series; older ones print as 1.4 does where they print the same at all, newer ones as the newest. */
function seriesOf(version: string): "1.4" | "2.0" | "2.1" {
  if (compareVersions(version, "2.1") >= 0) return "2.1";
  return compareVersions(version, "2.0") >= 0 ? "2.0" : "1.4";
}

function installed(name: string): readonly Pin[] {
  const match = /^(alembic|sqlalchemy)-(\d[^-]*?)(?:-py[\d.]+)?\.(?:dist|egg)-info$/i.exec(baseName(name));
  if (match === null) return [];
  return [{ library: match[1]?.toLowerCase() as Library, version: match[2] ?? "", source: name, rank: 0 }];
}

function pinsOf(path: string, text: string): readonly Pin[] {
  const name = baseName(path).toLowerCase();
  if (/^(?:poetry|uv|pdm)\.lock$|^pylock(?:\..+)?\.toml$/.test(name)) return locked(path, text);
  if (name === "pipfile.lock") return pipfileLock(path, text);
  if (name === "pyproject.toml" || name === "pipfile") return tomlRequirements(path, text);
  return text.split(/\r?\n/).flatMap((line) => requirement(line, path));
}

function locked(path: string, text: string): readonly Pin[] {
  const found = text.matchAll(/^name\s*=\s*"(alembic|sqlalchemy)"\s*\nversion\s*=\s*"([^"]+)"/gim);
  return [...found].map((it) => ({
    library: it[1]?.toLowerCase() as Library,
    version: it[2] ?? "",
    source: path,
    rank: 1,
  }));
}

function pipfileLock(path: string, text: string): readonly Pin[] {
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    return [];
  }
  const pins: Pin[] = [];
  for (const group of ["default", "develop"]) {
    const packages = isTable(lock) ? lock[group] : undefined;
    for (const library of ["alembic", "sqlalchemy"] as const) {
      const entry = isTable(packages) ? packages[library] : undefined;
      const version = isTable(entry) ? entry.version : undefined;
      if (typeof version === "string")
        pins.push({ library, version: version.replace(/^=+/, ""), source: path, rank: 1 });
    }
  }
  return pins;
}

/** `[project] dependencies`, dependency groups, Poetry's and Pipenv's tables. */
function tomlRequirements(path: string, text: string): readonly Pin[] {
  const toml = readToml(text);
  if (!toml.ok) return [];
  const lists: unknown[] = [tomlTable(toml.table, "project")?.dependencies];
  for (const group of [
    tomlTable(toml.table, "project", "optional-dependencies"),
    tomlTable(toml.table, "dependency-groups"),
  ]) {
    if (isTable(group)) lists.push(...Object.values(group));
  }
  const pins = lists
    .flatMap((it) => (Array.isArray(it) ? it : []))
    .flatMap((it) => (typeof it === "string" ? requirement(it, path) : []));
  const tables = [
    tomlTable(toml.table, "tool", "poetry", "dependencies"),
    tomlTable(toml.table, "packages"),
    tomlTable(toml.table, "dev-packages"),
  ];
  for (const table of tables) {
    if (!isTable(table)) continue;
    for (const [key, value] of Object.entries(table)) {
      const written = isTable(value) ? value.version : value;
      if (typeof written === "string") pins.push(...requirement(`${key} ${poetryRange(written)}`, path));
    }
  }
  return pins;
}

/** Poetry's `^1.2` and bare `1.2.3` in the words of a requirement. */
function poetryRange(text: string): string {
  const caret = /^\^(\d+)(.*)$/.exec(text.trim());
  if (caret !== null) return `>=${caret[1]}${caret[2]},<${Number(caret[1]) + 1}`;
  return /^\d/.test(text.trim()) ? `==${text.trim()}` : text;
}

/** One line of a requirements file, a setup.cfg, a list of dependencies. */
function requirement(line: string, source: string): readonly Pin[] {
  const match = /^[\s"'-]*(alembic|sqlalchemy)\s*(?:\[[^\]]*\])?\s*\(?((?:[<>=!~]=?=?\s*[\w.*+]+\s*,?\s*)+)/i.exec(
    line,
  );
  if (match === null) return [];
  const library = match[1]?.toLowerCase() as Library;
  const bounds = [...(match[2] ?? "").matchAll(/([<>=!~]=?=?)\s*(\d[\w.]*)(\.\*)?/g)].map((it) => ({
    operator: it[1] ?? "",
    version: it[2] ?? "",
    isPrefix: it[3] !== undefined,
  }));
  const exact = bounds.find(
    (it) => (it.operator === "==" || it.operator === "===" || it.operator === "=") && !it.isPrefix,
  );
  if (exact !== undefined) return [{ library, version: exact.version.replace(/\.$/, ""), source, rank: 2 }];
  if (library === "alembic") return [];
  const series = ["1.4", "2.0", "2.1"].filter((it) =>
    bounds.every((bound) => mayHold(it, bound.operator, bound.version)),
  );
  const [only] = series;
  return series.length === 1 && only !== undefined ? [{ library, version: only, source, rank: 3 }] : [];
}

/** Whether some release of the series (`2.0.x`) satisfies the bound. */
function mayHold(series: string, operator: string, version: string): boolean {
  const last = `${series}.999`;
  switch (operator) {
    case ">=":
    case ">":
      return compareVersions(last, version) > 0;
    case "<":
      return compareVersions(series, version) < 0;
    case "<=":
      return compareVersions(series, version) <= 0;
    case "==":
      return `${version}.`.startsWith(`${series}.`) || `${series}.`.startsWith(`${version}.`);
    case "~=": {
      const parent = version.split(".").slice(0, -1).join(".");
      return (
        compareVersions(last, version) > 0 && `${series}.`.startsWith(`${parent.split(".").slice(0, 2).join(".")}.`)
      );
    }
    default:
      return true;
  }
}
