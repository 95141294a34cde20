import { ancestors } from "../../../graph/lookup.ts";
import type { RevisionGraph } from "../../../graph/revision-graph.ts";
import type { Fix } from "../../../lint/finding.ts";
import { createDate, createDateText } from "../../new-revision/create-date.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";
import { docstringEdits, setDownRevisions } from "./header-edits.ts";

const mostTargets = 5;

/**
 * Puts the branch that ends in the problem's head on top of another head: the lowest revision that only this branch has gets that head as
 * parent, and a new Create Date, so that dates follow the chain.
 */
export function rebaseOnto({ snapshot, project, problem, context }: GraphFixRequest): readonly Fix[] {
  const head = problem.revision;
  return problem.suggestions.slice(0, mostTargets).flatMap((target): readonly Fix[] => {
    const bottom = bottomOf(project.graph, head, target);
    const file = bottom === null ? undefined : project.fileOf(bottom);
    const read = file === undefined ? null : snapshot.read(file);
    if (bottom === null || read === null) return [];
    const edits = setDownRevisions(read.migration, [target]);
    if (edits === null) return [];
    const now = createDate(context.now(), project.config.timezone);
    const dated = now === null ? [] : docstringEdits(read.migration, { createDate: createDateText(now) });
    const which = bottom === head ? "" : ` (down_revision of '${bottom}')`;
    const applied = project.applied?.has(bottom) === true ? "; the database has it already" : "";
    return [
      {
        title: `Rebase '${head}' onto '${target}'${which}${applied}`,
        applicability: "suggested",
        edits: [...edits, ...dated],
      },
    ];
  });
}

/** The one lowest revision that is below `head` and not below `target`; null when there are several, or when `target` needs one of them. */
function bottomOf(graph: RevisionGraph, head: string, target: string): string | null {
  const shared = ancestors(graph, [target], "parents");
  const own = [...ancestors(graph, [head], "parents")].filter((it) => !shared.has(it));
  const needed = ancestors(graph, [target], "normalizedDown");
  if (own.some((it) => needed.has(it))) return null;
  const members = new Set(own);
  const bottoms = own.filter((id) => graph.revisions.get(id)?.parents.every((it) => !members.has(it)) === true);
  return bottoms.length === 1 ? (bottoms[0] ?? null) : null;
}
