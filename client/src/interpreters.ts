import * as vscode from "vscode";
import type { ProjectInfo } from "../../server/src/lsp/protocol.ts";
import { readSettings } from "./config.ts";
import type { ProjectPlace } from "./database/resolve-environment.ts";
import { editorProvider } from "./python/editor-provider.ts";
import { type FoundInterpreter, findInterpreter } from "./python/find-interpreter.ts";
import type { InterpreterProvider } from "./python/interpreter.ts";
import { pathProvider } from "./python/path-provider.ts";
import { poetryProvider } from "./python/poetry-provider.ts";
import type { Probe } from "./python/probe-interpreter.ts";
import { selectInterpreter } from "./python/select-interpreter.ts";
import { interpreterOfSetting } from "./python/setting-provider.ts";
import { virtualEnvironmentProvider } from "./python/virtual-environment-provider.ts";
import type { Ui } from "./ui.ts";

/** In this order: what the editor has chosen, a virtual environment beside the project, poetry's, the PATH. */
const providers: readonly InterpreterProvider[] = [
  editorProvider,
  virtualEnvironmentProvider,
  poetryProvider,
  pathProvider,
];

export interface Interpreters {
  readonly of: (project: ProjectInfo) => Promise<FoundInterpreter>;
  readonly forget: () => void;
  readonly select: (project: ProjectInfo | null) => Promise<void>;
}

export function createInterpreters(edge: {
  readonly ui: Ui;
  readonly runner: string;
  readonly place: (project: ProjectInfo) => ProjectPlace;
}): Interpreters {
  const known = new Map<string, Probe>();
  const placeOf = (project: ProjectInfo | null): ProjectPlaceLike => {
    if (project !== null) return edge.place(project);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
    return { workingDirectory: folder, folder };
  };
  return {
    of: async (project) => {
      const place = placeOf(project);
      const { interpreter } = readSettings();
      const explicit = interpreter === "" ? null : await interpreterOfSetting(interpreter, place, process.env);
      return findInterpreter({ place, explicit, providers, runner: edge.runner, known });
    },
    forget: () => known.clear(),
    select: async (project) => {
      if (!vscode.workspace.isTrusted) {
        edge.ui.say({
          level: "warning",
          text: "This workspace is not trusted, so Limbeck runs no Python in it.",
          buttons: [{ title: "Manage Workspace Trust", run: () => edge.ui.execute("workbench.trust.manage") }],
        });
        return;
      }
      const chosen = await selectInterpreter(edge.ui, placeOf(project), providers, edge.runner);
      if (chosen === undefined) return;
      known.clear();
      await vscode.workspace
        .getConfiguration("limbeck")
        .update("interpreter", chosen === "" ? undefined : chosen, vscode.ConfigurationTarget.Workspace);
    },
  };
}

type ProjectPlaceLike = Pick<ProjectPlace, "workingDirectory" | "folder">;
