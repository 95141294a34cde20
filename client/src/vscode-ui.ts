import * as vscode from "vscode";
import type { CancelSignal } from "./alembic/run-alembic.ts";
import { type PickRow, pickOrType } from "./pick-or-type.ts";
import type { SqlDocuments } from "./sql-documents.ts";
import type { Message, PickItem, TypedQuestion, Ui } from "./ui.ts";

/** The editor as commands see it. */
export function createVscodeUi(edge: { readonly showLog: () => void; readonly sql: SqlDocuments }): Ui {
  return {
    say: (message) => void say(message),
    confirm: async ({ message, detail, yes }) =>
      (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes,
    pick,
    pickOrType: (question) => showPickOrType(question),
    input: async ({ title, prompt, secret, validate }) =>
      vscode.window.showInputBox({
        title,
        prompt,
        password: secret !== undefined,
        ignoreFocusOut: true,
        validateInput: (text) => validate?.(text) ?? null,
      }),
    pickFile: async ({ title }) => {
      const chosen = await vscode.window.showOpenDialog({ title, canSelectFiles: true, canSelectFolders: false });
      return chosen?.[0]?.fsPath;
    },
    progress: async (title, work) =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (progress, token) => work((message) => progress.report({ message }), signalOf(token)),
      ),
    busy: async (title, work) =>
      vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Alembic: ${title}` }, work),
    open: async (file, line) => {
      const place = new vscode.Position(Math.max(0, line - 1), 0);
      await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(place, place) });
    },
    openSql: (title, text) => edge.sql.open(title, text),
    diffSql: (difference) => edge.sql.diff(difference),
    unsaved: () => vscode.workspace.textDocuments.filter((it) => it.isDirty).map((it) => it.uri.fsPath),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    showLog: edge.showLog,
    execute: async (command, ...args) => {
      await vscode.commands.executeCommand(command, ...args);
    },
  };
}

async function say({ level, text, buttons = [] }: Message): Promise<void> {
  const show = {
    information: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[level];
  const pressed = await show(text, ...buttons.map((it) => it.title));
  await buttons.find((it) => it.title === pressed)?.run();
}

async function pick<T>(question: {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly PickItem<T>[];
}): Promise<T | undefined> {
  const items = question.items.map(({ label, description, detail, value }) => ({ label, description, detail, value }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: question.title,
    placeHolder: question.placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.value;
}

function showPickOrType<T>(question: TypedQuestion<T>): Promise<T | undefined> {
  const box = vscode.window.createQuickPick<PickRow<T>>();
  box.title = question.title;
  box.placeholder = question.placeholder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  return pickOrType(box, question, (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  });
}

function signalOf(token: vscode.CancellationToken): CancelSignal {
  return {
    onCancel: (listener) => {
      if (token.isCancellationRequested) listener();
      else token.onCancellationRequested(listener);
    },
  };
}
