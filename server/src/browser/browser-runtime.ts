import type { Connection } from "vscode-languageserver/browser";
import { readDirectoryRequest, readFileRequest } from "../lsp/protocol.ts";
import type { Runtime } from "../lsp/runtime.ts";
import type { DirectoryEntry, FileRead } from "../service/file-system.ts";
import { unavailableParser } from "../service/unavailable-parser.ts";

/**
 * The language server's surroundings in a web worker. A worker has no files: it asks the client for them, with two requests. PostgreSQL's parser is
 * not loaded here, so SQL text is unknown and said to be.
 */
export function browserRuntime(connection: Connection): Runtime {
  // Paths of the service begin with `/`; scheme and authority are those of the workspace, of which a browser has one.
  let origin = "file://";
  const toUri = (path: string): string =>
    path.startsWith("/") ? origin + path.split("/").map(encodeURIComponent).join("/") : path;
  return {
    version: "web",
    files: {
      readDirectory: (path) =>
        connection.sendRequest<readonly DirectoryEntry[]>(readDirectoryRequest, { uri: toUri(path) }),
      readFile: (path) => connection.sendRequest<FileRead>(readFileRequest, { uri: toUri(path) }),
    },
    loadEdge: async () => ({ parser: unavailableParser }),
    toPath(uri) {
      const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*)$/i.exec(uri);
      if (match?.[1] === undefined || match[2] === undefined) return uri;
      origin = match[1];
      return decodeURIComponent(match[2]);
    },
    toUri,
    later(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    yield: () => new Promise((resolve) => setTimeout(resolve, 0)),
    newRevisionId: () => crypto.randomUUID().slice(-12),
    moment: () => {
      const date = new Date();
      return { milliseconds: date.getTime(), offsetMinutes: -date.getTimezoneOffset() };
    },
    now: () => performance.now(),
  };
}
