import type { Span } from "../../base/span.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { mentionAt, revisionOf } from "./revision-at.ts";

/** A place in a file. `origin` is what was asked about. */
export interface Place {
  readonly file: SourceFile;
  readonly span: Span;
}

export interface Definition {
  readonly origin: Span;
  readonly target: Place;
}

/** From an id in `down_revision` or `depends_on` (also in a tuple, also a branch label) to the file that declares it. */
export function definition(snapshot: Snapshot, file: SourceFile, offset: number): Definition | null {
  const found = mentionAt(snapshot, file, offset);
  if (found === null) return null;
  const revision = revisionOf(found.mention, found.project);
  if (revision === undefined) return null;
  const target = declarationOf(snapshot, found.project, revision.revision);
  return target === null ? null : { origin: found.mention.span, target };
}

/** Every place that names the revision under `offset`: children, dependants, and its own declaration. */
export function references(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
  options: { readonly includeDeclaration: boolean },
): readonly Place[] {
  const found = mentionAt(snapshot, file, offset);
  const revision = found === null ? undefined : revisionOf(found.mention, found.project);
  if (found === null || revision === undefined) return [];
  const names = new Set([revision.revision, ...revision.branchLabels]);
  const result: Place[] = [];
  if (options.includeDeclaration) {
    const own = declarationOf(snapshot, found.project, revision.revision);
    if (own !== null) result.push(own);
  }
  for (const other of found.project.files) {
    const read = snapshot.read(other);
    const header = read?.header;
    if (read === null || !header) continue;
    if (![...header.downRevisions, ...header.dependsOn].some((it) => names.has(it))) continue;
    for (const attribute of [read.migration.header.downRevision, read.migration.header.dependsOn]) {
      if (!attribute?.value.known) continue;
      for (const it of attribute.value.value) if (names.has(it.text)) result.push({ file: other, span: it.span });
    }
  }
  return result;
}

/** Where a revision declares its id; the start of the file when the id comes from the file's name. */
export function declarationOf(snapshot: Snapshot, project: ProjectSnapshot, revision: string): Place | null {
  const file = project.fileOf(revision);
  if (file === undefined) return null;
  const span = snapshot.read(file)?.migration.header.revision?.valueSpan ?? { start: 0, end: 0 };
  return { file, span };
}
