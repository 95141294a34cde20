import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Finding } from "../../lint/finding.ts";
import { blocksOf } from "../../lint/suppressions.ts";
import type { PyModule, Statement } from "../../python/syntax.ts";
import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { fileDiagnostics } from "./diagnostics.ts";

/** One entry of the light bulb's menu. */
export interface CodeAction {
  readonly title: string;
  readonly kind: "quickfix" | "suppress";
  readonly finding: Finding;
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
  /** The part of the inserted text that the user should replace, as an offset in the text of the only edit; null for none. */
  readonly placeholder: Span | null;
}

/** Fixes for the findings that touch `range`, and for each a comment that keeps it away. */
export function codeActions(snapshot: Snapshot, file: SourceFile, range: Span): readonly CodeAction[] {
  const read = snapshot.read(file);
  if (read === null) return [];
  const findings = fileDiagnostics(snapshot, file).flatMap(({ finding }) =>
    finding !== null && finding.span.start <= range.end && range.start <= finding.span.end ? [finding] : [],
  );
  return [
    ...findings.flatMap((finding) =>
      finding.fixes.map(
        (fix, index): CodeAction => ({
          title: fix.title,
          kind: "quickfix",
          finding,
          isPreferred: index === 0 && fix.applicability !== "manual",
          edits: fix.edits,
          placeholder: null,
        }),
      ),
    ),
    ...findings.map((finding) => suppression(finding, file, read.migration.module)),
  ];
}

/** All fixes of a file that have the same effect on the database (or a provably better one), as far as they do not overlap. */
export function safeFixes(snapshot: Snapshot, file: SourceFile): readonly TextEdit[] {
  const chosen: TextEdit[] = [];
  for (const { finding } of fileDiagnostics(snapshot, file)) {
    const fix = finding?.fixes.find((it) => it.applicability === "safe");
    if (fix === undefined || fix.edits.some((edit) => chosen.some((it) => overlap(it, edit)))) continue;
    chosen.push(...fix.edits);
  }
  return chosen;
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.file !== b.file) return false;
  if (a.span.start === b.span.start && a.span.end === b.span.end) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}

const reason = "reason";

/** A comment alone on the line above the statement that holds the finding: that is never inside a string. */
function suppression(finding: Finding, file: SourceFile, module: PyModule): CodeAction {
  const at = statementStart(module.body, finding.span.start) ?? finding.span.start;
  const lineStart = file.lines.lineStart(file.lines.position(at).line);
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  const newline = file.text.includes("\r\n") ? "\r\n" : "\n";
  const text = `${indent}# limbeck: ignore[${finding.rule}] ${reason}${newline}`;
  const start = text.indexOf(`] ${reason}`) + 2;
  return {
    title: `Ignore ${finding.rule} here, with a reason`,
    kind: "suppress",
    finding,
    isPreferred: false,
    edits: [{ file: file.path, span: { start: lineStart, end: lineStart }, text }],
    placeholder: { start, end: start + reason.length },
  };
}

/** Start of the innermost statement that holds `offset`; the body of a compound statement counts, not its head alone. */
function statementStart(body: readonly Statement[], offset: number): number | null {
  const holder = body.find((it) => it.span.start <= offset && offset < it.span.end);
  if (holder === undefined) return null;
  for (const block of blocksOf(holder)) {
    const inner = statementStart(block, offset);
    if (inner !== null) return inner;
  }
  return holder.span.start;
}
