import * as vscode from "vscode";
import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import type { Scope } from "../scope.ts";
import { statusText } from "./database-nodes.ts";

/** `dev: 3 pending`, for the project of the active editor or the first one. A click chooses the environment. */
export function createStatusBar(
  ctx: Ctx,
  scope: Scope,
): { readonly refresh: () => void; readonly text: () => string | null } {
  const item = scope.add(vscode.window.createStatusBarItem("limbeck.environment", vscode.StatusBarAlignment.Left, 50));
  item.name = "Alembic environment";
  let shown: string | null = null;
  const project = (): ProjectInfo | undefined => ctx.activeProject() ?? ctx.projects()[0];
  return {
    text: () => shown,
    refresh: () => {
      const it = project();
      if (it === undefined) {
        shown = null;
        item.hide();
        return;
      }
      const environment = ctx.environments.active(it);
      const state = ctx.database.state(it.id);
      shown = statusText(environment.name, state);
      item.text = `$(${state.kind === "failed" ? "warning" : "database"}) ${shown}`;
      const name = ctx.projects().length > 1 ? `${it.name}: ` : "";
      const detail = state.kind === "failed" ? `\n${state.failure.message}` : "";
      item.tooltip = `${name}Alembic environment ${environment.name}. Click to choose another one.${detail}`;
      item.accessibilityInformation = { label: `Alembic, ${name}${shown}` };
      item.command = {
        command: "limbeck.selectEnvironment",
        title: "Select Environment",
        arguments: [{ project: it.id }],
      };
      item.show();
    },
  };
}
