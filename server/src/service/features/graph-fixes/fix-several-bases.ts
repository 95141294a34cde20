import { descendants } from "../../../graph/lookup.ts";
import type { Fix } from "../../../lint/finding.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";
import { setDownRevisions } from "./header-edits.ts";

const mostHeads = 5;

/** Puts a history that begins on its own on top of another one. */
export function fixSeveralBases({ project, migration, problem }: GraphFixRequest): readonly Fix[] {
  const { graph } = project;
  const above = descendants(graph, [problem.revision], "allNext");
  return graph.heads
    .filter((it) => !above.has(it))
    .slice(0, mostHeads)
    .flatMap((head) => {
      const edits = setDownRevisions(migration, [head]);
      const title = `Set down_revision to the head '${head}'`;
      return edits === null ? [] : [{ title, applicability: "suggested" as const, edits }];
    });
}
