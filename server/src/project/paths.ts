/* Paths as texts: absolute ones with `/`, POSIX (`/a/b`) or Windows (`C:/a/b`). Nothing here asks a file system. */

export function isAbsolutePath(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}

/** `path` made absolute against `base`, `.` and `..` resolved, `/` as separator, no `/` at the end. */
export function resolvePath(base: string, path: string): string {
  const whole = withSlashes(isAbsolutePath(path) ? path : `${base}/${path}`);
  const root = /^(?:[A-Za-z]:)?\//.exec(whole)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return root + parts.join("/");
}

/** The directory of a path; of a root itself, the root. */
export function directoryOf(path: string): string {
  const slashed = withSlashes(path);
  const root = /^(?:[A-Za-z]:)?\//.exec(slashed)?.[0] ?? "";
  const cut = slashed.lastIndexOf("/");
  return cut < root.length ? root : slashed.slice(0, cut);
}

export function baseName(path: string): string {
  const slashed = withSlashes(path);
  return slashed.slice(slashed.lastIndexOf("/") + 1);
}

/** True when `path` is `directory` or lies in it. */
export function isInside(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

/** Backslashes separate in Windows paths only: elsewhere they may stand in a name. */
function withSlashes(path: string): string {
  return /^[A-Za-z]:[\\/]/.test(path) ? path.replaceAll("\\", "/") : path;
}
