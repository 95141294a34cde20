import type { RevisionHeader } from "../../../graph/revision-graph.ts";
import { walk } from "../../../graph/walk.ts";
import type { Fix } from "../../../lint/finding.ts";
import { renamedFile } from "../rename-revision.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";
import { docstringEdits, idSpan, replaceReference } from "./header-edits.ts";

/**
 * Gives one of the files with the same id a new one. A child names only the id, so it can belong to either; it is certain only where the other
 * file stands above the child, which then cannot be its parent as well.
 */
export function fixDuplicateId({ snapshot, project, migration, problem, context }: GraphFixRequest): readonly Fix[] {
  const id = problem.revision;
  const newId = context.newRevisionId();
  const span = idSpan(migration);
  if (span === null || project.graph.revisions.has(newId) || project.graph.labels.has(newId)) return [];
  const others = project.headers.filter((it) => it.revision === id && it.file !== migration.path);
  const own = project.headers.find((it) => it.revision === id && it.file === migration.path);
  if (own === undefined) return [];
  const children = project.headers.filter(
    (it) => it.revision !== id && [...it.downRevisions, ...it.dependsOn].includes(id),
  );
  const below = (it: RevisionHeader): ReadonlySet<string> => belowOf(project.headers, it);
  const ownBelow = below(own);
  const othersBelow = others.map(below);
  const edits = [{ file: migration.path, span, text: newId }, ...docstringEdits(migration, { revision: newId })];
  let uncertain = 0;
  for (const child of children) {
    if (ownBelow.has(child.revision)) continue;
    const file = project.files.find((it) => it.path === child.file);
    const read = file === undefined ? null : snapshot.read(file);
    const isOurs = othersBelow.every((it) => it.has(child.revision));
    const attributes = [
      ...(child.downRevisions.includes(id) ? (["down_revision"] as const) : []),
      ...(child.dependsOn.includes(id) ? (["depends_on"] as const) : []),
    ];
    const found = attributes.map((it) => (read === null ? null : replaceReference(read.migration, it, id, newId)));
    if (isOurs && found.every((it) => it !== null)) edits.push(...found.flatMap((it) => it ?? []));
    else uncertain++;
  }
  const newFile = context.canRenameFiles ? renamedFile(project, migration.path, id, newId) : null;
  const remark =
    uncertain === 0
      ? ""
      : `; ${uncertain === 1 ? "1 child keeps" : `${uncertain} children keep`} naming '${id}', check whose ${uncertain === 1 ? "it is" : "they are"}`;
  return [
    {
      title: `Give this revision the new id '${newId}'${remark}`,
      applicability: "suggested",
      edits,
      ...(newFile === null ? {} : { fileChanges: [{ kind: "rename" as const, file: migration.path, newFile }] }),
    },
  ];
}

/** Ids below a header. */
function belowOf(headers: readonly RevisionHeader[], start: RevisionHeader): ReadonlySet<string> {
  const byId = new Map(headers.map((it) => [it.revision, it]));
  const down = (it: RevisionHeader | undefined): readonly string[] => [
    ...(it?.downRevisions ?? []),
    ...(it?.dependsOn ?? []),
  ];
  return walk(down(start), (id) => down(byId.get(id)));
}
