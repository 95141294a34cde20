import type { ClientCapabilities, Connection } from "vscode-languageserver";
import type { ShownLocks } from "../service/features/lock-hints.ts";
import type { FixContext } from "../service/fix-context.ts";
import type { Settings } from "../service/settings.ts";
import type { Workspace } from "../service/workspace.ts";
import type { DiagnosticReports } from "./diagnostic-reports.ts";
import type { Runtime } from "./runtime.ts";
import type { EditContext } from "./to.ts";

/** What the handlers of one connection share. */
export interface Session {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly capabilities: ClientCapabilities;
  /** Absolute paths of the workspace folders. */
  folders(): readonly string[];
  /** Where the settings say that Alembic runs for the project of this configuration file; null when they do not say it. */
  readonly workingDirectory: (configFile: string) => string | null;
  /** The section `limbeck` of the settings, as it was read last. */
  readonly settings: () => Settings;
  /** The one writer's workspace; only after `ready`, or behind `loaded`. */
  workspace(): Workspace;
  /** Fulfilled when the projects and their files have been read for the first time (not yet analysed). Never rejects. */
  readonly ready: Promise<void>;
  readonly reports: DiagnosticReports;
  /** An open document by its path, or by any spelling of its URI. */
  document(pathOrUri: string): { readonly uri: string; readonly version: number } | undefined;
  /** The URI of a path: for an open document as the client spells it, which encodes more characters than needed. */
  toUri(path: string): string;
  /** Which locks the settings want behind their operations. */
  shownLocks(): ShownLocks;
  editContext(): EditContext;
  fixContext(): FixContext;
  /** Something was written: findings are computed and published after a short while. */
  changed(): void;
  logError(what: string, error: unknown): void;
}
