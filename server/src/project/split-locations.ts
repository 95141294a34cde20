import { compareVersions } from "./compare-versions.ts";

export type SplitResult =
  | { readonly ok: true; readonly items: readonly string[] }
  | { readonly ok: false; readonly key: string; readonly message: string };

export interface SplitOptions {
  /** The interpolated values of these keys; null when the ini does not have them. */
  readonly pathSeparator: string | null;
  readonly versionPathSeparator: string | null;
  /** Null: the newest. */
  readonly alembic: string | null;
  /** Decides what `os` means: `;` on Windows, `:` elsewhere. */
  readonly platform: "posix" | "windows";
}

/**
 * `version_locations` of an ini as a list. The separator is named by `path_separator` (Alembic 1.16), else by `version_path_separator`
 * (1.7); without both it is split on commas and spaces, where an empty item stays (and means the working directory).
 */
export function splitVersionLocations(text: string, options: SplitOptions): SplitResult {
  const keys: { name: string; value: string | null }[] = [
    { name: "path_separator", value: options.pathSeparator },
    { name: "version_path_separator", value: options.versionPathSeparator },
  ];
  return split(text, keys, options, /, *| +/);
}

/** `prepend_sys_path`: as above, but only `path_separator` counts, and without it colons separate too. */
export function splitSysPath(text: string, options: SplitOptions): SplitResult {
  return split(text, [{ name: "path_separator", value: options.pathSeparator }], options, /, *| +|:/);
}

function split(
  text: string,
  keys: readonly { readonly name: string; readonly value: string | null }[],
  options: SplitOptions,
  legacy: RegExp,
): SplitResult {
  const since: Record<string, string> = { path_separator: "1.16", version_path_separator: "1.7" };
  const isKnown = (key: string): boolean =>
    options.alembic === null || compareVersions(options.alembic, since[key] ?? "0") >= 0;
  const chosen = keys.find((it) => it.value !== null && isKnown(it.name));
  if (chosen === undefined || chosen.value === null) return { ok: true, items: text.split(legacy) };
  const separators: Record<string, string> = {
    space: " ",
    newline: "\n",
    os: options.platform === "windows" ? ";" : ":",
    ":": ":",
    ";": ";",
  };
  const separator = Object.hasOwn(separators, chosen.value) ? separators[chosen.value] : undefined;
  if (separator === undefined) {
    const message = `'${chosen.value}' is not a valid value for ${chosen.name}; expected 'space', 'newline', 'os', ':', ';'`;
    return { ok: false, key: chosen.name, message };
  }
  const items = text.split(separator).filter((it) => it !== "");
  return { ok: true, items: items.map((it) => it.trim()) };
}
