import { fileURLToPath, pathToFileURL } from "node:url";
import type { Runtime } from "../lsp/runtime.ts";
import { nodeFileSystem } from "./file-system.ts";
import { loadSqlParser } from "./sql-parser.ts";
import { version } from "./version.ts";

/** The language server's surroundings in Node. */
export function nodeRuntime(): Runtime {
  return {
    version,
    files: nodeFileSystem(),
    async loadEdge() {
      return { parser: await loadSqlParser() };
    },
    toPath,
    toUri,
    later(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    newRevisionId: () => crypto.randomUUID().slice(-12),
    moment: () => {
      const date = new Date();
      return { milliseconds: date.getTime(), offsetMinutes: -date.getTimezoneOffset() };
    },
    now: () => performance.now(),
  };
}

/** `/` on every platform, an upper-case drive letter; a URI of another scheme stays as it is, for it is no file. */
export function toPath(uri: string): string {
  if (!uri.startsWith("file:")) return uri;
  try {
    return fileURLToPath(uri)
      .replaceAll(process.platform === "win32" ? "\\" : "/", "/")
      .replace(/^[a-z]:/, (it) => it.toUpperCase());
  } catch {
    return uri;
  }
}

export function toUri(path: string): string {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path) ? pathToFileURL(path).href : path;
}
