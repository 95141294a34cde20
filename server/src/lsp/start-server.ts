import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ShownLocks } from "../service/features/lock-hints.ts";
import type { Settings } from "../service/settings.ts";
import { createWorkingDirectories } from "../service/working-directories.ts";
import type { Workspace } from "../service/workspace.ts";
import { pullsDiagnostics, serverCapabilities } from "./capabilities.ts";
import { createDiagnosticReports } from "./diagnostic-reports.ts";
import { fixContext } from "./fix-context.ts";
import { fromLockHints, fromSettings } from "./from.ts";
import { handleChain } from "./handle-chain.ts";
import { handleFeatures } from "./handle-features.ts";
import { handleOwnRequests } from "./handle-own-requests.ts";
import { handlePreview } from "./handle-preview.ts";
import { changedNotification } from "./protocol.ts";
import { createPushPublisher, type Publisher } from "./publisher.ts";
import { createPullPublisher } from "./pull-diagnostics.ts";
import type { Runtime } from "./runtime.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import type { Session } from "./session.ts";
import { handleWatchedFiles, watchedGlobs } from "./watched-files.ts";

/** At most one `limbeck/changed` in this time; milliseconds. */
const announceDelay = 200;

/**
 * Serves one client on a connection that is not listening yet. It runs no code of the workspace, opens no socket, and an error in a handler is
 * logged and answered but never ends the process.
 */
export function startServer(connection: Connection, runtime: Runtime): void {
  const documents = new TextDocuments(TextDocument);
  let started: Started | null = null;

  connection.onInitialize((params) => {
    started = start(connection, runtime, documents, params);
    return {
      capabilities: serverCapabilities(params.capabilities),
      serverInfo: { name: "limbeck", version: runtime.version },
    };
  });
  connection.onInitialized(() => started?.begin());
  connection.onShutdown(() => started?.end());

  const write = (uri: string, text: string | null): void => started?.write(uri, text);
  documents.onDidChangeContent(({ document }) => write(document.uri, document.getText()));
  documents.onDidClose(({ document }) => write(document.uri, null));
  documents.listen(connection);
  connection.listen();
}

interface Started {
  begin(): void;
  write(uri: string, text: string | null): void;
  end(): void;
}

