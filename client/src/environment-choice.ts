import { readFile } from "node:fs/promises";
import type * as vscode from "vscode";
import type { ProjectInfo } from "../../server/src/lsp/protocol.ts";
import { readSettings } from "./config.ts";
import type { EnvironmentChoice } from "./ctx.ts";
import { activeEnvironment, environmentsOf } from "./database/environments.ts";
import { type EnvironmentEdge, type ProjectPlace, resolveEnvironment } from "./database/resolve-environment.ts";

const memoryKey = "limbeck.activeEnvironments";

/** Which environment each project uses; the choice is remembered for the workspace, on this machine. */
export function createEnvironmentChoice(
  memory: vscode.Memento,
  secrets: vscode.SecretStorage,
  place: (project: ProjectInfo) => ProjectPlace,
): EnvironmentChoice {
  const edge: EnvironmentEdge = {
    readFile: async (path) => readFile(path, "utf8").catch(() => null),
    variables: process.env,
    secret: async (key) => secrets.get(key),
  };
  const chosen = (): Readonly<Record<string, string>> => memory.get<Readonly<Record<string, string>>>(memoryKey, {});
  const of: EnvironmentChoice["of"] = (project) => environmentsOf(project, readSettings().environments);
  const active: EnvironmentChoice["active"] = (project) => activeEnvironment(of(project), chosen()[project.id]);
  return {
    of,
    active,
    choose: async (project, name) => {
      await memory.update(memoryKey, { ...chosen(), [project.id]: name });
    },
    resolve: (project) => resolveEnvironment(active(project), place(project), edge),
  };
}
