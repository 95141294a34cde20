/** What the service needs of a file system. The edge implements it (Node, a browser's virtual folder, a test); nothing here throws. */
export interface FileSystem {
  /** Entries of a directory, in any order; none when it does not exist or cannot be read. */
  readDirectory(path: string): Promise<readonly DirectoryEntry[]>;
  /** The text of a file, decoded as Python would (UTF-8, a byte order mark removed), or why there is none. */
  readFile(path: string): Promise<FileRead>;
  /** The path of a directory without links; itself where there is no such thing. A file system without links may leave it out. */
  realPath?(path: string): Promise<string>;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "linked directory" | "other";
  /** Of a file that is a link: where the file really is (or, of a broken link, would be). */
  readonly target?: string;
}

/**
 * `binary`: holds zero bytes. `encoding`: not UTF-8 (nor what its coding line names). `too large`: above the edge's limit, not read at all.
 * `bytecode`: compiled Python, which Alembic loads and we do not read.
 * `broken link`: leads to a file that does not exist, which `target` names. `message` is a sentence for people.
 */
export type FileRead =
  | { readonly ok: true; readonly text: string; readonly byteOrderMark: boolean }
  | {
      readonly ok: false;
      readonly reason: "missing" | "binary" | "encoding" | "too large" | "unreadable" | "bytecode" | "broken link";
      readonly message: string;
      readonly target?: string;
    };

/** `path` as seen from `folder`, with `/`: `../other/x.py` where it lies outside. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split("/").filter((it) => it !== "");
  const to = path.split("/").filter((it) => it !== "");
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  if (common === 0 && from.length > 0) return path;
  return [...from.slice(common).map(() => ".."), ...to.slice(common)].join("/") || ".";
}
