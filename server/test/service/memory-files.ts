import type { DirectoryEntry, FileRead, FileSystem } from "../../src/service/file-system.ts";

/** Files in memory, by absolute path. A value that is not a string is what reading the file answers. */
export type Files = Readonly<Record<string, string | Exclude<FileRead, { ok: true }>>>;

/** A file system over a record; `put` and `remove` change it as somebody else would change a disk. */
export interface MemoryFiles extends FileSystem {
  put(path: string, content: Files[string]): void;
  remove(path: string): void;
  has(path: string): boolean;
  /** Paths in the order in which they were read. */
  readonly read: readonly string[];
}

export function memoryFiles(files: Files): MemoryFiles {
  const held = new Map(Object.entries(files));
  const read: string[] = [];
  return {
    read,
    put: (path, content) => void held.set(path, content),
    has: (path) => held.has(path),
    remove: (path) => void held.delete(path),
    async readDirectory(path) {
      const entries = new Map<string, DirectoryEntry["kind"]>();
      for (const file of held.keys()) {
        if (!file.startsWith(`${path}/`)) continue;
        const [name = "", ...rest] = file.slice(path.length + 1).split("/");
        entries.set(name, rest.length === 0 ? "file" : "directory");
      }
      // Not sorted: a real directory has no order either.
      return [...entries].reverse().map(([name, kind]) => ({ name, kind }));
    },
    async readFile(path) {
      read.push(path);
      const content = held.get(path);
      if (content === undefined) return { ok: false, reason: "missing", message: "This file does not exist." };
      return typeof content === "string" ? { ok: true, text: content, byteOrderMark: false } : content;
    },
  };
}
