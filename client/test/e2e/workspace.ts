import assert from "node:assert/strict";
import * as vscode from "vscode";

/** The folder that the window has open. */
export function folder(): vscode.Uri {
  const found = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(found, "The window has a folder open.");
  return found;
}

/** The one file whose name begins so. */
export async function findFile(start: string): Promise<vscode.Uri> {
  const [found, ...more] = await vscode.workspace.findFiles(`**/${start}*.py`);
  assert.ok(found !== undefined && more.length === 0, `One file begins with ${start}.`);
  return found;
}

export async function openFile(start: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(await findFile(start)));
}

/** Where a text stands in a document, for the first time. */
export function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `${document.fileName} holds ${text}.`);
  return document.positionAt(offset);
}
