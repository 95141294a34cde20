import type { FileChange } from "../../base/file-change.ts";
import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { AlembicWish, Finding, Fix } from "../../lint/finding.ts";
import { suppressFinding } from "../../lint/fixes/suppress-finding.ts";
import type { EnvironmentFile } from "../../lint/rule.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { readIni } from "../../project/ini.ts";
import { iniAsModule } from "../../project/ini-as-module.ts";
import { parseModule } from "../../python/parse.ts";
import type { FixContext } from "../fix-context.ts";
import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { fileDiagnostics } from "./diagnostics.ts";
import { graphFixes } from "./graph-fixes.ts";
import { splitRevision } from "./split-revision/split-revision.ts";

/** One entry of the light bulb's menu. */
export interface CodeAction {
  readonly title: string;
  readonly kind: "quickfix" | "suppress";
  /** What it clears. */
  readonly about: Pick<Finding, "rule" | "file" | "span">;
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
  /** Files that it makes or renames, after the edits. */
  readonly fileChanges: readonly FileChange[];
  /** What the editor is to have Alembic do, in place of edits; null for none. */
  readonly runs: AlembicWish | null;
  /** The part of the inserted text that the user should replace, as an offset in the text of the only edit; null for none. */
  readonly placeholder: Span | null;
}

/** Fixes for the problems of the chain and the findings that touch `range`, and for each finding a comment that keeps it away. */
export function codeActions(
  snapshot: Snapshot,
  file: SourceFile,
  range: Span,
  context: FixContext,
): readonly CodeAction[] {
  const own = snapshot.environment.includes(file) ? null : snapshot.read(file);
  const touched = fileDiagnostics(snapshot, file).filter(
    ({ span }) => span.start <= range.end && range.start <= span.end,
  );
  const linted = own?.migration ?? environmentFile(file);
  const findings = touched.flatMap(({ finding }) => finding ?? []);
  return [
    ...touched.flatMap((it) => {
      const about = it.finding ?? { rule: it.code, file: file.path, span: it.span };
      const ofChain = own === null ? [] : graphFixes({ snapshot, file, migration: own.migration, context }, it);
      const wished = own === null ? [] : ofWish({ snapshot, file, migration: own.migration, context }, it.finding);
      const fixes = it.finding === null ? ofChain : [...it.finding.fixes, ...wished];
      return fixes.map((fix, index) => quickFix(fix, about, index));
    }),
    ...findings.map((finding) => suppression(finding, linted)),
  ];
}

/** A second revision that would clear a finding, where the project allows one. */
function ofWish(
  where: {
    readonly snapshot: Snapshot;
    readonly file: SourceFile;
    readonly migration: MigrationFile;
    readonly context: FixContext;
  },
  finding: Finding | null,
): readonly Fix[] {
  const project = where.snapshot.projectOf(where.file);
  if (finding?.revisionWish === undefined || project === null) return [];
  const fix = splitRevision({ ...where, project }, finding.revisionWish);
  return fix === null ? [] : [fix];
}

function quickFix(fix: Fix, about: CodeAction["about"], index: number): CodeAction {
  return {
    title: fix.title,
    kind: "quickfix",
    about,
    isPreferred: index === 0 && fix.applicability !== "manual",
    edits: fix.edits,
    fileChanges: fix.fileChanges ?? [],
    runs: fix.runs ?? null,
    placeholder: null,
  };
}

/** All fixes of a file that have the same effect on the database (or a provably better one), as far as they do not overlap. */
export function safeFixes(snapshot: Snapshot, file: SourceFile): readonly TextEdit[] {
  const chosen: TextEdit[] = [];
  for (const { finding } of fileDiagnostics(snapshot, file)) {
    const fix = finding?.fixes.find((it) => it.applicability === "safe" && it.fileChanges === undefined);
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

/** env.py or the configuration in the shape in which comments are placed. */
function environmentFile({ path, text }: SourceFile): EnvironmentFile {
  const module = path.endsWith(".py")
    ? parseModule(text)
    : iniAsModule(text, path.endsWith(".toml") ? null : readIni(text));
  return { path, module };
}

/** A comment with a reason to write. */
function suppression(finding: Finding, file: EnvironmentFile): CodeAction {
  const { title, edits } = suppressFinding(file, finding);
  const text = edits[0]?.text ?? "";
  const reason = /\] (.+?)\r?\n$/.exec(text);
  const start = reason === null ? 0 : reason.index + "] ".length;
  return {
    title,
    kind: "suppress",
    about: finding,
    isPreferred: false,
    edits,
    fileChanges: [],
    runs: null,
    placeholder: reason === null ? null : { start, end: start + (reason[1] ?? "").length },
  };
}
