import type { Problem } from "../base/problem.ts";
import type { Span } from "../base/span.ts";
import type { IniFile, IniOption } from "./ini.ts";
import { quoted } from "./python-text.ts";

/** The value of a key after interpolation, or the error that Python raises when (and only when) the key is read. Null: no such key. */
export type IniValue =
  | { readonly ok: true; readonly value: string; readonly span: Span | null }
  | { readonly ok: false; readonly problem: Problem }
  | null;

/** ConfigParser's own limit (`configparser.MAX_INTERPOLATION_DEPTH`). */
const deepest = 10;

/**
 * `ConfigParser.get(section, key)`: the section's own value or that of `[DEFAULT]`, with `%(name)s` and `%%` resolved.
 * `here` is the directory of the ini, which Alembic puts into `[DEFAULT]` (the file may override it).
 * A section that the file does not have has no keys, not even those of `[DEFAULT]`.
 */
export function iniValue(ini: IniFile, section: string, key: string, here: string): IniValue {
  const own = ini.sections.get(section);
  if (own === undefined) return null;
  const find = (name: string): string | undefined => {
    const written = (own.options.get(name) ?? ini.defaults.get(name))?.raw;
    return written ?? (name === "here" ? here : undefined);
  };
  const raw = find(key);
  if (raw === undefined) return null;
  const option: IniOption | undefined = own.options.get(key) ?? ini.defaults.get(key);
  const span = option?.valueSpan ?? null;
  const result = interpolate(raw, find, { key, section, raw }, 1);
  if (result.ok) return { ok: true, value: result.value, span };
  return {
    ok: false,
    problem: { code: "ini-interpolation", message: result.message, ...(span === null ? {} : { span }) },
  };
}

type Interpolated = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };

function interpolate(
  text: string,
  find: (name: string) => string | undefined,
  of: { readonly key: string; readonly section: string; readonly raw: string },
  depth: number,
): Interpolated {
  const place = `option ${quoted(of.key)} in section ${quoted(of.section)}`;
  if (depth > deepest) {
    const message = `Recursion limit exceeded in value substitution: ${place} contains an interpolation key which cannot be substituted in ${deepest} steps. Raw value: ${quoted(of.raw)}`;
    return { ok: false, message };
  }
  let result = "";
  let rest = text;
  while (rest !== "") {
    const percent = rest.indexOf("%");
    if (percent < 0) return { ok: true, value: result + rest };
    result += rest.slice(0, percent);
    rest = rest.slice(percent);
    if (rest[1] === "%") {
      result += "%";
      rest = rest.slice(2);
    } else if (rest[1] === "(") {
      const match = /^%\(([^)]+)\)s/.exec(rest);
      if (match === null) return { ok: false, message: `bad interpolation variable reference ${quoted(rest)}` };
      const name = (match[1] ?? "").toLowerCase();
      rest = rest.slice(match[0].length);
      const value = find(name);
      if (value === undefined) {
        const message = `Bad value substitution: ${place} contains an interpolation key ${quoted(name)} which is not a valid option name. Raw value: ${quoted(of.raw)}`;
        return { ok: false, message };
      }
      const inner: Interpolated = value.includes("%") ? interpolate(value, find, of, depth + 1) : { ok: true, value };
      if (!inner.ok) return inner;
      result += inner.value;
    } else {
      return { ok: false, message: `'%' must be followed by '%' or '(', found: ${quoted(rest)}` };
    }
  }
  return { ok: true, value: result };
}
