import { basename, join } from "node:path";
import * as vscode from "vscode";
import { LSPErrorCodes } from "vscode-languageclient/node";
import type { ProjectInfo } from "../../server/src/lsp/protocol.ts";
import type { RunOutcome } from "./alembic/run-outcome.ts";
import { readSettings } from "./config.ts";
import type { Ctx } from "./ctx.ts";
import { DatabaseWatch } from "./database/database-watch.ts";
import { readFacts } from "./database/facts.ts";
import { debugInformation } from "./debug-information.ts";
import { createEmitter } from "./emitter.ts";
import { createEnvironmentChoice } from "./environment-choice.ts";
import { createInterpreters } from "./interpreters.ts";
import { type LanguageServer, startLanguageServer } from "./language-client.ts";
import { createLog, type LogSink } from "./log.ts";
import { createSqlBeside } from "./preview/sql-beside.ts";
import { projectOfFile, projectPlace } from "./project-place.ts";
import { ProjectStore } from "./project-store.ts";
import { registerCommands } from "./register-commands.ts";
import { createRunDiagnostics } from "./run-diagnostics.ts";
import { Scope } from "./scope.ts";
import { allRevisions, type ServerLink } from "./server-link.ts";
import { Session } from "./session.ts";
import { createSqlDocuments } from "./sql-documents.ts";
import { createSurroundings } from "./surroundings.ts";
import { untilClosed } from "./until-closed.ts";
import { createViews } from "./views/create-views.ts";
import type { ViewNode } from "./views/node.ts";
import { createVscodeUi } from "./vscode-ui.ts";

/** What the tests ask of a running extension: the same nodes and texts that a person sees. */
export interface LimbeckApi {
  /** Resolves when the language server has answered and every database was asked once. */
  readonly ready: () => Promise<void>;
  readonly revisions: () => readonly ViewNode[];
  readonly database: () => readonly ViewNode[];
  readonly status: () => string | null;
  readonly lastRun: () => RunOutcome | null;
  readonly sqlDocuments: () => readonly string[];
  readonly serverState: () => string;
  /** What the preview beside the editor says. */
  readonly preview: () => string;
}

export async function activate(context: vscode.ExtensionContext): Promise<LimbeckApi> {
  const scope = new Scope();
  context.subscriptions.push(scope);
  const channel = scope.add(vscode.window.createOutputChannel("Alembic", { log: true }));
  const serverChannel = vscode.window.createOutputChannel("Limbeck Language Server", { log: true });
  const serverLog = untilClosed(serverChannel);
  const log = createLog(untilClosed(channel));
  const sql = createSqlDocuments(scope);
  const ui = createVscodeUi({ showLog: () => channel.show(true), sql });
  const runner = join(context.extensionPath, "dist", "runner", "limbeck_runner.py");

  const serverChanged = createEmitter();
  const session = new Session<LanguageServer>({
    start: (inside) =>
      startLanguageServer(
        {
          module: join(context.extensionPath, "dist", "server.cjs"),
          output: serverChannel,
          onChanged: serverChanged.fire,
          onLost: () => session.lost(),
        },
        inside,
      ),
    stop: (server) => server.stop(),
    failed: (problem) =>
      serverLog.error(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)),
  });
  scope.add(session.onChanged(() => serverChanged.fire()));
  const server = createServerLink(session, serverChanged.on, serverLog);

  const store = new ProjectStore(server);
  const place = (project: ProjectInfo) => projectPlace(project, folders());
  const environments = createEnvironmentChoice(context.workspaceState, context.secrets, place);
  const surroundings = createSurroundings(server.surroundings);
  scope.add(session.onChanged((state) => state === "running" && surroundings.tellAgain()));
  const interpreters = createInterpreters({ ui, runner, place });
  const database = scope.add(
    new DatabaseWatch({
      projects: () => store.projects,
      trusted: () => vscode.workspace.isTrusted,
      resolve: (project) => environments.resolve(project),
      read: async ({ target, environment }, project) => {
        if (target === null) return { ok: false, reason: "other", message: "This is not a PostgreSQL database." };
        const facts = await readFacts(target, { table: project.versionTable, schema: project.versionTableSchema });
        if (facts.ok) surroundings.learnServer(project.id, facts.value.identity, environment.name);
        return facts;
      },
      applied: (project, rows) => server.applied({ project, rows }),
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return { dispose: () => clearTimeout(timer) };
      },
    }),
  );
  const diagnostics = createRunDiagnostics(scope);
  const beside = createSqlBeside(
    {
      server,
      projects: () => store.projects,
      database,
      uriOf: async (project, revision) =>
        (await allRevisions(server, project)).find((it) => it.revision === revision)?.uri ?? null,
    },
    scope,
  );
  let last: RunOutcome | null = null;
  const ctx: Ctx = {
    ui,
    log,
    runner,
    server,
    environments,
    database,
    settings: readSettings,
    trusted: () => vscode.workspace.isTrusted,
    projects: () => store.projects,
    activeUri: () => vscode.window.activeTextEditor?.document.uri.toString() ?? null,
    activeProject: () => projectOfFile(vscode.window.activeTextEditor?.document.uri.fsPath ?? null, store.projects),
    place,
    interpreter: async (project) => {
      const found = await interpreters.of(project);
      if (found.ok) surroundings.learnInterpreter(project.id, found);
      return found;
    },
    forgetInterpreters: () => interpreters.forget(),
    selectInterpreter: () => interpreters.select(ctx.activeProject() ?? store.projects[0] ?? null),
    secrets: {
      get: async (key) => context.secrets.get(key),
      store: async (key, value) => context.secrets.store(key, value),
      delete: async (key) => context.secrets.delete(key),
    },
    runs: {
      running: new Set(),
      started: diagnostics.clear,
      ended: (outcome) => {
        last = outcome;
        void diagnostics.show(outcome);
      },
      last: () => last,
    },
    loadMoreRevisions: (project) => store.loadMore(project),
    preview: beside.control,
    restartServer: () => session.restart(),
    debugInformation: () =>
      debugInformation(ctx, {
        limbeck: String(context.extension.packageJSON.version),
        vscode: vscode.version,
        server: session.state,
      }),
  };

  const views = createViews(ctx, scope, store, () => session.state);
  registerCommands(ctx, scope);
  scope.add(serverChanged.on(() => void store.refresh()));
  followProjects(scope, store, database);
  scope.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void database.refreshAll()));
  scope.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("limbeck.interpreter")) interpreters.forget();
      if (event.affectsConfiguration("limbeck.environments")) void database.refreshAll();
    }),
  );
  scope.add(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      // The URL may have changed: in an env file of an environment, or in the configuration itself.
      const files = [
        ...store.projects.map((it) => it.configFile),
        ...readSettings().environments.flatMap(({ source }) =>
          source.kind === "variable" && source.envFile !== null ? [source.envFile] : [],
        ),
      ];
      if (files.some((it) => basename(it) === basename(uri.fsPath))) void database.refreshAll();
    }),
  );
  // Questions that are open when the window closes end while the server stops, and are logged then.
  scope.add({ dispose: () => void session.stop().finally(() => serverChannel.dispose()) });
  await session.start();

  return {
    ready: async () => {
      await store.refresh();
      await database.refreshAll();
    },
    revisions: views.revisions,
    database: views.database,
    status: views.status,
    lastRun: () => last,
    sqlDocuments: sql.texts,
    serverState: () => session.state,
    preview: beside.text,
  };
}

