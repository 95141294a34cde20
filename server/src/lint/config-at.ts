import type { LintConfig, PathConfig } from "./lint-config.ts";

/**
 * The configuration for one file: what its path is told comes on top, later entries over earlier ones. The same object for a file that no entry
 * is about.
 */
export function configAt(config: LintConfig, path: string): LintConfig {
  let result = config;
  for (const entry of config.paths) if (covers(entry, path)) result = withEntry(result, entry);
  return result;
}

/** Does the pattern of an entry match the path of a file? */
export function covers({ folder, pattern }: PathConfig, path: string): boolean {
  if (folder === null) return pattern.test(path);
  return path.startsWith(`${folder}/`) ? pattern.test(path.slice(folder.length + 1)) : pattern.test(path);
}

function withEntry(config: LintConfig, entry: PathConfig): LintConfig {
  const options = new Map(config.options);
  for (const [id, own] of entry.options) options.set(id, { ...options.get(id), ...own });
  return {
    ...config,
    severities: new Map([...config.severities, ...entry.severities]),
    select: entry.select ?? config.select,
    ignore: [...config.ignore, ...(entry.ignore ?? [])],
    options,
  };
}

/**
 * A pattern for paths with `/`: `*` and `?` stay within a name, `**` crosses folders, `{a,b}` are alternatives. A pattern that names a folder also
 * means everything in it. `anywhere`: it may begin at any folder.
 */
export function pathPattern(glob: string, place: "from the start" | "anywhere"): RegExp {
  let source = "";
  for (let at = 0; at < glob.length; at++) {
    const it = glob[at] ?? "";
    if (glob.startsWith("**/", at)) {
      source += "(?:.*/)?";
      at += 2;
    } else if (glob.startsWith("**", at)) {
      source += ".*";
      at++;
    } else if (it === "*") source += "[^/]*";
    else if (it === "?") source += "[^/]";
    else if (it === "{" && glob.includes("}", at)) source += "(?:";
    else if (it === "}" && glob.lastIndexOf("{", at) >= 0) source += ")";
    else if (it === "," && isInBraces(glob, at)) source += "|";
    else source += it.replace(/[\\^$.|+()[\]]/, "\\$&");
  }
  const start = place === "anywhere" ? "^(?:.*/)?" : "^";
  return new RegExp(`${start}${source.replace(/\/$/, "")}(?:/.*)?$`);
}

function isInBraces(glob: string, at: number): boolean {
  return glob.lastIndexOf("{", at) > glob.lastIndexOf("}", at) && glob.indexOf("}", at) > at;
}
