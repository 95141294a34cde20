import type { Problem } from "../base/problem.ts";
import { closestNames } from "../graph/closest-names.ts";
import { directoryOf } from "../project/paths.ts";
import { pathPattern } from "./config-at.ts";
import type { Severity } from "./finding.ts";
import { defaultLintConfig, type LintConfig, type PathConfig } from "./lint-config.ts";
import type { Rule } from "./rule.ts";
import { rules as everyRule } from "./rules/index.ts";
import { severities } from "./severity.ts";

export interface LintConfigSources {
  /** `[tool.limbeck]` of a pyproject.toml or a whole limbeck.toml, parsed to plain objects; `file` is its path, for problems. */
  readonly table?: { readonly file: string; readonly value: unknown };
  /** The editor's settings below `limbeck`: `rules`, `lint`, `versions`. */
  readonly settings?: unknown;
  /** For tests of the frame; the rules of `rules/index.ts` otherwise. */
  readonly rules?: readonly Rule[];
}

/**
 * Reads the configuration of the rules. Where the file and the editor disagree, the file wins, so that the editor and a pipeline agree.
 * What is not understood is left out and said in `problems`.
 */
export function readLintConfig(sources: LintConfigSources): {
  readonly config: LintConfig;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const rules = sources.rules ?? everyRule;
  const settings = readTable(sources.settings, { file: null, isFile: false, rules, problems });
  const file = sources.table?.file ?? null;
  const table = readTable(sources.table?.value, { file, isFile: true, rules, problems });
  const versions = { ...defaultLintConfig.versions, ...settings.versions, ...table.versions };
  return {
    config: {
      severities: new Map([...settings.severities, ...table.severities]),
      select: table.select ?? settings.select,
      ignore: table.ignore ?? settings.ignore ?? [],
      only: null,
      options: new Map([...settings.options, ...table.options]),
      paths: [...settings.paths, ...table.paths],
      what: table.what ?? settings.what ?? defaultLintConfig.what,
      versions,
    },
    problems,
  };
}

interface Reading {
  readonly file: string | null;
  readonly isFile: boolean;
  readonly rules: readonly Rule[];
  readonly problems: Problem[];
}

interface Table {
  readonly severities: Map<string, Severity | "off">;
  readonly options: Map<string, Record<string, unknown>>;
  readonly paths: PathConfig[];
  select: readonly string[] | null;
  ignore: readonly string[] | null;
  what: LintConfig["what"] | null;
  versions: Partial<LintConfig["versions"]>;
}

/** Keys of an editor's settings that other parts of the extension read. */
const fileKeys = ["rules", "select", "ignore", "paths", "lint", "versions"];
const pathKeys = ["rules", "select", "ignore"];

function readTable(value: unknown, reading: Reading): Table {
  const table: Table = {
    severities: new Map(),
    options: new Map(),
    paths: [],
    select: null,
    ignore: null,
    what: null,
    versions: {},
  };
  if (value === undefined || value === null) return table;
  if (!isObject(value)) {
    complain(reading, "The configuration of Limbeck is not a table.");
    return table;
  }
  for (const [key, it] of Object.entries(value)) {
    if (key === "rules") readRules(it, table, reading);
    else if (key === "select") table.select = readNames(key, it, reading);
    else if (key === "ignore") table.ignore = readNames(key, it, reading);
    else if (key === "paths") readPaths(it, table, reading);
    else if (key === "lint") table.what = readWhat(it, reading);
    else if (key === "versions") table.versions = readVersions(it, reading);
    else if (reading.isFile)
      complain(reading, `\`${key}\` is not a key of Limbeck's configuration.${suggestion(key, fileKeys)}`);
  }
  return table;
}

/** Tables by pattern; a pattern of a file is relative to its folder, one of the editor's settings matches anywhere. */
function readPaths(value: unknown, table: Table, reading: Reading): void {
  if (!isObject(value)) {
    complain(reading, "`paths` is not a table of path patterns.");
    return;
  }
  const folder = reading.file?.includes("/") === true ? directoryOf(reading.file) : null;
  for (const [glob, entry] of Object.entries(value)) {
    if (!isObject(entry)) {
      complain(reading, `\`paths."${glob}"\` is not a table.`);
      continue;
    }
    for (const key of Object.keys(entry)) {
      if (!pathKeys.includes(key))
        complain(reading, `\`paths."${glob}"\` has no key \`${key}\`.${suggestion(key, pathKeys)}`);
    }
    const { rules = {}, select, ignore } = entry;
    const own = readTable(
      { rules, ...(select === undefined ? {} : { select }), ...(ignore === undefined ? {} : { ignore }) },
      reading,
    );
    table.paths.push({
      folder,
      pattern: pathPattern(glob, reading.isFile ? "from the start" : "anywhere"),
      severities: own.severities,
      options: own.options,
      select: own.select,
      ignore: own.ignore,
    });
  }
}

