/* Paths as Python's `posixpath` and `pathlib.PurePosixPath` treat them; a drive (`C:/x`) counts as absolute. */

export function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}

/** `os.path.join` */
export function joinPaths(parts: readonly string[]): string {
  let joined = "";
  for (const part of parts) {
    if (isAbsolute(part) || joined === "") joined = part;
    else joined = joined.endsWith("/") ? joined + part : `${joined}/${part}`;
  }
  return joined;
}

/** `os.path.dirname` and `os.path.basename` */
export function splitPath(path: string): readonly [head: string, tail: string] {
  const cut = path.lastIndexOf("/") + 1;
  const head = path.slice(0, cut);
  return [/[^/]/.test(head) ? head.replace(/\/+$/, "") : head, path.slice(cut)];
}

/** `os.path.splitext` */
export function splitExtension(path: string): readonly [stem: string, extension: string] {
  const match = /^(.*?[^/.][^/]*?)(\.[^./]*)$/.exec(path) ?? /^(.*\/\.*[^/.][^/]*?)(\.[^./]*)$/.exec(path);
  return match === null ? [path, ""] : [match[1] ?? path, match[2] ?? ""];
}

/** `os.path.normpath`; also what `abspath` and `realpath` make of an absolute path without links. */
export function normalizePath(path: string): string {
  const root = /^(?:[A-Za-z]:)?\/?/.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(root.length).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !root.endsWith("/")) parts.push(part);
  }
  return root + parts.join("/") || ".";
}

/** `str(PurePath(…))`: doubled slashes and dots are gone, `..` stays. */
export function purePath(path: string): string {
  const root = /^(?:[A-Za-z]:)?\/?/.exec(path)?.[0] ?? "";
  const parts = path
    .slice(root.length)
    .split("/")
    .filter((it) => it !== "" && it !== ".");
  return root + parts.join("/") || ".";
}
