import { descendants } from "../../../graph/lookup.ts";
import type { RevisionGraph } from "../../../graph/revision-graph.ts";
import type { Fix } from "../../../lint/finding.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";
import { setBranchLabel, setDownRevisions } from "./header-edits.ts";

const mostHeads = 5;

/** Puts a history that begins on its own on top of another one; or says that it is meant so, by a branch label. */
export function fixSeveralBases({ project, migration, problem }: GraphFixRequest): readonly Fix[] {
  const { graph } = project;
  const above = descendants(graph, [problem.revision], "allNext");
  const onto = graph.heads
    .filter((it) => !above.has(it))
    .slice(0, mostHeads)
    .flatMap((head) => {
      const edits = setDownRevisions(migration, [head]);
      const title = `Set down_revision to the head '${head}'`;
      return edits === null ? [] : [{ title, applicability: "suggested" as const, edits }];
    });
  const label = freeLabel(graph);
  const edits = setBranchLabel(migration, label);
  if (edits === null) return onto;
  const title = `Keep it a history of its own: give it a branch label ('${label}', to be replaced by a name)`;
  return [...onto, { title, applicability: "manual", edits }];
}

/** A label is declared once, and must not be a revision id either. */
function freeLabel(graph: RevisionGraph): string {
  let label = "branch_name";
  for (let number = 2; graph.labels.has(label) || graph.revisions.has(label); number++) label = `branch_name_${number}`;
  return label;
}
