import type { Problem } from "../base/problem.ts";
import { type IniFile, readIni } from "./ini.ts";
import { iniValue } from "./ini-value.ts";
import { directoryOf } from "./paths.ts";
import { formatTomlString, isTable, readToml, type TomlTable, tomlTable } from "./toml.ts";

/** Where options of one project come from: the ini section first, then `[tool.alembic]` (Alembic 1.16). Errors are collected, never thrown. */
export interface OptionSource {
  /** An interpolated string; null when it is absent or cannot be read. */
  text(key: string): string | null;
  /** `true` in an ini (exactly so), a boolean in TOML. */
  flag(key: string): boolean;
  /** A list as TOML holds it, or the unsplit string of the ini. */
  list(
    key: string,
  ):
    | { readonly kind: "ini"; readonly text: string }
    | { readonly kind: "toml"; readonly items: readonly string[] }
    | null;
  /** A string of another section of the ini. */
  sectionText(section: string, key: string): string | null;
  readonly hasSection: boolean;
}

export interface ConfigText {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/** `ini` and `pyproject` may each be null. Problems are added to `problems`, each with its file. */
export function optionSource(
  ini: ConfigText | null,
  pyproject: ConfigText | null,
  section: string,
  problems: Problem[],
): OptionSource {
  const parsed: IniFile | null = ini === null ? null : readIni(ini.text);
  for (const problem of parsed?.problems ?? []) problems.push({ ...problem, file: ini?.file });
  const iniHere = ini === null ? "" : directoryOf(ini.file);
  const tomlHere = pyproject === null ? "" : directoryOf(pyproject.file);
  const table = pyproject === null ? null : alembicTable(pyproject, problems);

  const fromIni = (of: string, key: string): string | null | undefined => {
    const value = parsed === null ? null : iniValue(parsed, of, key, iniHere);
    if (value === null) return undefined;
    if (value.ok) return value.value;
    // Python's message quotes the value, and the value of a URL holds a password.
    const reason = /url|password|secret/i.test(key)
      ? "a percent sign that is not doubled, or %(a key that does not exist)s. A literal % is written %%"
      : value.problem.message;
    problems.push({ ...value.problem, message: `${key} cannot be read: ${reason}`, file: ini?.file });
    return null;
  };
  const format = (text: string, key: string): string | null => {
    const result = formatTomlString(text, tomlHere);
    if (result.ok) return result.value;
    const message = `${key} cannot be read: ${result.message}`;
    problems.push({ code: "toml-format", message, file: pyproject?.file });
    return null;
  };
  const wrongType = (key: string, expected: string): void => {
    problems.push({
      code: "toml-type",
      message: `${expected} value expected for TOML parameter '${key}'`,
      file: pyproject?.file,
    });
  };
  const fromToml = (key: string): unknown => (table !== null && Object.hasOwn(table, key) ? table[key] : undefined);

  return {
    hasSection: parsed?.sections.has(section) === true || table !== null,
    text(key) {
      const value = fromIni(section, key);
      if (value !== undefined) return value;
      const toml = fromToml(key);
      if (typeof toml === "string") return format(toml, key);
      if (typeof toml === "number" || typeof toml === "bigint") return String(toml);
      if (toml !== undefined) wrongType(key, "string");
      return null;
    },
    flag(key) {
      const value = fromIni(section, key);
      if (value !== undefined) return value === "true";
      const toml = fromToml(key);
      if (toml === undefined || typeof toml === "boolean") return toml === true;
      wrongType(key, "boolean");
      return false;
    },
    list(key) {
      const value = fromIni(section, key);
      if (value === null) return null;
      if (value !== undefined && value !== "") return { kind: "ini", text: value };
      const toml = fromToml(key);
      if (toml === undefined) return null;
      // Python iterates a string by character, which nobody means.
      if (!Array.isArray(toml) || !toml.every((it) => typeof it === "string")) {
        wrongType(key, "list of strings");
        return null;
      }
      const items = toml.map((it) => format(it, key));
      return { kind: "toml", items: items.filter((it) => it !== null) };
    },
    sectionText: (of, key) => fromIni(of, key) ?? null,
  };
}

function alembicTable(pyproject: ConfigText, problems: Problem[]): TomlTable | null {
  const toml = readToml(pyproject.text);
  if (!toml.ok) {
    problems.push({ ...toml.problem, file: pyproject.file });
    return null;
  }
  const table = tomlTable(toml.table, "tool", "alembic");
  if (table === null) {
    const message = "[tool.alembic] is not a table: Incorrect TOML format";
    problems.push({ code: "toml-type", message, file: pyproject.file });
  }
  return isTable(table) ? table : null;
}
