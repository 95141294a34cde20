import type { GraphRevision } from "../../graph/revision-graph.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { fileDiagnostics } from "./diagnostics.ts";

/** One revision as a list or a tree shows it. */
export interface RevisionEntry {
  readonly revision: GraphRevision;
  /** First paragraph of the docstring on one line. */
  readonly message: string;
  /** As the docstring has it; null when it has none. */
  readonly createDate: string | null;
  readonly file: SourceFile | null;
  /** UTF-16 offset of the place that declares the id. */
  readonly offset: number;
  readonly errors: number;
  readonly warnings: number;
}

/** One page of the chain, newest first, in the order of `alembic history`; `total` counts all revisions. */
export function revisionsPage(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  page: { readonly offset: number; readonly limit: number },
): { readonly total: number; readonly revisions: readonly RevisionEntry[] } {
  const { history, revisions } = project.graph;
  const start = Math.max(0, Math.trunc(page.offset) || 0);
  const limit = Math.min(1_000, Math.max(0, Math.trunc(page.limit) || 0));
  return {
    total: history.length,
    revisions: history.slice(start, start + limit).flatMap((id) => {
      const revision = revisions.get(id);
      return revision === undefined ? [] : [entry(snapshot, project, revision)];
    }),
  };
}

function entry(snapshot: Snapshot, project: ProjectSnapshot, revision: GraphRevision): RevisionEntry {
  const file = project.fileOf(revision.revision) ?? null;
  const header = file === null ? undefined : snapshot.read(file)?.migration.header;
  const diagnostics = file === null ? [] : fileDiagnostics(snapshot, file);
  return {
    revision,
    message: oneLine(revision.doc),
    createDate: header?.doc.createDate?.value ?? null,
    file,
    offset: header?.revision?.nameSpan.start ?? 0,
    errors: diagnostics.filter((it) => it.severity === "error").length,
    warnings: diagnostics.filter((it) => it.severity === "warning").length,
  };
}

/** Docstrings may hold several lines; a list has one. */
export function oneLine(doc: string): string {
  return doc.replaceAll(/\s+/g, " ").trim();
}
