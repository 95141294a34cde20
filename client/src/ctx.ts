import type { ProjectInfo } from "../../server/src/lsp/protocol.ts";
import type { RunOutcome } from "./alembic/run-outcome.ts";
import type { Settings } from "./config.ts";
import type { DatabaseWatch } from "./database/database-watch.ts";
import type { Environment } from "./database/environments.ts";
import type { EnvironmentResult, ProjectPlace } from "./database/resolve-environment.ts";
import type { Log } from "./log.ts";
import type { PreviewControl } from "./preview/preview-control.ts";
import type { FoundInterpreter } from "./python/find-interpreter.ts";
import type { ServerLink } from "./server-link.ts";
import type { Ui } from "./ui.ts";

/**
 * What commands and views are given. Nothing in it is of `vscode`, so that every command runs in a test against a real database
 * with a stand-in for the editor. The two lifetimes are in `scope.ts`: this lives as long as the extension,
 * the session behind `server` comes and goes.
 */
export interface Ctx {
  readonly ui: Ui;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly trusted: () => boolean;
  readonly server: ServerLink;
  /** The projects as the language server last named them. */
  readonly projects: () => readonly ProjectInfo[];
  /** The project of the active editor's file, or null. */
  readonly activeProject: () => ProjectInfo | null;
  /** URI of what the active editor shows, or null. */
  readonly activeUri: () => string | null;
  readonly place: (project: ProjectInfo) => ProjectPlace;
  readonly environments: EnvironmentChoice;
  readonly database: DatabaseWatch;
  readonly interpreter: (project: ProjectInfo) => Promise<FoundInterpreter>;
  /** Forgets what interpreters answered, after a person has changed something. */
  readonly forgetInterpreters: () => void;
  readonly selectInterpreter: () => Promise<void>;
  readonly secrets: Secrets;
  readonly runs: RunRegistry;
  readonly preview: PreviewControl;
  /** Path of limbeck_runner.py. */
  readonly runner: string;
  readonly loadMoreRevisions: (project: string) => Promise<void>;
  readonly restartServer: () => Promise<void>;
  readonly debugInformation: () => Promise<string>;
}

export interface EnvironmentChoice {
  readonly of: (project: ProjectInfo) => readonly Environment[];
  readonly active: (project: ProjectInfo) => Environment;
  readonly choose: (project: ProjectInfo, name: string) => Promise<void>;
  readonly resolve: (project: ProjectInfo) => Promise<EnvironmentResult>;
}

export interface Secrets {
  readonly get: (key: string) => Promise<string | undefined>;
  readonly store: (key: string, value: string) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
}

export interface RunRegistry {
  /** Keys of the databases that this window migrates now. */
  readonly running: Set<string>;
  /** Tells the views and the problem list how a run ended. */
  readonly ended: (outcome: RunOutcome) => void;
  readonly started: (project: ProjectInfo) => void;
  readonly last: () => RunOutcome | null;
}
