import type { GraphProblem } from "../../graph/revision-graph.ts";
import type { Fix } from "../../lint/finding.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { FixContext } from "../fix-context.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import type { FileDiagnostic } from "./diagnostics.ts";
import { fixDocstring } from "./graph-fixes/fix-docstring.ts";
import { fixDuplicateId } from "./graph-fixes/fix-duplicate-id.ts";
import { fixFileName } from "./graph-fixes/fix-file-name.ts";
import { fixMissingDownRevision } from "./graph-fixes/fix-missing-down-revision.ts";
import { fixMissingReference } from "./graph-fixes/fix-missing-reference.ts";
import { fixRevisionId } from "./graph-fixes/fix-revision-id.ts";
import { fixSeveralBases } from "./graph-fixes/fix-several-bases.ts";
import { mergeHeads } from "./graph-fixes/merge-heads.ts";
import { rebaseOnto } from "./graph-fixes/rebase-onto.ts";

/** What can be done about a problem of the chain, the likeliest first. Fixes never guess: where the text does not allow one, it is not offered. */
export function graphFixes(
  where: {
    readonly snapshot: Snapshot;
    readonly file: SourceFile;
    readonly migration: MigrationFile;
    readonly context: FixContext;
  },
  diagnostic: Pick<FileDiagnostic, "code" | "problem">,
): readonly Fix[] {
  const project = where.snapshot.projectOf(where.file);
  if (project === null) return [];
  if (diagnostic.code === "revision-docstring-mismatch") return fixDocstring(where.migration);
  if (diagnostic.code === "filename-mismatch") return fixFileName(project, where.migration, where.context);
  if (diagnostic.problem === null) return [];
  const request = { ...where, project, problem: diagnostic.problem };
  switch (diagnostic.code) {
    case "missing-parent-revision":
    case "missing-dependency":
      return fixMissingReference(request);
    case "duplicate-revision-id":
      return fixDuplicateId(request);
    case "multiple-heads":
      return isOnlyHere(project, request.problem)
        ? [...rebaseOnto(request), ...mergeHeads(request)]
        : [...mergeHeads(request), ...rebaseOnto(request)];
    case "missing-down-revision":
      return fixMissingDownRevision(request);
    case "multiple-bases":
      return fixSeveralBases(request);
    case "revision-id-too-long":
    case "revision-id-forbidden-char":
      return fixRevisionId(request);
    default:
      return [];
  }
}

/** The database has another head and not this one: then moving this one is simpler than a merge. */
function isOnlyHere(project: ProjectSnapshot, problem: GraphProblem): boolean {
  const { applied } = project;
  return applied !== null && !applied.has(problem.revision) && problem.suggestions.some((it) => applied.has(it));
}
