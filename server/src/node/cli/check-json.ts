import type { FileDiagnostic } from "../../service/features/diagnostics.ts";
import { relativePath } from "../../service/file-system.ts";
import { rulePage } from "../../service/rule-documentation.ts";
import type { CheckedFile } from "./check.ts";
import type { Io } from "./io.ts";

/** The JSON of `limbeck check` (docs/cli.md; additions only). Problems of files and of the chain stand among the findings, without docs and fix. */
export function checkJson(checked: readonly CheckedFile[], io: Io): string {
  const bySeverity = (severity: string): number =>
    checked.reduce((sum, it) => sum + it.diagnostics.filter((one) => one.severity === severity).length, 0);
  const report = {
    version: 1,
    findings: checked.flatMap((it) => it.diagnostics.map((one) => findingJson(it, one, io))),
    summary: {
      files: checked.length,
      error: bySeverity("error"),
      warning: bySeverity("warning"),
      information: bySeverity("information"),
      hint: bySeverity("hint"),
      suppressed: checked.reduce((sum, it) => sum + it.suppressed, 0),
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function findingJson({ file, revision }: CheckedFile, it: FileDiagnostic, io: Io): object {
  const start = file.lines.position(it.span.start);
  const end = file.lines.position(it.span.end);
  const fix = it.finding?.fixes.find((one) => one.fileChanges === undefined);
  // An editor hides the byte order mark; offsets of a file count it.
  const shift = file.content.ok && file.content.byteOrderMark ? 1 : 0;
  return {
    rule: it.code,
    severity: it.severity,
    certain: it.finding?.certain ?? true,
    message: it.message,
    file: relativePath(io.cwd, file.path),
    revision,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    help: it.help,
    docs: it.finding === null ? null : rulePage(it.code),
    fix:
      fix === undefined
        ? null
        : {
            title: fix.title,
            applicability: fix.applicability,
            edits: fix.edits.map((edit) => ({
              file: relativePath(io.cwd, edit.file),
              start: edit.span.start + shift,
              end: edit.span.end + shift,
              text: edit.text,
            })),
          },
  };
}
