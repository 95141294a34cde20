import { type Span, touches } from "../../base/span.ts";
import type { GraphRevision } from "../../graph/revision-graph.ts";
import type { HeaderAttribute, MigrationFile, Reference } from "../../migration/migration-file.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { docstringMentions } from "./docstring-mentions.ts";

/** A revision id (or label) written in the header of a file, or in the lines of its docstring that repeat the header. */
export interface RevisionMention {
  readonly text: string;
  readonly span: Span;
  readonly attribute: "revision" | "down_revision" | "depends_on" | "branch_labels";
}

/** The id or label under `offset`, with the project in which it means something. */
export function mentionAt(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
): { readonly mention: RevisionMention; readonly project: ProjectSnapshot } | null {
  const read = snapshot.read(file);
  const project = snapshot.projectOf(file);
  if (read === null || project === null) return null;
  const mention = mentionsOf(read.migration).find((it) => touches(it.span, offset));
  return mention === undefined ? null : { mention, project };
}

/** Every id and label that a file's header and docstring name, in this order. */
export function mentionsOf(migration: MigrationFile): readonly RevisionMention[] {
  const { header } = migration;
  return [
    ...(header.revision?.value.known
      ? [{ text: header.revision.value.value, span: header.revision.valueSpan, attribute: "revision" as const }]
      : []),
    ...references(header.downRevision, "down_revision"),
    ...references(header.dependsOn, "depends_on"),
    ...references(header.branchLabels, "branch_labels"),
    ...docstringMentions(migration),
  ];
}

function references(
  attribute: HeaderAttribute<readonly Reference[]> | null,
  name: RevisionMention["attribute"],
): readonly RevisionMention[] {
  if (!attribute?.value.known) return [];
  return attribute.value.value.map((it) => ({ text: it.text, span: it.span, attribute: name }));
}

/** The revision that a mention means: `depends_on` may name a label, `down_revision` must be a full id. */
export function revisionOf(mention: RevisionMention, project: ProjectSnapshot): GraphRevision | undefined {
  const { graph } = project;
  if (mention.attribute === "branch_labels") return graph.revisions.get(graph.labels.get(mention.text) ?? "");
  const exact = graph.revisions.get(mention.text);
  if (exact !== undefined || mention.attribute !== "depends_on") return exact;
  return graph.revisions.get(graph.labels.get(mention.text) ?? "");
}
