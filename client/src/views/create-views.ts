import * as vscode from "vscode";
import type { Ctx } from "../ctx.ts";
import type { ProjectStore } from "../project-store.ts";
import type { Scope } from "../scope.ts";
import { databaseNodes } from "./database-nodes.ts";
import type { ViewNode } from "./node.ts";
import { registerRevisionLenses } from "./revision-lenses.ts";
import { revisionNodes, type ServerState } from "./revision-nodes.ts";
import { createStatusBar } from "./status-bar.ts";
import { badgeProvider, TreeProvider } from "./tree-provider.ts";
import { versionFolders } from "./version-folders.ts";

export interface Views {
  readonly revisions: () => readonly ViewNode[];
  readonly database: () => readonly ViewNode[];
  readonly status: () => string | null;
}

/** Both trees and the status bar item, kept up to date from one place. */
export function createViews(ctx: Ctx, scope: Scope, store: ProjectStore, serverState: () => ServerState): Views {
  const state = (): ServerState => (serverState() === "running" && !store.answered ? "starting" : serverState());
  const revisions = (): readonly ViewNode[] =>
    revisionNodes(
      store.projects.map((project) => {
        const page = store.page(project.id);
        const database = ctx.database.state(project.id);
        return { project, revisions: page?.revisions ?? null, total: page?.total ?? 0, database };
      }),
      state(),
    );
  const database = (): readonly ViewNode[] =>
    databaseNodes(
      store.projects.map((project) => ({
        project,
        environments: ctx.environments.of(project),
        active: ctx.environments.active(project),
        state: ctx.database.state(project.id),
      })),
      ctx.settings().environmentProblems,
    );
  const revisionsTree = scope.add(new TreeProvider("limbeck.revisions", revisions));
  const databaseTree = scope.add(new TreeProvider("limbeck.database", database));
  scope.add(vscode.window.registerFileDecorationProvider(badgeProvider));
  registerRevisionLenses(ctx, scope, store);
  const status = createStatusBar(ctx, scope);

  const refresh = (): void => {
    revisionsTree.refresh();
    databaseTree.refresh();
    status.refresh();
    const none = state() === "running" && store.projects.length === 0;
    void vscode.commands.executeCommand("setContext", "limbeck.noProject", none);
    const uris = store.projects.flatMap((it) => store.page(it.id)?.revisions ?? []).map((it) => it.uri);
    const folders = versionFolders(
      store.projects,
      uris.map((it) => vscode.Uri.parse(it).fsPath),
    );
    void vscode.commands.executeCommand("setContext", "limbeck.versionFolders", folders);
  };
  scope.add(store.onChanged(refresh));
  scope.add(ctx.database.onChanged(refresh));
  scope.add(ctx.server.onChanged(refresh));
  scope.add(vscode.workspace.onDidChangeConfiguration((it) => it.affectsConfiguration("limbeck") && refresh()));
  scope.add(
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      status.refresh();
      reveal(ctx, revisionsTree, store, editor);
    }),
  );
  for (const { view } of [revisionsTree, databaseTree]) watchWhileVisible(ctx, scope, view);
  return { revisions, database, status: status.text };
}

/** The database is asked by itself only while one of the trees is on the screen. */
function watchWhileVisible(ctx: Ctx, scope: Scope, view: TreeProvider["view"]): void {
  let looking = view.visible ? ctx.database.look() : null;
  scope.add(
    view.onDidChangeVisibility(({ visible }) => {
      looking?.dispose();
      looking = visible ? ctx.database.look() : null;
    }),
  );
  scope.add({ dispose: () => looking?.dispose() });
}

/** Selects the revision of the file in the editor, without taking the focus. */
function reveal(ctx: Ctx, tree: TreeProvider, store: ProjectStore, editor: vscode.TextEditor | undefined): void {
  const project = ctx.activeProject();
  if (!tree.view.visible || project === null || editor === undefined) return;
  const uri = editor.document.uri.toString();
  const revision = store.page(project.id)?.revisions.find((it) => vscode.Uri.parse(it.uri).toString() === uri);
  if (revision !== undefined) tree.reveal(`revision ${project.id} ${revision.revision}`);
}
