import type { Fix } from "../../../lint/finding.ts";
import { baseName } from "../../../project/paths.ts";
import { newRevision } from "../../new-revision/new-revision.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";

/**
 * Makes a revision with all heads of the problem as parents, as `alembic merge` does; where only Alembic can fill in the project's template, by having it
 * do so.
 */
export function mergeHeads({ project, problem, context }: GraphFixRequest): readonly Fix[] {
  const meant = new Set([problem.revision, ...problem.suggestions]);
  const heads = project.graph.heads.filter((it) => meant.has(it));
  const revision = context.newRevisionId();
  if (heads.length < 2 || project.graph.revisions.has(revision)) return [];
  const message = heads.length === 2 ? `merge ${heads.join(" and ")}` : `merge ${heads.length} heads`;
  const wanted = { revision, downRevisions: heads, message, now: context.now() };
  const made = context.canCreateFiles ? newRevision(project, wanted) : null;
  const what = heads.length <= 3 ? heads.join(", ") : `all ${heads.length} heads`;
  if (made === null) {
    if (!context.canRunAlembic) return [];
    const runs = { kind: "merge heads", project: project.id, revisions: heads } as const;
    return [
      { title: `Merge ${what} in a new revision (runs alembic merge)`, applicability: "suggested", edits: [], runs },
    ];
  }
  return [
    {
      title: `Merge ${what} in a new revision (${baseName(made.path)})`,
      applicability: "suggested",
      edits: [],
      fileChanges: [{ kind: "create", file: made.path, text: made.text }],
    },
  ];
}
