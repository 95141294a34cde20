import * as vscode from "vscode";
import type { Scope } from "./scope.ts";
import type { SqlDifference } from "./ui.ts";

export interface SqlDocuments {
  readonly open: (title: string, text: string) => Promise<void>;
  readonly diff: (difference: SqlDifference) => Promise<void>;
  /** Texts of the documents that are open now. */
  readonly texts: () => readonly string[];
}

const scheme = "limbeck-sql";

/** Read-only SQL documents beside the editor. The same title is the same document, with new content. */
export function createSqlDocuments(scope: Scope): SqlDocuments {
  const contents = new Map<string, string>();
  const changed = scope.add(new vscode.EventEmitter<vscode.Uri>());
  scope.add(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contents.get(uri.path) ?? "",
    }),
  );
  scope.add(
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (document.uri.scheme === scheme) contents.delete(document.uri.path);
    }),
  );
  const put = (title: string, text: string): vscode.Uri => {
    // The name ends in .sql, from which VS Code takes the language; a colon would end up escaped in the tab's title.
    const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll(":", " to ").replace(/[\\/]/g, "-")}.sql` });
    contents.set(uri.path, text);
    changed.fire(uri);
    return uri;
  };
  return {
    diff: async ({ title, left, right }) => {
      await vscode.commands.executeCommand(
        "vscode.diff",
        put(left.title, left.text),
        put(right.title, right.text),
        title,
      );
    },
    open: async (title, text) => {
      const uri = put(title, text);
      const document = await vscode.workspace.openTextDocument(uri);
      // Beside the migration that is read; without an editor there is nothing to stand beside.
      const besides = vscode.window.activeTextEditor?.document.uri.scheme === "file";
      const viewColumn = besides ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      await vscode.window.showTextDocument(document, { preview: true, viewColumn });
    },
    texts: () => [...contents.values()],
  };
}
