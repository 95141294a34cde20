/*
 * Our own requests between client and server, beside the Language Server Protocol. Documented in docs/protocol.md.
 * Plain data only: this file imports nothing, so that the client can import it.
 */

/** Request, no parameters, answers ProjectInfo[]: every Alembic project of the workspace, sorted by `id`. */
export const projectsRequest = "limbeck/projects";

export interface ProjectInfo {
  /** Stable: configuration file and section. */
  readonly id: string;
  /** For people: the folder relative to the workspace, with the section when it is not "alembic". */
  readonly name: string;
  /** File system path of `alembic.ini` or `pyproject.toml`. */
  readonly configFile: string;
  readonly section: string;
  readonly kind: "alembic" | "flask-migrate" | "env.py only";
  /** Where Alembic must be run. */
  readonly workingDirectory: string;
  readonly scriptLocation: string | null;
  readonly versionLocations: readonly string[];
  readonly envFile: string | null;
  readonly versionTable: string;
  readonly versionTableSchema: string | null;
  /** False when env.py computes them: the two above are then only Alembic's defaults. */
  readonly versionTableKnown: boolean;
  readonly revisionCount: number;
  readonly heads: readonly string[];
  readonly bases: readonly string[];
  /** Sentences about the project as a whole. */
  readonly problems: readonly string[];
}

/** Request, RevisionsParams, answers RevisionsResult: one page of the chain, newest first, in the order of `alembic history`. */
export const revisionsRequest = "limbeck/revisions";

export interface RevisionsParams {
  readonly project: string;
  readonly offset: number;
  /** At most 1,000. */
  readonly limit: number;
}

export interface RevisionsResult {
  readonly total: number;
  readonly revisions: readonly RevisionInfo[];
}

export interface RevisionInfo {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly dependsOn: readonly string[];
  readonly branchLabels: readonly string[];
  /** Branch labels that reach it: its own, and those that descend to it from others. */
  readonly labels: readonly string[];
  /**
   * Which branch it belongs to: the topmost revision of its straight stretch of the history. A stretch ends above a branch point and below a
   * merge point, so the branches beside each other have different ones.
   */
  readonly branch: string;
  /** First paragraph of the docstring, one line. */
  readonly message: string;
  /** As the docstring has it, or null. */
  readonly createDate: string | null;
  readonly uri: string;
  /** Place of the revision variable; both count from 0. */
  readonly line: number;
  readonly character: number;
  readonly isHead: boolean;
  readonly isBase: boolean;
  readonly isBranchPoint: boolean;
  readonly isMergePoint: boolean;
  /** Findings of the file by severity. */
  readonly errors: number;
  readonly warnings: number;
}

/**
 * Request, AppliedParams, answers AppliedResult: which revisions a database with these rows in its version table has.
 * Applied are the rows and all that they descend from or depend on.
 */
export const appliedRequest = "limbeck/applied";

export interface AppliedParams {
  readonly project: string;
  /** Rows of the version table. */
  readonly rows: readonly string[];
}

export interface AppliedResult {
  /** Revision ids that the database has. */
  readonly applied: readonly string[];
  /** In the order in which `alembic upgrade heads` would run them. */
  readonly pending: readonly string[];
  /** Rows that no file has. */
  readonly unknown: readonly string[];
}

/** Request, ResolveParams, answers ResolveResult: what a target expression means, and what would run. Nothing is run. */
export const resolveRequest = "limbeck/resolve";

export interface ResolveParams {
  readonly project: string;
  /** As typed behind the command: `head`, `+2`, `label@base`, `ae1027`. */
  readonly expression: string;
  readonly purpose: "upgrade" | "downgrade" | "stamp" | "history" | "show";
  /** Rows of the version table; none for a database without it. */
  readonly rows: readonly string[];
  /** As with `--sql`: a range is allowed, and the rows do not count. */
  readonly offline?: boolean;
}

export type ResolveResult =
  | {
      readonly ok: true;
      /** What the expression stands for; for history and show the listed revisions in Alembic's order. */
      readonly revisions: readonly string[];
      /** What runs, in order; empty for history and show. */
      readonly steps: readonly ResolvedStep[];
      /** Sentences. */
      readonly warnings: readonly string[];
    }
  /** Alembic's own words for its refusal. */
  | { readonly ok: false; readonly message: string };

export interface ResolvedStep {
  /** Null for a stamp that ends at base. */
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Notification to the client, no parameters: projects, revisions or findings may have changed. Sent at most every 200 ms. */
export const changedNotification = "limbeck/changed";

/** Request, no parameters, answers Statistics: for "Copy Debug Information" and tests. */
export const statisticsRequest = "limbeck/statistics";

export interface Statistics {
  readonly projects: number;
  readonly files: number;
  /** How often each phase ran since the start. */
  readonly parsed: number;
  readonly graphsBuilt: number;
  readonly linted: number;
}

/*
 * From the server to the client, only when the server runs in a web worker, which has no files of its own.
 * Both take `{ uri }` and answer as the service's FileSystem does (service/file-system.ts): DirectoryEntry[] and FileRead.
 */
export const readDirectoryRequest = "limbeck/readDirectory";
export const readFileRequest = "limbeck/readFile";
