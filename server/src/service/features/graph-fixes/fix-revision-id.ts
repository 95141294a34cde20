import type { Fix } from "../../../lint/finding.ts";
import { renameRevision, wrongId } from "../rename-revision.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";

/** An id that is too long is cut, forbidden characters become underscores, everywhere; where the result is taken, it gets a new id. */
export function fixRevisionId({ snapshot, project, problem, context }: GraphFixRequest): readonly Fix[] {
  const id = problem.revision;
  const cut = [...id.replaceAll(/[+\-:@]/g, "_")].slice(0, 32).join("").replace(/_+$/, "");
  const newId = wrongId(project, cut) === null ? cut : context.newRevisionId();
  const renaming = renameRevision(snapshot, project, id, newId, context);
  if (!renaming.ok) return [];
  const { edits, fileChanges } = renaming;
  const title = `Rename the revision to '${newId}' everywhere`;
  return [{ title, applicability: "suggested", edits, ...(fileChanges.length === 0 ? {} : { fileChanges }) }];
}
