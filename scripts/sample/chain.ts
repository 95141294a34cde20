/** A revision as `limbeck graph --format json` gives it; only what is needed here. */
export interface ChainRevision {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly dependsOn: readonly string[];
  readonly message: string;
  readonly isHead: boolean;
  readonly isBranchPoint: boolean;
  readonly isMergePoint: boolean;
}

export interface Chain {
  readonly revisions: readonly ChainRevision[];
  /** Newest first. */
  readonly history: readonly string[];
  readonly upgradeOrder: readonly string[];
}

/** The chain as lines for a terminal, newest first, each revision marked by what the version table holds. */
export function describeChain(chain: Chain, versionRows: readonly string[]): readonly string[] {
  const byId = new Map(chain.revisions.map((it) => [it.revision, it]));
  const applied = new Set<string>();
  const reach = [...versionRows];
  for (let id = reach.pop(); id !== undefined; id = reach.pop()) {
    const revision = byId.get(id);
    if (revision === undefined || applied.has(id)) continue;
    applied.add(id);
    reach.push(...revision.downRevisions, ...revision.dependsOn);
  }
  const pending = chain.revisions.length - applied.size;
  const lines = chain.history.map((id) => {
    const revision = byId.get(id);
    const isCurrent = versionRows.includes(id);
    const state = isCurrent ? "current" : applied.has(id) ? "applied" : "pending";
    const mark = isCurrent ? "◉" : applied.has(id) ? "●" : "○";
    const roles = [
      revision?.isHead === true ? "head" : "",
      revision?.isMergePoint === true ? "merge point" : "",
      revision?.isBranchPoint === true ? "branch point" : "",
    ].filter((it) => it !== "");
    const message = revision?.message ?? "";
    return `  ${mark} ${state}  ${id}  ${message}${roles.length > 0 ? ` (${roles.join(", ")})` : ""}`;
  });
  return [...lines, `  ${applied.size} applied, ${pending} pending`];
}
