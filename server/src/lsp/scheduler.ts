import { MessageType, ShowMessageNotification } from "vscode-languageserver";
import { loadModules, loadWorkspace, relistVersionFiles, reloadModules } from "../service/load-workspace.ts";
import { unavailableParser } from "../service/unavailable-parser.ts";
import { createWorkspace, type Workspace } from "../service/workspace.ts";
import type { Publisher } from "./publisher.ts";
import type { Session } from "./session.ts";
import { showProgress } from "./show-progress.ts";

/** How long typing must pause before findings are published; milliseconds. */
const publishDelay = 150;
/** Changes of files come in swarms (a checkout); milliseconds. */
const reloadDelay = 100;
/** How long analysis runs before other events get their turn; milliseconds. */
const slice = 12;

/** The one writer: loads, analyses, publishes. A new write makes a running analysis stop and begin again, which costs only what is new. */
export interface Scheduler {
  readonly ready: Promise<void>;
  workspace(): Workspace;
  /** Reads everything again from the disk: projects, their files, modules. */
  reload(): void;
  /** Files came or went in the versions directories. */
  relist(): void;
  /** What an editor says of a document; null when it was closed. */
  write(path: string, text: string | null): void;
  /** Something was written. */
  changed(): void;
  dispose(): void;
}

export interface SchedulerOptions {
  readonly session: Pick<
    Session,
    "connection" | "runtime" | "capabilities" | "folders" | "workingDirectory" | "settings" | "reports" | "logError"
  >;
  readonly publisher: () => Publisher;
  /** Called once with the workspace before anything is loaded into it. */
  readonly prepare: (workspace: Workspace) => Promise<void>;
  /** Projects, revisions or findings may have changed. */
  readonly announce: () => void;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { session } = options;
  const { runtime, connection } = session;
  let workspace: Workspace | null = null;
  let disposed = false;
  let cancelDelayed: (() => void) | null = null;
  let cancelReload: (() => void) | null = null;
  let wanted: "nothing" | "lists" | "everything" = "nothing";
  let loading = false;
  let analysing = false;
  let lastState = "";
  let lastGraphs: readonly unknown[] = [];

  const theWorkspace = (): Workspace => {
    if (workspace === null) throw new Error("The workspace is asked for before it is ready.");
    return workspace;
  };

  /** Computes what is said about every file, open ones first. False when a write came between. */
  const analyse = async (target: Workspace): Promise<boolean> => {
    const snapshot = target.snapshot();
    const publisher = options.publisher();
    const files = [...snapshot.checked].sort((a, b) => Number(snapshot.isOpen(b)) - Number(snapshot.isOpen(a)));
    const ids: string[] = [];
    let until = runtime.now() + slice;
    for (const file of files) {
      try {
        const report = session.reports.report(snapshot, file);
        publisher.offer(snapshot, file, report);
        ids.push(report.resultId);
      } catch (error) {
        session.logError(`Analysing ${file.path} failed`, error);
      }
      if (runtime.now() < until) continue;
      await runtime.yield();
      if (disposed || target.snapshot() !== snapshot) return false;
      until = runtime.now() + slice;
    }
    session.reports.keep(new Set(files.map((it) => it.path)));
    publisher.settled(snapshot);
    const state = JSON.stringify([snapshot.projects.map((it) => [it.id, it.problems, it.files.length]), ids.sort()]);
    const graphs = snapshot.projects.map((it) => it.graph);
    if (state !== lastState || graphs.some((it, index) => it !== lastGraphs[index])) options.announce();
    lastState = state;
    lastGraphs = graphs;
    return true;
  };

  const settle = async (): Promise<void> => {
    if (workspace === null || analysing || disposed) return;
    analysing = true;
    try {
      const target = workspace;
      const analyseAll = async (): Promise<void> => {
        while (!disposed && !(await analyse(target)));
      };
      await analyseAll();
      await loadModules(runtime.files, target, analyseAll);
    } catch (error) {
      session.logError("Analysing the workspace failed", error);
    } finally {
      analysing = false;
    }
  };

  const changed = (): void => {
    cancelDelayed?.();
    cancelDelayed = runtime.later(publishDelay, () => {
      cancelDelayed = null;
      if (analysing) changed();
      else void settle();
    });
  };

  const load = async (): Promise<void> => {
    if (loading || disposed || workspace === null) return;
    loading = true;
    const progress = showProgress(session, "Limbeck: reading migrations");
    try {
      while (wanted !== "nothing" && !disposed) {
        const what = wanted;
        wanted = "nothing";
        if (what === "lists") await relistVersionFiles(runtime.files, workspace);
        else {
          await reloadModules(runtime.files, workspace);
          const { incomplete } = await loadWorkspace({
            files: runtime.files,
            folders: session.folders(),
            workingDirectory: session.workingDirectory,
            settings: session.settings(),
            workspace,
            isCancelled: () => disposed,
            onProgress: ({ done, total }) => progress.report(done, total),
          });
          if (incomplete)
            connection.console.warn(
              "Not every folder was searched for Alembic projects: they are too many or too deep.",
            );
        }
      }
    } catch (error) {
      session.logError("Reading the workspace failed", error);
    } finally {
      progress.done();
      loading = false;
    }
  };

  const schedule = (what: "lists" | "everything"): void => {
    if (wanted !== "everything") wanted = what;
    cancelReload?.();
    cancelReload = runtime.later(reloadDelay, () => {
      cancelReload = null;
      void load().then(changed);
    });
  };

  const start = async (): Promise<void> => {
    const edge = await runtime.loadEdge().catch((error: unknown) => {
      session.logError("PostgreSQL's parser could not be loaded; SQL text is not analysed", error);
      const message = "Limbeck could not load PostgreSQL's parser, so SQL text in migrations is not analysed.";
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
      return { parser: unavailableParser };
    });
    workspace = createWorkspace(edge);
    await options.prepare(workspace);
    wanted = "everything";
    await load();
  };
  const ready = start().catch((error: unknown) => session.logError("Starting failed", error));
  void ready.then(() => settle());

  return {
    ready,
    workspace: theWorkspace,
    reload: () => schedule("everything"),
    relist: () => schedule("lists"),
    write(path, text) {
      if (workspace === null) return;
      workspace.setDocument(path, text);
      changed();
    },
    changed,
    dispose() {
      disposed = true;
      cancelDelayed?.();
      cancelReload?.();
    },
  };
}
