import {
  type DocumentHighlight,
  DocumentHighlightKind,
  LSPErrorCodes,
  type PrepareRenameResult,
  ResponseError,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { highlights } from "../service/features/highlights.ts";
import { prepareRename, renameAt } from "../service/features/rename-revision.ts";
import { workspaceSymbols } from "../service/features/workspace-symbols.ts";
import { answer, answerAbout } from "./answer.ts";
import { fromPosition } from "./from.ts";
import type { Session } from "./session.ts";
import { toLocation, toRange, toWorkspaceEdit } from "./to.ts";

/** Features of the chain as a whole: renaming a revision, finding revisions and tables by name. */
export function handleChain(session: Session): void {
  const { connection } = session;

  connection.onPrepareRename(({ textDocument, position }, token) =>
    answerAbout<PrepareRenameResult | ResponseError<void> | null>(
      session,
      { name: "Preparing a rename", token, uri: textDocument.uri },
      null,
      (snapshot, file) => {
        const it = prepareRename(snapshot, file, fromPosition(file, position));
        if (it === null) return null;
        return it.ok ? { range: toRange(file.lines, it.span), placeholder: it.id } : refused(it.message);
      },
    ),
  );

  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    answerAbout<WorkspaceEdit | ResponseError<void> | null>(
      session,
      { name: "Renaming a revision", token, uri: textDocument.uri },
      null,
      (snapshot, file) => {
        const it = renameAt(snapshot, file, fromPosition(file, position), newName.trim(), session.fixContext());
        return it.ok ? toWorkspaceEdit(it, session.editContext()) : refused(it.message);
      },
    ),
  );

  connection.onWorkspaceSymbol(({ query }, token) =>
    answer(session, { name: "Finding symbols", token }, (snapshot): SymbolInformation[] =>
      workspaceSymbols(snapshot, query).map((it) => ({
        name: it.name,
        kind: it.kind === "revision" ? SymbolKind.Constant : SymbolKind.Struct,
        location: toLocation(it, session.editContext()),
        ...(it.container === "" ? {} : { containerName: it.container }),
      })),
    ),
  );

  connection.onDocumentHighlight(({ textDocument, position }, token) =>
    answerAbout<DocumentHighlight[]>(
      session,
      { name: "Highlighting", token, uri: textDocument.uri },
      [],
      (snapshot, file) =>
        highlights(snapshot, file, fromPosition(file, position)).map((span) => ({
          range: toRange(file.lines, span),
          kind: DocumentHighlightKind.Text,
        })),
    ),
  );
}

/** Editors show the message of this error to the user. */
function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
