import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";

/** A revision of the main line, or a whole branch beside it, at the place of its topmost revision. */
export type BranchRow =
  | { readonly kind: "revision"; readonly revision: RevisionInfo }
  | { readonly kind: "branch"; readonly branch: SideBranch };

/** A line of the history beside the main one: from its head, or from below the merge that takes it in, to above its branch point. */
export interface SideBranch {
  /** Its first revision, which may not be loaded. */
  readonly id: string;
  /** Newest first; never empty. */
  readonly revisions: readonly RevisionInfo[];
  /** Labels that this branch has and the main line has not. */
  readonly labels: readonly string[];
  /** The revisions on which it was begun; none when it begins at the base. Null while its first revision is not loaded. */
  readonly from: readonly string[] | null;
  /** The merge points among `revisions` that take it in; none for a head. */
  readonly mergedIn: readonly string[];
}

/**
 * The main line, which stays flat, and the branches beside it as groups. Which is which the language server says, from the whole chain;
 * `revisions` is newest first, and may be only the newest part of the chain. Linear in the number of revisions.
 */
export function branchRows(revisions: readonly RevisionInfo[]): readonly BranchRow[] {
  const lines = new Map<string, RevisionInfo[]>();
  for (const it of revisions) {
    if (it.onMainLine) continue;
    const line = lines.get(it.branch);
    if (line === undefined) lines.set(it.branch, [it]);
    else line.push(it);
  }
  const merges = mergesOf(revisions);
  const mainLabels = new Set(revisions.flatMap((it) => (it.onMainLine ? it.labels : [])));
  return revisions.flatMap((revision): readonly BranchRow[] => {
    if (revision.onMainLine) return [{ kind: "revision", revision }];
    const id = revision.branch;
    const line = lines.get(id);
    if (line?.[0] !== revision) return [];
    const labels = [...new Set(line.flatMap((it) => it.labels))].filter((it) => !mainLabels.has(it));
    const from = line.find((it) => it.revision === id)?.downRevisions ?? null;
    const mergedIn = merges.get(revision.revision) ?? [];
    return [{ kind: "branch", branch: { id, revisions: line, labels, from, mergedIn } }];
  });
}

function mergesOf(revisions: readonly RevisionInfo[]): ReadonlyMap<string, readonly string[]> {
  const merges = new Map<string, string[]>();
  for (const it of revisions) {
    if (it.downRevisions.length < 2) continue;
    for (const parent of it.downRevisions) merges.set(parent, [...(merges.get(parent) ?? []), it.revision]);
  }
  return merges;
}