function start(
  connection: Connection,
  runtime: Runtime,
  documents: TextDocuments<TextDocument>,
  params: InitializeParams,
): Started {
  const capabilities = params.capabilities;
  let folders = initialFolders(params, runtime);
  const workingDirectories = createWorkingDirectories(() => folders);
  let scheduler: Scheduler | null = null;
  let shownLocks: ShownLocks = "blocking";
  let settings: Settings = {};
  let loadingStarted: () => void = () => undefined;
  let cancelAnnounce: (() => void) | null = null;
  let ended = false;
  /** Open documents: path to the URI as the client spells it. */
  const spelling = new Map<string, string>();
  const ready = new Promise<void>((resolve) => {
    loadingStarted = resolve;
  }).then(() => scheduler?.ready);

  const theScheduler = (): Scheduler => {
    if (scheduler === null) throw new Error("The server is asked before the client said that it is initialized.");
    return scheduler;
  };
  const logError = (what: string, error: unknown): void => {
    // Without a client there is nobody to tell, and the library throws when it is asked to send.
    if (ended) return;
    connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const document = (pathOrUri: string): TextDocument | undefined => {
    const uri = spelling.get(runtime.toPath(pathOrUri));
    return uri === undefined ? undefined : documents.get(uri);
  };
  const toUri = (path: string): string => spelling.get(path) ?? runtime.toUri(path);
  const session: Session = {
    connection,
    runtime,
    capabilities,
    folders: () => folders,
    workingDirectory: workingDirectories.of,
    settings: () => settings,
    workspace: () => theScheduler().workspace(),
    ready,
    reports: createDiagnosticReports(toUri),
    document,
    toUri,
    shownLocks: () => shownLocks,
    editContext: () => ({
      toUri,
      linesOf: (path) => theScheduler().workspace().snapshot().file(path)?.lines,
      versionOf: (path) => document(path)?.version ?? null,
      snippets: capabilities.workspace?.workspaceEdit?.snippetEditSupport === true,
    }),
    fixContext: () => fixContext(runtime, capabilities),
    changed: () => scheduler?.changed(),
    logError,
  };
  const publisher: Publisher = pullsDiagnostics(capabilities)
    ? createPullPublisher(session)
    : createPushPublisher(session);

  /** Another file, the server's version or a setting can change what a statement locks. */
  const refreshHints = (): void => {
    if (capabilities.workspace?.inlayHint?.refreshSupport !== true || ended) return;
    void connection.languages.inlayHint.refresh().catch((error) => logError("Refreshing the hints failed", error));
  };

  const announce = (): void => {
    cancelAnnounce ??= runtime.later(announceDelay, () => {
      cancelAnnounce = null;
      if (ended) return;
      void connection.sendNotification(changedNotification).catch((error) => logError("Announcing failed", error));
      refreshHints();
    });
  };

  /** True when a configuration may read otherwise: that depends on the version of Alembic. */
  const takeSettings = (workspace: Workspace, section: unknown): boolean => {
    const before = JSON.stringify(settings.versions ?? null);
    settings = fromSettings(section);
    workspace.setSettings(settings);
    return JSON.stringify(settings.versions ?? null) !== before;
  };

  /** True when the projects have to be found again. */
  const configure = async (workspace: Workspace, pushed?: unknown): Promise<boolean> => {
    if (capabilities.workspace?.configuration !== true) {
      const section = (pushed as { readonly limbeck?: unknown } | undefined)?.limbeck;
      const isOther = takeSettings(workspace, section);
      shownLocks = fromLockHints(section);
      return workingDirectories.set(folders.map(() => section)) || isOther;
    }
    // One for the window, and one for each folder, which may have its own.
    const scopes = folders.map((it) => ({ section: "limbeck", scopeUri: runtime.toUri(it) }));
    const [section, ...ofFolders] = await connection.workspace.getConfiguration([{ section: "limbeck" }, ...scopes]);
    const isOther = takeSettings(workspace, section);
    const shown = fromLockHints(section);
    if (shown !== shownLocks) refreshHints();
    shownLocks = shown;
    return workingDirectories.set(ofFolders) || isOther;
  };

  handleFeatures(session);
  handleChain(session);
  handleOwnRequests(session);
  handlePreview(session);
  handleWatchedFiles(session, theScheduler);
  connection.onDidChangeConfiguration(async ({ settings }) => {
    await ready;
    try {
      if (await configure(theScheduler().workspace(), settings)) theScheduler().reload();
    } catch (error) {
      logError("Reading the settings failed", error);
    }
    session.changed();
  });

  return {
    begin() {
      scheduler = createScheduler({
        session,
        publisher: () => publisher,
        announce,
        async prepare(workspace) {
          for (const it of documents.all()) workspace.setDocument(runtime.toPath(it.uri), it.getText());
          await configure(workspace, { limbeck: params.initializationOptions }).catch((error: unknown) =>
            logError("Reading the settings failed", error),
          );
        },
      });
      loadingStarted();
      register(connection, capabilities).catch((error: unknown) => logError("Registering failed", error));
      if (capabilities.workspace?.workspaceFolders === true) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          const gone = new Set(removed.map((it) => runtime.toPath(it.uri)));
          const kept = folders.filter((it) => !gone.has(it));
          folders = [...kept, ...added.map((it) => runtime.toPath(it.uri)).filter((it) => !kept.includes(it))];
          void ready
            .then(() => configure(theScheduler().workspace(), { limbeck: params.initializationOptions }))
            .catch((error: unknown) => logError("Reading the settings failed", error))
            .then(() => theScheduler().reload());
        });
      }
    },
    write(uri, text) {
      try {
        const path = runtime.toPath(uri);
        if (text === null) spelling.delete(path);
        else spelling.set(path, uri);
        scheduler?.write(path, text);
      } catch (error) {
        logError("Taking a document over failed", error);
      }
    },
    end() {
      ended = true;
      cancelAnnounce?.();
      scheduler?.dispose();
      publisher.dispose();
    },
  };
}

function initialFolders(params: InitializeParams, runtime: Runtime): readonly string[] {
  const uris = params.workspaceFolders?.map((it) => it.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return uris.map((it) => runtime.toPath(it).replace(/(?<=.)\/$/, ""));
}

async function register(connection: Connection, capabilities: ClientCapabilities): Promise<void> {
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: "limbeck" });
  }
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
    const watchers = watchedGlobs.map((globPattern) => ({ globPattern }));
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}
