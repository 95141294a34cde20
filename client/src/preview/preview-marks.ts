import * as vscode from "vscode";
import type { PreviewBlock, PreviewResult, TextRange } from "../../../server/src/lsp/protocol.ts";
import type { Scope } from "../scope.ts";
import { blockAt, blocksFrom } from "./preview-places.ts";

/** What ties the preview's text to the migrations that it comes from. */
export interface PreviewMarks {
  /** Draws anew after the text or the editors have changed. */
  readonly refresh: () => void;
  /** Opens a place of a migration in the column where it is shown. */
  readonly open: (uri: string, range: TextRange) => Promise<void>;
}

/** The command behind the preview's links; it is of no use to a person and so not in the palette. */
const openCommand = "limbeck.preview.open";

/**
 * Highlights the operation of the statement at the cursor, and the statements of the operation at the cursor; links and "Go to Definition" lead
 * from a statement to its operation.
 */
export function createPreviewMarks(
  scope: Scope,
  previewUri: vscode.Uri,
  result: () => PreviewResult | null,
): PreviewMarks {
  const linked = scope.add(
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor("editor.hoverHighlightBackground"),
      overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
      overviewRulerLane: vscode.OverviewRulerLane.Center,
    }),
  );
  const gap = scope.add(
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor("inputValidation.warningBackground"),
      overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.warningForeground"),
      overviewRulerLane: vscode.OverviewRulerLane.Right,
    }),
  );
  const isPreview = (editor: vscode.TextEditor): boolean => editor.document.uri.toString() === previewUri.toString();
  const previews = (): readonly vscode.TextEditor[] => vscode.window.visibleTextEditors.filter(isPreview);
  const editorsOf = (uri: string): readonly vscode.TextEditor[] =>
    vscode.window.visibleTextEditors.filter((it) => it.document.uri.toString() === uri);
  let marked: readonly vscode.TextEditor[] = [];

  const clear = (): void => {
    for (const it of marked) it.setDecorations(linked, []);
    marked = [];
  };
  const mark = (editors: readonly vscode.TextEditor[], ranges: readonly TextRange[]): void => {
    for (const it of editors) it.setDecorations(linked, ranges.map(toRange));
    marked = [...marked, ...editors];
  };

  /** `reveal`: a person moved the cursor; otherwise the text moved, and nothing scrolls under the reader's eyes. */
  const link = (editor: vscode.TextEditor | undefined, reveal: "reveal" | "stay"): void => {
    const shown = result();
    clear();
    if (editor === undefined || shown === null) return;
    const { line } = editor.selection.active;
    if (isPreview(editor)) {
      const block = blockAt(shown, line);
      const [place] = block?.places ?? [];
      if (block === null || place === undefined) return;
      mark([editor], [block.range]);
      mark(editorsOf(block.uri), [place]);
      if (reveal === "reveal") for (const it of editorsOf(block.uri)) show(it, place);
      return;
    }
    const blocks = blocksFrom(shown, editor.document.uri.toString(), line);
    const [first] = blocks;
    if (first === undefined) return;
    mark(
      previews(),
      blocks.map((it) => it.range),
    );
    if (reveal === "reveal") for (const it of previews()) show(it, first.range);
  };

  const refresh = (): void => {
    const gaps = (result()?.blocks ?? []).filter((it) => it.kind === "gap").map((it) => toRange(it.range));
    for (const it of previews()) it.setDecorations(gap, gaps);
    link(vscode.window.activeTextEditor, "stay");
  };

  scope.add(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => link(textEditor, "reveal")));
  scope.add(vscode.window.onDidChangeVisibleTextEditors(refresh));

  const open = async (uri: string, range: TextRange): Promise<void> => {
    const [shown] = editorsOf(uri);
    const viewColumn = shown?.viewColumn ?? besidesPreview(previews());
    const { start } = toRange(range);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
      ...(viewColumn === undefined ? {} : { viewColumn }),
      selection: new vscode.Range(start, start),
    });
  };
  scope.add(vscode.commands.registerCommand(openCommand, open));

  const selector = { scheme: previewUri.scheme };
  scope.add(
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: () => (result()?.blocks ?? []).flatMap(linkOf),
    }),
  );
  scope.add(
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition(_, position): vscode.LocationLink[] {
        const shown = result();
        const block = shown === null ? null : blockAt(shown, position.line);
        const [place] = block?.places ?? [];
        if (block === null || place === undefined) return [];
        const targetRange = toRange(place);
        return [
          {
            originSelectionRange: toRange(block.range),
            targetUri: vscode.Uri.parse(block.uri),
            targetRange,
            targetSelectionRange: targetRange,
          },
        ];
      },
    }),
  );
  return { refresh, open };
}

/** Where a migration opens that is not shown yet: not over the preview. */
function besidesPreview(previews: readonly vscode.TextEditor[]): vscode.ViewColumn | undefined {
  const taken = previews.map((it) => it.viewColumn);
  return (
    vscode.window.visibleTextEditors.map((it) => it.viewColumn).find((it) => !taken.includes(it)) ??
    (taken.includes(vscode.ViewColumn.One) ? vscode.ViewColumn.Beside : vscode.ViewColumn.One)
  );
}

function linkOf({ link, uri, places: [place] }: PreviewBlock): vscode.DocumentLink[] {
  if (link === null || place === undefined) return [];
  const target = vscode.Uri.from({ scheme: "command", path: openCommand, query: JSON.stringify([uri, place]) });
  const found = new vscode.DocumentLink(toRange(link), target);
  found.tooltip = "Go to the operation";
  return [found];
}

function show(editor: vscode.TextEditor, range: TextRange): void {
  editor.revealRange(toRange(range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
