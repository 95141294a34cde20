import { PassThrough } from "node:stream";
import { type ClientCapabilities, createConnection, type Diagnostic, FileChangeType } from "vscode-languageserver/node";
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import type { Runtime } from "../../src/lsp/runtime.ts";
import { startServer } from "../../src/lsp/start-server.ts";
import { type Files, type MemoryFiles, memoryFiles } from "../service/memory-files.ts";
import { edge, root } from "../service/project-fixture.ts";

export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly files: MemoryFiles;
  /** Error and warning messages that the server logged. */
  readonly log: readonly string[];
  /** Methods that the server registered for. */
  readonly registered: string[];
  /** Notifications of `limbeck/changed`. */
  readonly announced: () => number;
  /** Diagnostics that were pushed last, by URI. */
  readonly pushed: ReadonlyMap<string, PublishDiagnosticsParams>;
  /** Fulfilled when `condition` holds; asks again with every message of the server. Rejects after five seconds. */
  until(condition: () => boolean, what: string): Promise<void>;
  open(path: string, text: string): void;
  /** Replaces a part of an open document, as an editor does. */
  replace(path: string, find: string, by: string): void;
  text(path: string): string;
  close(path: string): void;
  onDisk(path: string, content: Files[string] | null): void;
  request<T>(method: string, params?: unknown): Promise<T>;
  dispose(): Promise<void>;
}

export const uriOf = (path: string): string => `file://${path.split("/").map(encodeURIComponent).join("/")}`;

/** What an editor that can everything says of itself. */
export const everything: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, snippetEditSupport: true },
    diagnostics: { refreshSupport: true },
  },
  textDocument: { definition: { linkSupport: true } },
  window: { workDoneProgress: true },
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly settings?: unknown;
  readonly runtime?: Partial<Runtime>;
}

/** A real server and a real client, connected by streams within this process, over files in memory. */
export async function startClient(contents: Files, options: ClientOptions = {}): Promise<TestClient> {
  const files = memoryFiles(contents);
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const log: string[] = [];
  const registered: string[] = [];
  const pushed = new Map<string, PublishDiagnosticsParams>();
  const documents = new Map<string, { text: string; version: number }>();
  const waiting = new Set<() => void>();
  let announced = 0;
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(server, { ...testRuntime(files), ...options.runtime });

  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const heard = (): void => {
    for (const it of [...waiting]) it();
  };
  connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
    if (type <= 2) log.push(message);
    heard();
  });
  connection.onNotification("textDocument/publishDiagnostics", (it: PublishDiagnosticsParams) => {
    pushed.set(it.uri, it);
    heard();
  });
  connection.onNotification("limbeck/changed", () => {
    announced++;
    heard();
  });
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
    items.map(() => options.settings ?? null),
  );
  connection.onRequest("client/registerCapability", (it: { registrations: { method: string }[] }) => {
    registered.push(...it.registrations.map(({ method }) => method));
    return null;
  });
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.onNotification("$/progress", heard);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: uriOf(root),
    workspaceFolders: [{ uri: uriOf(root), name: "work" }],
    capabilities: options.capabilities ?? everything,
  });
  await connection.sendNotification("initialized", {});

  const held = (path: string): { text: string; version: number } => {
    const document = documents.get(path);
    if (document === undefined) throw new Error(`${path} is not open`);
    return document;
  };
  const notify = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  return {
    connection,
    files,
    log,
    registered,
    announced: () => announced,
    pushed,
    until: (condition, what) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`Waited in vain for: ${what}. Log: ${log.join("\n")}`));
        }, 5_000);
        waiting.add(check);
        check();
      }),
    open(path, text) {
      documents.set(path, { text, version: 1 });
      notify("textDocument/didOpen", { textDocument: { uri: uriOf(path), languageId: "python", version: 1, text } });
    },
    replace(path, find, by) {
      const document = held(path);
      const start = document.text.indexOf(find);
      if (start === -1) throw new Error(`${find} is not in ${path}`);
      const position = (offset: number) => {
        const before = document.text.slice(0, offset).split("\n");
        return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      };
      const range = { start: position(start), end: position(start + find.length) };
      document.text = document.text.slice(0, start) + by + document.text.slice(start + find.length);
      document.version++;
      notify("textDocument/didChange", {
        textDocument: { uri: uriOf(path), version: document.version },
        contentChanges: [{ range, text: by }],
      });
    },
    text: (path) => held(path).text,
    close(path) {
      documents.delete(path);
      notify("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
    },
    onDisk(path, content) {
      const existed = files.has(path);
      if (content === null) files.remove(path);
      else files.put(path, content);
      const type =
        content === null ? FileChangeType.Deleted : existed ? FileChangeType.Changed : FileChangeType.Created;
      notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(path), type }] });
    },
    request: (method, params) =>
      params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params),
    async dispose() {
      // Not `exit`, which ends the process: that is the tests' own here.
      await connection.sendRequest("shutdown");
      connection.dispose();
      server.dispose();
    },
  };
}

function testRuntime(files: MemoryFiles): Runtime {
  return {
    version: "test",
    files,
    loadEdge: async () => edge,
    toPath: (uri) => (uri.startsWith("file://") ? decodeURIComponent(uri.slice("file://".length)) : uri),
    toUri: (path) => (path.startsWith("/") ? uriOf(path) : path),
    later(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    newRevisionId: () => "0123456789ab",
    moment: () => ({ milliseconds: Date.UTC(2026, 10, 20, 12, 30, 15, 250), offsetMinutes: 60 }),
    now: () => performance.now(),
  };
}

export function codesOf(diagnostics: readonly Diagnostic[] | undefined): readonly (string | number | undefined)[] {
  return (diagnostics ?? []).map((it) => it.code);
}
