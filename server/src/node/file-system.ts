import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { DirectoryEntry, FileRead, FileSystem } from "../service/file-system.ts";

/** A migration of this size is not one; bytes. */
const maximumBytes = 16 * 1024 * 1024;

/** The disk, asynchronously. Paths have `/` on every platform. */
export function nodeFileSystem(): FileSystem {
  return {
    async readDirectory(path) {
      try {
        const entries = await readdir(path, { withFileTypes: true });
        return await Promise.all(
          entries.map(async (it): Promise<DirectoryEntry> => {
            if (it.isFile()) return { name: it.name, kind: "file" };
            if (it.isDirectory()) return { name: it.name, kind: "directory" };
            if (!it.isSymbolicLink()) return { name: it.name, kind: "other" };
            const target = await stat(`${path}/${it.name}`).catch(() => null);
            if (target?.isFile()) return { name: it.name, kind: "file", target: await real(`${path}/${it.name}`) };
            if (target?.isDirectory()) return { name: it.name, kind: "linked directory" };
            const broken = await brokenLink(`${path}/${it.name}`);
            return broken === null ? { name: it.name, kind: "other" } : { name: it.name, kind: "file", target: broken };
          }),
        );
      } catch {
        return [];
      }
    },
    realPath: real,
    async readFile(path) {
      try {
        // Asked of the disk only once: the size is looked at when the bytes are here, for files as large as that are rare.
        const bytes = await readFile(path);
        if (bytes.length > maximumBytes) {
          const megabytes = Math.round(bytes.length / 1024 / 1024);
          return { ok: false, reason: "too large", message: `This file has ${megabytes} MB and is not read.` };
        }
        return decodeFile(bytes);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        const target = code === "ENOENT" ? await brokenLink(path) : null;
        if (target !== null) {
          const message = `This is a link to ${target}, which does not exist.`;
          return { ok: false, reason: "broken link", message, target };
        }
        if (code === "ENOENT" || code === "ENOTDIR") {
          return { ok: false, reason: "missing", message: "This file does not exist." };
        }
        return { ok: false, reason: "unreadable", message: `This file cannot be read (${code ?? "unknown reason"}).` };
      }
    },
  };
}

/** Where a link leads that leads nowhere; null for anything else. */
async function brokenLink(path: string): Promise<string | null> {
  const written = await readlink(path).catch(() => null);
  if (written === null) return null;
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  return isThere ? null : resolve(await real(dirname(path)), written).replaceAll("\\", "/");
}

async function real(path: string): Promise<string> {
  return (await realpath(path).catch(() => path)).replaceAll("\\", "/");
}

/** Decodes bytes as Python does: UTF-8 unless a coding line within the first two lines says otherwise (PEP 263). */
export function decodeFile(bytes: Uint8Array): FileRead {
  if (bytes.includes(0)) {
    return {
      ok: false,
      reason: "binary",
      message: "This file is not text: it holds zero bytes. Alembic cannot load it.",
    };
  }
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const label = codingLine(bytes) ?? "utf-8";
  try {
    return { ok: true, text: new TextDecoder(label, { fatal: true }).decode(bytes), byteOrderMark };
  } catch {
    return {
      ok: false,
      reason: "encoding",
      message: `This file is not text in the encoding ${label}, so Python cannot read it either.`,
    };
  }
}

function codingLine(bytes: Uint8Array): string | null {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 400)).split(/\r?\n/, 2);
  for (const line of head) {
    const match = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/.exec(line);
    if (match?.[1] !== undefined) return decoderLabel(match[1].toLowerCase().replaceAll("_", "-"));
  }
  return null;
}

/** Python's names of encodings that `TextDecoder` calls otherwise (https://docs.python.org/3/library/codecs.html#standard-encodings). */
function decoderLabel(name: string): string {
  if (name === "latin-1" || name === "l1") return "iso-8859-1";
  if (name === "utf-8-sig" || name === "u8") return "utf-8";
  return name.replace(/^cp(125\d)$/, "windows-$1");
}
