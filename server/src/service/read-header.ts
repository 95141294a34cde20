import type { Span } from "../base/span.ts";
import type { RevisionHeader } from "../graph/revision-graph.ts";
import { type HeaderResult, revisionHeader } from "../graph/revision-header.ts";
import type { HeaderAttribute, MigrationFile } from "../migration/migration-file.ts";

/** The header that counts for the graph, or why there is none. */
export interface HeaderInUse {
  readonly header: RevisionHeader | null;
  /** Why the file declares no revision (also when an earlier header still counts); null when it does. */
  readonly missing: Extract<HeaderResult, { ok: false }> | null;
}

/**
 * Reads the header of a file. While the text has a syntax error that the header may have fallen victim to, `previous` stays, so that the
 * graph does not flicker under the typing hand. A header equal to `previous` is `previous` itself: the graph is remembered by that identity.
 */
export function readHeader(file: MigrationFile, previous: RevisionHeader | null): HeaderInUse {
  const result = revisionHeader(file);
  const missing = result.ok ? null : result;
  const own = result.ok ? result.header : null;
  if (previous === null) return { header: own, missing };
  if (isHeaderBroken(file)) return { header: previous, missing };
  return { header: own !== null && sameHeader(previous, own) ? previous : own, missing };
}

function isHeaderBroken(file: MigrationFile): boolean {
  const errors = file.module.errors;
  if (errors.length === 0) return false;
  const { revision, downRevision, dependsOn, branchLabels } = file.header;
  if (revision === null || !revision.value.known || downRevision === null || !downRevision.value.known) return true;
  return [revision, downRevision, dependsOn, branchLabels].some(
    (it) => it !== null && errors.some((error) => onSameLine(file.module.text, it, error)),
  );
}

function onSameLine(text: string, attribute: HeaderAttribute<unknown>, error: Span): boolean {
  const start = text.lastIndexOf("\n", attribute.nameSpan.start) + 1;
  const newline = text.indexOf("\n", attribute.valueSpan.end);
  const end = newline === -1 ? text.length : newline;
  return error.start <= end && error.end >= start;
}

function sameHeader(a: RevisionHeader, b: RevisionHeader): boolean {
  return (
    a.revision === b.revision &&
    a.doc === b.doc &&
    a.createDate === b.createDate &&
    a.file === b.file &&
    sameList(a.downRevisions, b.downRevisions) &&
    sameList(a.dependsOn, b.dependsOn) &&
    sameList(a.branchLabels, b.branchLabels) &&
    sameList(a.unreadable ?? [], b.unreadable ?? []) &&
    a.lacksDownRevision === b.lacksDownRevision
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((it, index) => it === b[index]);
}
