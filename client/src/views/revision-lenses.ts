import * as vscode from "vscode";
import type { ProjectInfo, RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import type { ProjectStore } from "../project-store.ts";
import type { Scope } from "../scope.ts";
import { lensesOf } from "./lenses-of.ts";

/** Shows what can be done with a revision above its `upgrade()` and `downgrade()`. */
export function registerRevisionLenses(ctx: Ctx, scope: Scope, store: ProjectStore): void {
  const changed = scope.add(new vscode.EventEmitter<void>());
  scope.add(store.onChanged(() => changed.fire()));
  scope.add(ctx.database.onChanged(() => changed.fire()));
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const found = revisionOf(store, document.uri);
      if (found === null) return [];
      const { project, revision } = found;
      const bodies = await ctx.server.bodies(document.uri.toString());
      return lensesOf(document.getText(), revision, ctx.database.state(project.id), bodies).map(
        ({ line, title, command, direction }) =>
          new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
            title,
            command: command ?? "",
            arguments: [{ project: project.id, revision: revision.revision, direction }],
          }),
      );
    },
  };
  scope.add(vscode.languages.registerCodeLensProvider({ scheme: "file", language: "python" }, provider));
}

function revisionOf(
  store: ProjectStore,
  uri: vscode.Uri,
): { readonly project: ProjectInfo; readonly revision: RevisionInfo } | null {
  const text = uri.toString();
  for (const project of store.projects) {
    const revision = store.page(project.id)?.revisions.find((it) => vscode.Uri.parse(it.uri).toString() === text);
    if (revision !== undefined) return { project, revision };
  }
  return null;
}