function folders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map((it) => it.uri.fsPath);
}

/** A project that is new is asked for its database; one whose chain changed has its pending revisions computed anew. */
function followProjects(scope: Scope, store: ProjectStore, database: DatabaseWatch): void {
  const known = new Map<string, string>();
  scope.add(
    store.onChanged(() => {
      for (const it of store.projects) {
        const chain = JSON.stringify([it.revisionCount, it.heads, it.bases, it.versionTable, it.versionTableSchema]);
        const before = known.get(it.id);
        known.set(it.id, chain);
        if (before === undefined) void database.refresh(it);
        else if (before !== chain) void database.reapply(it);
      }
    }),
  );
}

/** The language server's own answers to a question that was taken back, or whose document changed meanwhile. */
function isOvertaken(problem: unknown): boolean {
  const code = problem instanceof Error && "code" in problem ? problem.code : null;
  return code === LSPErrorCodes.RequestCancelled || code === LSPErrorCodes.ContentModified;
}

function createServerLink(
  session: Session<LanguageServer>,
  onChanged: ServerLink["onChanged"],
  output: LogSink,
): ServerLink {
  const ask = async <T>(question: (server: LanguageServer) => Promise<T>): Promise<T | null> => {
    const { server } = session;
    if (server === null) return null;
    try {
      return await question(server);
    } catch (problem) {
      // A server that stops in the middle of a question; whoever asked is told when the next one is there.
      output.warn(problem instanceof Error ? problem.message : String(problem));
      return null;
    }
  };
  return {
    projects: () => ask((it) => it.projects()),
    revisions: (params) => ask((it) => it.revisions(params)),
    applied: (params) => ask((it) => it.applied(params)),
    resolve: (params) => ask((it) => it.resolve(params)),
    preview: async (params, cancel) => {
      const { server } = session;
      if (server === null) return "no server";
      try {
        return await server.preview(params, cancel);
      } catch (problem) {
        if (isOvertaken(problem)) return "overtaken";
        output.warn(problem instanceof Error ? problem.message : String(problem));
        return "no server";
      }
    },
    compare: (params) => ask((it) => it.compare(params)),
    schema: (params) => ask((it) => it.schema(params)),
    bodies: async (uri) => {
      const { server } = session;
      return server === null ? null : server.bodies(uri).catch(() => null);
    },
    // A server that is not there, or stops, is told again when the next one runs.
    surroundings: (params) => void session.server?.surroundings(params).catch(() => undefined),
    statistics: () => ask((it) => it.statistics()),
    onChanged,
  };
}