function readRules(value: unknown, table: Table, reading: Reading): void {
  if (!isObject(value)) {
    complain(reading, "`rules` is not a table of rule ids.");
    return;
  }
  for (const [id, setting] of Object.entries(value)) {
    const rule = reading.rules.find((it) => it.id === id);
    if (rule === undefined) {
      complain(
        reading,
        `There is no rule \`${id}\`.${suggestion(
          id,
          reading.rules.map((it) => it.id),
        )}`,
      );
      continue;
    }
    const { severity, ...options } = isObject(setting) ? setting : { severity: setting };
    if (isSeverity(severity)) table.severities.set(id, severity);
    else if (severity !== undefined) {
      complain(reading, `The severity of \`${id}\` is not one of ${[...severities, "off"].join(", ")}.`);
    }
    const read = readOptions(rule, options, reading);
    if (Object.keys(read).length > 0) table.options.set(id, read);
  }
}

function readOptions(rule: Rule, options: Record<string, unknown>, reading: Reading): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    const definition = rule.options?.[name];
    if (definition === undefined) {
      const hint = suggestion(name, Object.keys(rule.options ?? {}));
      complain(reading, `The rule \`${rule.id}\` has no option \`${name}\`.${hint}`);
    } else if (kindOf(value) !== kindOf(definition.default)) {
      complain(reading, `The option \`${name}\` of \`${rule.id}\` is not a ${kindOf(definition.default)}.`);
    } else result[name] = value;
  }
  return result;
}

/** Rule ids and groups; unknown ones are left out. */
function readNames(key: string, value: unknown, reading: Reading): readonly string[] | null {
  if (!isTextList(value)) {
    complain(reading, `\`${key}\` is not a list of rule ids.`);
    return null;
  }
  const known = new Set(["all", "recommended", ...reading.rules.flatMap((it) => [it.id, it.group])]);
  for (const name of value) {
    if (!known.has(name))
      complain(reading, `\`${key}\` names \`${name}\`, which is no rule and no group.${suggestion(name, [...known])}`);
  }
  return value.filter((it) => known.has(it));
}

function readWhat(value: unknown, reading: Reading): LintConfig["what"] | null {
  if (value === "open" || value === "pending" || value === "all") return value;
  complain(reading, "`lint` is not one of open, pending, all.");
  return null;
}

function readVersions(value: unknown, reading: Reading): Partial<LintConfig["versions"]> {
  if (!isObject(value)) {
    complain(reading, "`versions` is not a table.");
    return {};
  }
  const versions: { -readonly [K in keyof LintConfig["versions"]]?: LintConfig["versions"][K] } = {};
  for (const [key, it] of Object.entries(value)) {
    const text = typeof it === "number" ? String(it) : it;
    if (it === null || it === "") continue;
    if (key === "alembic" && typeof text === "string" && /^\d+(\.\d+)*$/.test(text)) versions.alembic = text;
    else if (key === "sqlalchemy" && (text === "1.4" || text === "2.0" || text === "2.1")) versions.sqlalchemy = text;
    else if (key === "postgres" && typeof text === "string" && /^\d+$/.test(text)) versions.postgres = Number(text);
    else if (key === "alembic") complain(reading, "`versions.alembic` is not a version such as 1.16.0.");
    else if (key === "sqlalchemy") complain(reading, "`versions.sqlalchemy` is not one of 1.4, 2.0, 2.1.");
    else if (key === "postgres") complain(reading, "`versions.postgres` is not a major version such as 17.");
    else
      complain(reading, `\`versions\` has no key \`${key}\`.${suggestion(key, ["alembic", "sqlalchemy", "postgres"])}`);
  }
  return versions;
}

function complain(reading: Reading, message: string): void {
  reading.problems.push({
    code: "configuration",
    message,
    ...(reading.file === null ? {} : { file: reading.file }),
  });
}

function suggestion(name: string, names: readonly string[]): string {
  const near = closestNames(name, names)[0];
  return near === undefined ? "" : ` Did you mean \`${near}\`?`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((it) => typeof it === "string");
}

function isSeverity(value: unknown): value is Severity | "off" {
  return value === "off" || severities.some((it) => it === value);
}

function kindOf(value: unknown): "list of strings" | "boolean" | "number" | "string" | "table" {
  if (isTextList(value)) return "list of strings";
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
    return typeof value as "boolean" | "number" | "string";
  }
  return "table";
}
