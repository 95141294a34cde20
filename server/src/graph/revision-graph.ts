import type { Problem } from "../base/problem.ts";

/** A revision's header, plain: what the graph is built from, in file order (the order in which Alembic loads them). */
export interface RevisionHeader {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly dependsOn: readonly string[];
  readonly branchLabels: readonly string[];
  readonly doc: string;
  readonly file: string;
}

export interface GraphRevision extends RevisionHeader {
  /** Labels that reached it by propagation (its own included). */
  readonly labels: readonly string[];
  /** Children by down_revision; and with depends_on. Sorted by file order. */
  readonly next: readonly string[];
  readonly allNext: readonly string[];
  /** `depends_on` resolved to ids. */
  readonly resolvedDependsOn: readonly string[];
  /** Parents and the dependencies that no ancestor declares already (Alembic's _normalized_down_revisions). */
  readonly normalizedDown: readonly string[];
  readonly isBase: boolean;
  /** Nothing has it as down_revision. */
  readonly isHead: boolean;
  /** Nothing has it as down_revision or depends_on. */
  readonly isRealHead: boolean;
  readonly isBranchPoint: boolean;
  readonly isMergePoint: boolean;
}

/** Alembic's revision map, without running anything. */
export interface RevisionGraph {
  /** In file order; of duplicates the later file. */
  readonly revisions: ReadonlyMap<string, GraphRevision>;
  /** Label to the revision that declares it. */
  readonly labels: ReadonlyMap<string, string>;
  readonly heads: readonly string[];
  /** What the symbol `heads` means: nothing descends from or depends on them. */
  readonly realHeads: readonly string[];
  readonly bases: readonly string[];
  readonly branchPoints: readonly string[];
  readonly mergePoints: readonly string[];
  /** Newest first, as `alembic history` lists them. */
  readonly history: readonly string[];
  /** As `alembic upgrade heads` runs them on an empty database. */
  readonly upgradeOrder: readonly string[];
  /** Each names a file; spans are added by who knows the files. */
  readonly problems: readonly GraphProblem[];
}

export interface GraphProblem extends Problem {
  readonly revision: string;
  /** Which attribute of the header it is about. */
  readonly attribute: "revision" | "down_revision" | "depends_on" | "branch_labels";
  /** The id or label that is wrong. */
  readonly reference: string;
}
