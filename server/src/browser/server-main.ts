import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { readDirectoryRequest, readFileRequest } from "../lsp/protocol.ts";
import type { Runtime } from "../lsp/runtime.ts";
import { startServer } from "../lsp/start-server.ts";
import type { DirectoryEntry, FileRead } from "../service/file-system.ts";
import { unavailableParser } from "../service/unavailable-parser.ts";

/*
 * The language server's entry in a web worker. A worker has no files: it asks the client for them, with two requests. PostgreSQL's parser is
 * not loaded here yet, so SQL text is unknown and said to be.
 */
const scope = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));

/** Paths of the service begin with `/`; scheme and authority are those of the workspace folder, of which a virtual workspace has one. */
let origin = "file://";

const runtime: Runtime = {
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
  now: () => performance.now(),
};

function toUri(path: string): string {
  return path.startsWith("/") ? origin + path.split("/").map(encodeURIComponent).join("/") : path;
}

startServer(connection, runtime);
