import * as vscode from "vscode";
import type { PreviewParams, PreviewResult, ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import type { CommandArgument } from "../alembic/ready.ts";
import type { DatabaseState } from "../database/database-watch.ts";
import type { Disposable } from "../emitter.ts";
import { isMigrationFile, projectOfFile } from "../project-place.ts";
import type { Scope } from "../scope.ts";
import type { ServerLink } from "../server-link.ts";
import type { PreviewControl } from "./preview-control.ts";
import { PreviewFollower } from "./preview-follower.ts";
import { createPreviewMarks } from "./preview-marks.ts";
import { blockAt } from "./preview-places.ts";
import { previewText } from "./preview-text.ts";

export interface SqlBesideEdge {
  readonly server: ServerLink;
  readonly projects: () => readonly ProjectInfo[];
  readonly database: {
    readonly state: (project: string) => DatabaseState;
    readonly onChanged: (listener: () => void) => Disposable;
  };
  /** URI of the file that declares a revision; null when there is none. */
  readonly uriOf: (project: string, revision: string) => Promise<string | null>;
}

export interface SqlBeside {
  readonly control: PreviewControl;
  /** What the document says now, for tests. */
  readonly text: () => string;
}

/** One document for the window: it follows the migration in the editor as a Markdown preview does. The name ends in .sql, which makes the language. */
const documentUri = vscode.Uri.from({ scheme: "limbeck-preview", path: "/SQL of Migration.sql" });

/** The live preview: a read-only document beside the editor, so that theme, search, copy, keyboard and screen reader work as everywhere. */
export function createSqlBeside(edge: SqlBesideEdge, scope: Scope): SqlBeside {
  const changed = scope.add(new vscode.EventEmitter<vscode.Uri>());
  const follower: PreviewFollower = scope.add(
    new PreviewFollower({
      ask: async (params, cancel) => normalized(await edge.server.preview(params, cancel)),
      rows: (uri) => rowsOf(edge, uri),
      versionOf,
      show: (shown) => {
        changed.fire(documentUri);
        // A text that stays the same raises no event, but the places that it leads to may have moved.
        if (documentText() === previewText(shown)) marks.refresh();
      },
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return { dispose: () => clearTimeout(timer) };
      },
    }),
  );
  const result = () => (follower.shown.kind === "preview" ? follower.shown.result : null);
  const marks = createPreviewMarks(scope, documentUri, result);
  const isOpen = (): boolean =>
    vscode.workspace.textDocuments.some((it) => it.uri.toString() === documentUri.toString());
  const refresh = (): void => {
    if (isOpen()) follower.changed();
  };

  scope.add(
    vscode.workspace.registerTextDocumentContentProvider(documentUri.scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => previewText(follower.shown),
    }),
  );
  scope.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === "python") refresh();
      if (document.uri.toString() === documentUri.toString()) marks.refresh();
    }),
  );
  scope.add(vscode.workspace.onDidCloseTextDocument(({ languageId }) => languageId === "python" && refresh()));
  scope.add(
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor === undefined || !isOpen() || !isMigration(edge, editor.document)) return;
      const { uri: former = "", scope: previous = "revision", direction = "upgrade" } = follower.target ?? {};
      const uri = editor.document.uri.toString();
      if (uri === former) return;
      // A typed range means nothing in another project.
      const isOther = former === "" || projectOf(edge, former)?.id !== projectOf(edge, uri)?.id;
      follower.follow({ uri, direction, scope: isOther && typeof previous === "object" ? "revision" : previous });
    }),
  );
  scope.add(edge.server.onChanged(refresh));
  scope.add(edge.database.onChanged(refresh));

  const control: PreviewControl = {
    show: async (argument) => {
      const uri = await uriToShow(edge, argument);
      if (uri !== null) {
        const { direction = "upgrade", scope: previous = "revision" } = follower.target ?? {};
        const isSame = follower.target?.uri === uri;
        follower.follow({ uri, direction: argument.direction ?? direction, scope: isSame ? previous : "revision" });
      }
      const document = await vscode.workspace.openTextDocument(documentUri);
      const shown = vscode.window.visibleTextEditors.find((it) => it.document === document);
      await vscode.window.showTextDocument(document, {
        viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
        preserveFocus: true,
        preview: false,
      });
      // An answer that came while the document was being opened was announced to nobody.
      if (documentText() !== previewText(follower.shown)) changed.fire(documentUri);
      marks.refresh();
    },
    switchDirection: () => {
      const { target } = follower;
      if (target === null) return;
      follower.follow({ ...target, direction: target.direction === "upgrade" ? "downgrade" : "upgrade" });
    },
    chooseScope: (chosen: PreviewParams["scope"]) => {
      if (follower.target !== null) follower.follow({ ...follower.target, scope: chosen });
    },
    target: () => {
      const { target } = follower;
      return target === null ? null : { ...target, project: projectOf(edge, target.uri)?.id ?? null };
    },
    sql: () => {
      const shown = result();
      return shown === null || shown.sql === "" ? null : { text: shown.sql, complete: shown.complete };
    },
    goToOperation: async () => {
      const editor = vscode.window.activeTextEditor;
      const shown = result();
      if (shown === null || editor?.document.uri.toString() !== documentUri.toString()) return;
      const block = blockAt(shown, editor.selection.active.line);
      const [place] = block?.places ?? [];
      if (block !== null && place !== undefined) await marks.open(block.uri, place);
    },
  };
  return { control, text: () => previewText(follower.shown) };
}

function projectOf(edge: Pick<SqlBesideEdge, "projects">, uri: string): ProjectInfo | null {
  return projectOfFile(vscode.Uri.parse(uri).fsPath, edge.projects());
}

function rowsOf(edge: SqlBesideEdge, uri: string): readonly string[] | null {
  const project = projectOf(edge, uri);
  const state = project === null ? null : edge.database.state(project.id);
  return state?.kind === "known" ? state.rows : null;
}

function documentText(): string | null {
  const found = vscode.workspace.textDocuments.find((it) => it.uri.toString() === documentUri.toString());
  return found?.getText().replaceAll("\r\n", "\n") ?? null;
}

/** URIs as VS Code spells them, so that they can be compared. */
function normalized<T>(answer: T | PreviewResult): T | PreviewResult {
  if (typeof answer !== "object" || answer === null || !("blocks" in answer)) return answer;
  return { ...answer, blocks: answer.blocks.map((it) => ({ ...it, uri: vscode.Uri.parse(it.uri).toString() })) };
}

/** The version of a document that the language server holds too. */
function versionOf(uri: string): number | null {
  const found = vscode.workspace.textDocuments.find((it) => it.uri.toString() === vscode.Uri.parse(uri).toString());
  return found === undefined || found.languageId !== "python" ? null : found.version;
}

function isMigration(edge: Pick<SqlBesideEdge, "projects">, document: vscode.TextDocument): boolean {
  return (
    document.uri.scheme === "file" &&
    document.languageId === "python" &&
    isMigrationFile(document.uri.fsPath, edge.projects())
  );
}

/** The revision or file that is named, else the Python file in the editor, else nothing new. */
async function uriToShow(edge: SqlBesideEdge, { project, revision, uri }: CommandArgument): Promise<string | null> {
  if (project !== undefined && revision !== undefined) return edge.uriOf(project, revision);
  // Right after a file was opened its title bar may be clicked before this side has heard of the editor.
  if (uri !== undefined) return uri;
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "python" && document.uri.scheme === "file" ? document.uri.toString() : null;
}
