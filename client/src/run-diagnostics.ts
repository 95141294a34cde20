import * as vscode from "vscode";
import type { RunOutcome } from "./alembic/run-outcome.ts";
import type { Scope } from "./scope.ts";

/** Marks the operation at which the last run failed, until the next run or until its file is edited. */
export function createRunDiagnostics(scope: Scope): {
  readonly clear: () => void;
  readonly show: (outcome: RunOutcome) => Promise<void>;
} {
  const collection = scope.add(vscode.languages.createDiagnosticCollection("limbeck run"));
  scope.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) collection.delete(document.uri);
    }),
  );
  return {
    clear: () => collection.clear(),
    show: async ({ place, problem }) => {
      collection.clear();
      if (place === null || problem === null) return;
      const uri = vscode.Uri.file(place.file);
      const diagnostic = new vscode.Diagnostic(await rangeOf(uri, place), problem, vscode.DiagnosticSeverity.Error);
      diagnostic.source = "limbeck run";
      collection.set(uri, [diagnostic]);
    },
  };
}

/** From the first letter of the first line to the end of the last one. */
async function rangeOf(
  uri: vscode.Uri,
  place: { readonly line: number; readonly endLine: number },
): Promise<vscode.Range> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const first = document.lineAt(Math.min(place.line, document.lineCount) - 1);
    const last = document.lineAt(Math.min(Math.max(place.endLine, place.line), document.lineCount) - 1);
    return new vscode.Range(
      new vscode.Position(first.lineNumber, first.firstNonWhitespaceCharacterIndex),
      last.range.end,
    );
  } catch {
    // The file is gone or is not text: the line alone is marked.
    return new vscode.Range(place.line - 1, 0, place.line - 1, 1);
  }
}
