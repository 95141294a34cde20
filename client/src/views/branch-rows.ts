import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";

/** A revision of the main line, or a whole branch beside it, at the place of its topmost revision. */
export type BranchRow =
  | { readonly kind: "revision"; readonly revision: RevisionInfo }
  | { readonly kind: "branch"; readonly branch: SideBranch };

/** A line of the history beside the main one: from its head, or from below the merge that takes it in, to above its branch point. */
export interface SideBranch {
  /** Newest first; never empty. */
  readonly revisions: readonly RevisionInfo[];
  /** Labels that this branch has and the main line has not. */
  readonly labels: readonly string[];
  /** The revisions on which it was begun; none when it begins at the base. */
  readonly from: readonly string[];
  /** The merge points among `revisions` that take it in; none for a head. */
  readonly mergedIn: readonly string[];
}

/**
 * Splits the chain into the main line, which stays flat, and the branches beside it. The main line is the longest way down, since
 * that changes least when somebody adds a revision; of two as long, the first in the order of `alembic history`. A linear chain is all main line.
 * `revisions` is newest first, and may be only the newest part of the chain. Linear in the number of revisions.
 */
export function branchRows(revisions: readonly RevisionInfo[]): readonly BranchRow[] {
  const places = new Map(revisions.map((it, index) => [it.revision, index]));
  const parents = revisions.map((it, index) =>
    // Only downwards: in a broken chain a parent may stand above its child.
    it.downRevisions.map((id) => places.get(id) ?? -1).filter((place) => place > index),
  );
  const lengths = wayLengths(parents);
  const longest = (candidates: readonly number[]): number | undefined =>
    candidates.reduce<number | undefined>(
      (best, it) => (best === undefined || (lengths[it] ?? 0) > (lengths[best] ?? 0) ? it : best),
      undefined,
    );
  const lines = new Map<number, readonly RevisionInfo[]>();
  const taken = new Set<number>();
  const takeLine = (top: number): void => {
    const line: RevisionInfo[] = [];
    let at: number | undefined = top;
    while (at !== undefined) {
      taken.add(at);
      const it = revisions[at];
      if (it !== undefined) line.push(it);
      at = longest((parents[at] ?? []).filter((parent) => !taken.has(parent)));
    }
    lines.set(top, line);
  };
  const inside = new Set(parents.flat());
  const main = longest(revisions.map((_, index) => index).filter((it) => !inside.has(it)));
  if (main !== undefined) takeLine(main);
  const mainLine = new Set(main === undefined ? [] : lines.get(main));
  revisions.forEach((_, index) => {
    if (!taken.has(index)) takeLine(index);
  });
  const merges = mergesOf(revisions);
  const mainLabels = new Set([...mainLine].flatMap((it) => it.labels));
  return revisions.flatMap((revision, index): readonly BranchRow[] => {
    if (mainLine.has(revision)) return [{ kind: "revision", revision }];
    const line = lines.get(index);
    if (line === undefined) return [];
    const labels = [...new Set(line.flatMap((it) => it.labels))].filter((it) => !mainLabels.has(it));
    const from = line.at(-1)?.downRevisions ?? [];
    return [
      { kind: "branch", branch: { revisions: line, labels, from, mergedIn: merges.get(revision.revision) ?? [] } },
    ];
  });
}

/** For every revision how many there are on the longest way down from it. */
function wayLengths(parents: readonly (readonly number[])[]): readonly number[] {
  const lengths = new Array<number>(parents.length).fill(1);
  for (let index = parents.length - 1; index >= 0; index--) {
    for (const parent of parents[index] ?? []) {
      lengths[index] = Math.max(lengths[index] ?? 1, (lengths[parent] ?? 0) + 1);
    }
  }
  return lengths;
}

function mergesOf(revisions: readonly RevisionInfo[]): ReadonlyMap<string, readonly string[]> {
  const merges = new Map<string, string[]>();
  for (const it of revisions) {
    if (it.downRevisions.length < 2) continue;
    for (const parent of it.downRevisions) merges.set(parent, [...(merges.get(parent) ?? []), it.revision]);
  }
  return merges;
}
