import {
  type ClientCapabilities,
  CodeActionKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";

export const fixAllKind = `${CodeActionKind.SourceFixAll}.limbeck`;

/** The client asks for diagnostics itself (LSP 3.17); otherwise they are pushed. */
export function pullsDiagnostics(client: ClientCapabilities): boolean {
  return client.textDocument?.diagnostic !== undefined;
}

export function serverCapabilities(client: ClientCapabilities): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    inlayHintProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
    workspaceSymbolProvider: true,
    documentSymbolProvider: { label: "Limbeck" },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(pullsDiagnostics(client)
      ? {
          // A changed header can change what is said about another file; the server then asks the client to refresh.
          diagnosticProvider: { identifier: "limbeck", interFileDependencies: true, workspaceDiagnostics: true },
        }
      : {}),
  };
}
