import { walk } from "./walk.ts";

export interface LabelledRevision {
  readonly branchLabels: readonly string[];
  readonly parents: readonly string[];
  readonly next: readonly string[];
  readonly allNext: readonly string[];
}

/**
 * The labels of each revision: its own, those of the labelled revisions that it descends from (dependencies do not carry labels),
 * and, on a straight line, those of the labelled revision above it.
 *
 * The way down starts at the *last* descendant visited, not at the labelled revision (`RevisionMap._add_branches`, Alembic 1.8 to 1.20),
 * and ends at a branch point (children by dependency count) or a merge point. So a branch point is never labelled from above, and
 * nothing below the label is when the last descendant is a merge point.
 */
export function propagateLabels(revisions: ReadonlyMap<string, LabelledRevision>): Map<string, string[]> {
  const labels = new Map<string, Set<string>>();
  for (const [id, it] of revisions) if (it.branchLabels.length > 0) labels.set(id, new Set(it.branchLabels));
  const add = (id: string, from: ReadonlySet<string>): void => {
    const own = labels.get(id) ?? new Set();
    labels.set(id, own);
    for (const label of from) own.add(label);
  };
  for (const [id, revision] of revisions) {
    if (revision.branchLabels.length === 0) continue;
    const from = labels.get(id) ?? new Set<string>();
    let last = id;
    for (const descendant of walk([id], (it) => revisions.get(it)?.next ?? [])) {
      add(descendant, from);
      last = descendant;
    }
    for (let at: string | undefined = last; at !== undefined; ) {
      const it: LabelledRevision | undefined = revisions.get(at);
      if (it === undefined || it.allNext.length > 1 || it.parents.length > 1) break;
      add(at, from);
      at = it.parents[0];
    }
  }
  return new Map([...labels].map(([id, set]) => [id, [...set]]));
}
