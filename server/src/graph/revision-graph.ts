import type { Problem } from "../base/problem.ts";
import type { IndexedHistory } from "./indexed-history.ts";

/** A revision's header, plain: what the graph is built from, in file order (the order in which Alembic loads them). */
export interface RevisionHeader {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly dependsOn: readonly string[];
  readonly branchLabels: readonly string[];
  readonly doc: string;
  readonly file: string;
  /** Attributes whose value cannot be known without running the file; the lists above are then empty or incomplete. */
  readonly unreadable?: readonly GraphAttribute[];
  /** `Create Date` of the docstring, as it is written. */
  readonly createDate?: string | undefined;
  /** The file does not assign `down_revision`, without which Alembic cannot load it. */
  readonly lacksDownRevision?: true;
}

/**
 * A version file without a header. "unknown": it has a revision, but which one is not known (bytecode, an id computed when the file runs), so
 * it may be a parent that seems to be missing, or stand above what seems to be a head. "refused": Alembic stops at it.
 */
export type HeaderlessFile = {
  readonly file: string;
  /** How many headers are loaded before it. */
  readonly before: number;
  /** A sentence for people. */
  readonly message: string;
} & ({ readonly kind: "unknown" } | { readonly kind: "refused"; readonly failure: AlembicFailure });

export type GraphAttribute = "revision" | "down_revision" | "depends_on" | "branch_labels";

export interface GraphRevision extends RevisionHeader {
  /**
   * Down revisions that are in the graph, without an edge that closes a cycle for which Alembic refuses the directory (one that Alembic
   * overlooks is there, so a walk remembers where it has been). In a graph without problems this is `downRevisions`.
   */
  readonly parents: readonly string[];
  /** Labels that reached it by propagation (its own included). */
  readonly labels: readonly string[];
  /** Children by down_revision; and with depends_on. Sorted by file order. */
  readonly next: readonly string[];
  readonly allNext: readonly string[];
  /** `depends_on` resolved to ids (those that are in the graph; cycles as in `parents`). */
  readonly resolvedDependsOn: readonly string[];
  /** Parents and the dependencies that no ancestor declares already (Alembic's _normalized_down_revisions). */
  readonly normalizedDown: readonly string[];
  /** It has no down_revision, so certainly begins a chain. A revision whose down_revision is missing or unreadable is no base. */
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
  /** In file order; of duplicates the later file, at the place of the first. */
  readonly revisions: ReadonlyMap<string, GraphRevision>;
  /** The same in numbers. */
  readonly indexed: IndexedHistory;
  /** Headers whose id a later file took over. */
  readonly shadowed: readonly RevisionHeader[];
  /** Files that are in no place of the graph. */
  readonly headerless: readonly HeaderlessFile[];
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
  /** Set when Alembic refuses to load this directory at all: every command that needs the revisions answers with it. */
  readonly failure: AlembicFailure | null;
}

export interface GraphProblem extends Problem {
  readonly severity: "error" | "warning" | "information";
  readonly file: string;
  readonly revision: string;
  /** Which attribute of the header it is about. */
  readonly attribute: GraphAttribute;
  /** The id or label that is wrong. */
  readonly reference: string;
  /** Ids or labels that were perhaps meant, the likeliest first. */
  readonly suggestions: readonly string[];
  /** Other files that take part: the one with the same id, the other members of a cycle … */
  readonly otherFiles: readonly string[];
}

/**
 * How Alembic refuses something. "command-error": it prints `FAILED: <message>` and exits with 255.
 * "crash": an exception of the named class escapes with a traceback and exit code 1; `message` is the exception's text.
 */
export type AlembicFailure =
  | { readonly kind: "command-error" | "endless"; readonly message: string }
  | { readonly kind: "crash"; readonly exception: string; readonly message: string };
