import { parse, TomlError } from "smol-toml";
import type { Problem } from "../base/problem.ts";
import { quoted } from "./python-text.ts";

/** A parsed TOML file, or the place where it is wrong. Never throws. */
export type TomlResult =
  | { readonly ok: true; readonly table: TomlTable }
  | { readonly ok: false; readonly problem: Problem };

export type TomlTable = Readonly<Record<string, unknown>>;

export function readToml(text: string): TomlResult {
  try {
    return { ok: true, table: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) {
      return { ok: false, problem: { code: "toml-syntax", message: "The file is not valid TOML." } };
    }
    const start = offsetOf(text, error.line - 1, error.column - 1);
    const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
    const message = `The file is not valid TOML (line ${error.line}): ${reason}.`;
    return {
      ok: false,
      problem: { code: "toml-syntax", message, span: { start, end: Math.min(start + 1, text.length) } },
    };
  }
}

/** The table under a dotted path of plain keys, `tool.alembic`; undefined when there is none, null when it is something else. */
export function tomlTable(table: TomlTable, ...path: readonly string[]): TomlTable | null | undefined {
  let at: unknown = table;
  for (const key of path) {
    if (!isTable(at)) return null;
    at = Object.hasOwn(at, key) ? at[key] : undefined;
    if (at === undefined) return undefined;
  }
  return isTable(at) ? at : null;
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * What Alembic (since 1.16) makes of a string of `[tool.alembic]`: Python's `%` formatting with `here`, the directory of the
 * pyproject.toml. Anything but `%(here)s` and `%%` raises when the key is read.
 */
export function formatTomlString(
  text: string,
  here: string,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string } {
  let message: string | null = null;
  const value = text.replace(/%(?:%|\(([^)]*)\)s|.|$)/gs, (found, name: string | undefined) => {
    if (found === "%%") return "%";
    if (name === "here") return here;
    message ??=
      name === undefined
        ? `A percent sign must be written %% here: ${quoted(text)}`
        : `%(${name})s is not known here (only %(here)s is); a literal percent sign is written %%: ${quoted(text)}`;
    return found;
  });
  return message === null ? { ok: true, value } : { ok: false, message };
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return Math.min(start + Math.max(column, 0), text.length);
}
