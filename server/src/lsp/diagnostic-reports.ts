import type { Diagnostic } from "vscode-languageserver";
import { fileDiagnostics } from "../service/features/diagnostics.ts";
import type { Snapshot } from "../service/snapshot.ts";
import type { SourceFile } from "../service/source-file.ts";
import { toDiagnostic } from "./to.ts";

/** The diagnostics of one file with an id that changes exactly when they do. */
export interface DiagnosticReport {
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
}

export interface DiagnosticReports {
  report(snapshot: Snapshot, file: SourceFile): DiagnosticReport;
  /** Forgets files that are gone. */
  keep(paths: ReadonlySet<string>): void;
}

interface Kept {
  /** What the answer was computed from; the same identities give the same answer without work. */
  readonly inputs: readonly unknown[];
  readonly json: string;
  readonly report: DiagnosticReport;
}

/** Remembers the last report of each file: an unchanged one keeps its id, and costs nothing when nothing that it depends on changed. */
export function createDiagnosticReports(toUri: (path: string) => string): DiagnosticReports {
  const kept = new Map<string, Kept>();
  let serial = 0;
  return {
    report(snapshot, file) {
      const project = snapshot.projectOf(file);
      const inputs = [
        file,
        snapshot.environment.includes(file) ? null : snapshot.read(file),
        snapshot.projectFindings(file),
        project?.lint,
        project?.analysis,
        project?.applied,
        project?.graph.problems.some((it) => it.file === file.path) ? project.graph : null,
        snapshot.isOpen(file),
      ];
      const before = kept.get(file.path);
      if (before?.inputs.every((it, index) => it === inputs[index])) return before.report;
      const linesOf = (path: string) => snapshot.file(path)?.lines;
      const items = fileDiagnostics(snapshot, file).map((it) => toDiagnostic(it, file.lines, { toUri, linesOf }));
      const json = JSON.stringify(items);
      const report = before?.json === json ? before.report : { resultId: String(++serial), items };
      kept.set(file.path, { inputs, json, report });
      return report;
    },
    keep(paths) {
      for (const path of [...kept.keys()]) if (!paths.has(path)) kept.delete(path);
    },
  };
}
