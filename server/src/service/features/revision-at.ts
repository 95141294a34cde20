import { type Span, touches } from "../../base/span.ts";
import type { GraphRevision } from "../../graph/revision-graph.ts";
import type { HeaderAttribute, Reference } from "../../migration/migration-file.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";

/** A revision id (or label) written in the header of a file. */
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
  const { header } = read.migration;
  const mentions: RevisionMention[] = [
    ...(header.revision?.value.known
      ? [{ text: header.revision.value.value, span: header.revision.valueSpan, attribute: "revision" as const }]
      : []),
    ...references(header.downRevision, "down_revision"),
    ...references(header.dependsOn, "depends_on"),
    ...references(header.branchLabels, "branch_labels"),
  ];
  const mention = mentions.find((it) => touches(it.span, offset));
  return mention === undefined ? null : { mention, project };
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
