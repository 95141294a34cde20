import {
  CodeActionKind,
  type CodeActionParams,
  type Definition,
  type DefinitionLink,
  type DocumentSymbol,
  type InlayHint,
  type Location,
  type CodeAction as LspCodeAction,
  type Hover as LspHover,
} from "vscode-languageserver";
import { codeActions, safeFixes } from "../service/features/code-actions.ts";
import { definition, references } from "../service/features/definition.ts";
import { documentSymbols } from "../service/features/document-symbols.ts";
import { hover } from "../service/features/hover.ts";
import { lockHints } from "../service/features/lock-hints.ts";
import type { Snapshot } from "../service/snapshot.ts";
import type { SourceFile } from "../service/source-file.ts";
import { answerAbout } from "./answer.ts";
import { fixAllKind } from "./capabilities.ts";
import { fromPosition, fromRange } from "./from.ts";
import type { Session } from "./session.ts";
import { toCodeAction, toDocumentSymbol, toHover, toLocation, toLocationLink, toWorkspaceEdit } from "./to.ts";

/** The editor's features: each is a plain function of the service, converted on the way in and out. */
export function handleFeatures(session: Session): void {
  const { connection, capabilities } = session;

  connection.onHover((params, token) =>
    answerAbout<LspHover | null>(
      session,
      { name: "Hover", token, uri: params.textDocument.uri },
      null,
      (snapshot, file) => {
        const it = hover(snapshot, file, fromPosition(file, params.position));
        return it === null ? null : toHover(it, file.lines);
      },
    ),
  );

  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    answerAbout<InlayHint[]>(session, { name: "Inlay hints", token, uri: textDocument.uri }, [], (snapshot, file) =>
      lockHints(snapshot, file, { span: fromRange(file, range), shown: session.shownLocks() }).map((it) => ({
        position: file.lines.position(it.at),
        label: it.label,
        tooltip: it.tooltip,
        paddingLeft: true,
      })),
    ),
  );

  connection.onDocumentSymbol((params, token) =>
    answerAbout<DocumentSymbol[]>(
      session,
      { name: "Outline", token, uri: params.textDocument.uri },
      [],
      (snapshot, file) => documentSymbols(snapshot, file).map((it) => toDocumentSymbol(it, file.lines)),
    ),
  );

  connection.onDefinition((params, token) =>
    answerAbout<Definition | DefinitionLink[] | null>(
      session,
      { name: "Go to definition", token, uri: params.textDocument.uri },
      null,
      (snapshot, file) => {
        const it = definition(snapshot, file, fromPosition(file, params.position));
        if (it === null) return null;
        const context = session.editContext();
        return capabilities.textDocument?.definition?.linkSupport === true
          ? [toLocationLink(it, file.lines, context)]
          : toLocation(it.target, context);
      },
    ),
  );

  connection.onReferences((params, token) =>
    answerAbout<Location[]>(
      session,
      { name: "Find references", token, uri: params.textDocument.uri },
      [],
      (snapshot, file) => {
        const { includeDeclaration } = params.context;
        const places = references(snapshot, file, fromPosition(file, params.position), { includeDeclaration });
        return places.map((it) => toLocation(it, session.editContext()));
      },
    ),
  );

  connection.onCodeAction((params, token) =>
    answerAbout<LspCodeAction[]>(
      session,
      { name: "Code actions", token, uri: params.textDocument.uri, of: "checked" },
      [],
      (snapshot, file) => actions(session, snapshot, file, params),
    ),
  );
}

function actions(session: Session, snapshot: Snapshot, file: SourceFile, params: CodeActionParams): LspCodeAction[] {
  const { only, diagnostics } = params.context;
  // A kind asks for itself and for what it begins: `source` for `source.fixAll.limbeck`.
  const wants = (kind: string): boolean =>
    only === undefined || only.some((it) => it === "" || kind === it || kind.startsWith(`${it}.`));
  const context = session.editContext();
  const result: LspCodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const found = codeActions(snapshot, file, fromRange(file, params.range), session.fixContext());
    result.push(...found.map((it) => toCodeAction(it, diagnostics, context)));
  }
  // Only when asked by name: it belongs to saving and to its own command, not to the light bulb of one line.
  if (only !== undefined && wants(fixAllKind)) {
    const edits = safeFixes(snapshot, file);
    if (edits.length > 0) {
      result.push({
        title: "Fix all safe Limbeck problems",
        kind: fixAllKind,
        edit: toWorkspaceEdit({ edits }, context),
      });
    }
  }
  return result;
}
