import {
  CodeActionKind,
  type Command,
  type CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Location,
  type LocationLink,
  type CodeAction as LspCodeAction,
  type Hover as LspHover,
  type TextEdit as LspTextEdit,
  MarkupKind,
  type Range,
  type RenameFile,
  type SnippetTextEdit,
  SymbolKind,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { FileChange } from "../base/file-change.ts";
import type { LineIndex } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { TextEdit } from "../base/text-edit.ts";
import type { CodeAction } from "../service/features/code-actions.ts";
import type { Definition, Place } from "../service/features/definition.ts";
import type { FileDiagnostic } from "../service/features/diagnostics.ts";
import type { FileSymbol } from "../service/features/document-symbols.ts";
import type { Hover } from "../service/features/hover.ts";
import type { PreviewBlock } from "../service/features/preview/preview-document.ts";
import { ruleDocumentation } from "../service/rule-documentation.ts";
import { plainText } from "./plain-text.ts";
import { type MergeHeadsArgument, mergeHeadsCommand, type PreviewBlock as ProtocolPreviewBlock } from "./protocol.ts";

/*
 * From the service's terms (paths, UTF-16 offsets) to those of the Language Server Protocol (URIs, lines and UTF-16 characters).
 * Nothing else converts in this direction.
 */

export const source = "limbeck";

/** How paths become URIs, and how the lines of a file that is not at hand are found. */
export interface ToContext {
  readonly toUri: (path: string) => string;
  readonly linesOf: (path: string) => LineIndex | undefined;
}

export function toRange(lines: LineIndex, span: Span): Range {
  return { start: lines.position(span.start), end: lines.position(span.end) };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toDiagnostic(it: FileDiagnostic, lines: LineIndex, context: ToContext): Diagnostic {
  const related = it.related.flatMap(({ path, span, message }) => {
    const other = context.linesOf(path);
    return other === undefined
      ? []
      : [{ location: { uri: context.toUri(path), range: toRange(other, span) }, message: plainText(message) }];
  });
  return {
    range: toRange(lines, it.span),
    severity: severities[it.severity],
    code: it.code,
    source,
    message: plainText(it.help === "" ? it.message : `${it.message}\n${it.help}`),
    ...(it.finding === null ? {} : { codeDescription: { href: ruleDocumentation(it.code) } }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

/** Edits of one or several files; `versionOf` gives the version of an open document, by which the editor refuses a stale edit. */
export interface EditContext extends ToContext {
  readonly versionOf: (path: string) => number | null;
  /** The editor can place the cursor in a text that an edit inserts (`snippetEditSupport`, LSP 3.18). */
  readonly snippets: boolean;
}

export function toWorkspaceEdit(
  change: {
    readonly edits: readonly TextEdit[];
    readonly fileChanges?: readonly FileChange[];
    readonly placeholder?: Span | null;
  },
  context: EditContext,
): WorkspaceEdit {
  const placeholder = change.placeholder ?? null;
  const byFile = new Map<string, (LspTextEdit | SnippetTextEdit)[]>();
  for (const edit of change.edits) {
    const lines = context.linesOf(edit.file);
    if (lines === undefined) continue;
    const range = toRange(lines, edit.span);
    const converted =
      placeholder !== null && context.snippets
        ? { range, snippet: { kind: "snippet" as const, value: toSnippet(edit.text, placeholder) } }
        : { range, newText: edit.text };
    byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), converted]);
  }
  const documentChanges: TextDocumentEdit[] = [...byFile].map(([path, changes]) => ({
    textDocument: { uri: context.toUri(path), version: context.versionOf(path) },
    edits: changes,
  }));
  // Edits name the paths as they are before a rename, so they come first.
  return {
    documentChanges: [...documentChanges, ...(change.fileChanges ?? []).flatMap((it) => toFileChange(it, context))],
  };
}

function toFileChange(it: FileChange, { toUri }: ToContext): readonly (CreateFile | RenameFile | TextDocumentEdit)[] {
  const uri = toUri(it.file);
  switch (it.kind) {
    case "rename":
      return [{ kind: "rename", oldUri: uri, newUri: toUri(it.newFile), options: { overwrite: false } }];
    case "create": {
      const start = { line: 0, character: 0 };
      return [
        { kind: "create", uri, options: { overwrite: false, ignoreIfExists: false } },
        { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: it.text }] },
      ];
    }
  }
}

function toSnippet(text: string, placeholder: Span): string {
  const escaped = (it: string): string => it.replaceAll(/[\\$}]/g, "\\$&");
  const { start, end } = placeholder;
  return `${escaped(text.slice(0, start))}\${1:${escaped(text.slice(start, end))}}${escaped(text.slice(end))}`;
}

/** `diagnostics` are those that the client sent along: the action names the one that it clears. */
export function toCodeAction(it: CodeAction, diagnostics: readonly Diagnostic[], context: EditContext): LspCodeAction {
  const lines = context.linesOf(it.about.file);
  const start = lines?.position(it.about.span.start);
  const isMeant = (one: Diagnostic): boolean =>
    one.source === source &&
    one.code === it.about.rule &&
    one.range.start.line === start?.line &&
    one.range.start.character === start.character;
  return {
    title: it.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnostics.filter(isMeant),
    isPreferred: it.isPreferred,
    ...(it.runs === null ? { edit: toWorkspaceEdit(it, context) } : { command: toCommand(it.title, it.runs) }),
  };
}

function toCommand(title: string, { project, revisions }: NonNullable<CodeAction["runs"]>): Command {
  const argument: MergeHeadsArgument = { project, revisions };
  return { title, command: mergeHeadsCommand, arguments: [argument] };
}

/** `text` are the lines of the preview itself. A file that is gone meanwhile leaves its blocks without places. */
export function toPreviewBlock(it: PreviewBlock, text: LineIndex, context: ToContext): ProtocolPreviewBlock {
  const lines = context.linesOf(it.source.path);
  return {
    kind: it.kind,
    range: toRange(text, it.span),
    link: it.link === null ? null : toRange(text, it.link),
    uri: context.toUri(it.source.path),
    places: lines === undefined ? [] : it.source.places.map((place) => toRange(lines, place)),
  };
}

const symbolKinds = {
  revision: SymbolKind.Constant,
  function: SymbolKind.Function,
  operation: SymbolKind.Event,
} as const;

export function toDocumentSymbol(it: FileSymbol, lines: LineIndex): DocumentSymbol {
  return {
    name: it.name === "" ? "?" : it.name,
    detail: it.detail,
    kind: symbolKinds[it.kind],
    range: toRange(lines, it.span),
    selectionRange: toRange(lines, it.selection),
    children: it.children.map((child) => toDocumentSymbol(child, lines)),
  };
}

export function toLocation(it: Place, context: ToContext): Location {
  return { uri: context.toUri(it.file.path), range: toRange(it.file.lines, it.span) };
}

export function toLocationLink(it: Definition, origin: LineIndex, context: ToContext): LocationLink {
  const { uri, range } = toLocation(it.target, context);
  return {
    originSelectionRange: toRange(origin, it.origin),
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
  };
}

export function toHover(it: Hover, lines: LineIndex): LspHover {
  return { contents: { kind: MarkupKind.Markdown, value: it.markdown }, range: toRange(lines, it.span) };
}
