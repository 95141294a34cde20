/*
 * Our own requests between client and server, beside the Language Server Protocol. Documented in docs/protocol.md.
 * Plain data only: this file imports nothing, so that the client can import it.
 */

/** `experimental.limbeck` of the client's capabilities. */
export interface LimbeckCapabilities {
  /** Commands of the client that code actions may name, because they need a running Alembic. */
  readonly commands: readonly string[];
}

/** Command of the client, MergeHeadsArgument: makes a revision with these heads as parents by calling `alembic merge`. */
export const mergeHeadsCommand = "limbeck.mergeHeads";

export interface MergeHeadsArgument {
  /** Id of the project. */
  readonly project: string;
  readonly revisions: readonly string[];
}

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
  /** Which line of the history it lies on: the oldest revision of that line. Decided from the whole chain, so it is the same on every page. */
  readonly branch: string;
  /** Whether that is the main line, which is the longest way through the history; the others are branches beside it. */
  readonly onMainLine: boolean;
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

/** A range of a text: lines and UTF-16 characters from 0, the end excluded. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/**
 * Request, PreviewParams, answers PreviewResult: the SQL of a migration as it stands in the editor, as a document with comments on places, locks and
 * gaps. Nothing is run. Null when the file is neither a version file nor an open migration.
 */
export const previewRequest = "limbeck/preview";

export interface PreviewParams {
  readonly uri: string;
  readonly direction: "upgrade" | "downgrade";
  /**
   * `revision`: the file's revision alone. `to here`: from what the database has to the revision. `all`: everything that is pending, or downgrading
   * everything that is applied. An object: as behind Alembic's command with `--sql`.
   */
  readonly scope: "revision" | "to here" | "all" | { readonly range: string };
  /** Rows of the version table; null when no database was asked: the answer then says what it takes instead. */
  readonly rows: readonly string[] | null;
}

export interface PreviewResult {
  /** Of the document that it was made from; null when it is not open. */
  readonly version: number | null;
  readonly text: string;
  /** The script alone, as `alembic … --sql` prints it where nothing is missing. */
  readonly sql: string;
  /** No gap, and nothing that depends on a condition that is not known. */
  readonly complete: boolean;
  /** The revisions that run, in order. */
  readonly revisions: readonly string[];
  /** For people: `3 statements`, `1 gap`, `ACCESS EXCLUSIVE on users`. */
  readonly summary: readonly string[];
  /** Statements and gaps, in order. */
  readonly blocks: readonly PreviewBlock[];
}

export interface PreviewBlock {
  readonly kind: "statement" | "gap";
  /** In the text, comments included. */
  readonly range: TextRange;
  /** The words of the text that name the place, to be shown as a link. */
  readonly link: TextRange | null;
  /** The migration that it comes from. */
  readonly uri: string;
  /** Where in it, innermost first: the operation, and the calls of the functions that hold it. Empty when it stands in another file. */
  readonly places: readonly TextRange[];
}

/** Notification to the server, SurroundingsParams: what the client has learnt by asking the database or the interpreter. It counts where the team states no version. */
export const surroundingsNotification = "limbeck/surroundings";

export interface SurroundingsParams {
  readonly project: string;
  /** The major version of the server; `from` is how people call the database. */
  readonly postgres?: { readonly major: number; readonly from: string };
  /** Versions in the interpreter that runs Alembic; `from` says whose it is. */
  readonly libraries?: { readonly alembic: string; readonly sqlalchemy: string; readonly from: string };
}

/** Request, CompareParams, answers CompareResult: where a script of Alembic (`--sql`) differs from ours of the same range. Null when the range is refused here. */
export const compareRequest = "limbeck/compare";

export interface CompareParams {
  readonly project: string;
  readonly direction: "upgrade" | "downgrade";
  /** As behind Alembic's command: `a1:heads`. */
  readonly range: string;
  /** What Alembic printed. */
  readonly script: string;
}

export interface CompareResult {
  /** Our script, gaps as comments. */
  readonly ours: string;
  /** Where they differ, migration by migration, with the line (from 1) of Alembic's script; `revision` is null outside of all. */
  readonly differences: readonly { readonly revision: string | null; readonly line: number }[];
  /** Revisions that were not compared, because ours has a gap there. */
  readonly incomplete: readonly string[];
}

/** Request, SchemaParams, answers SchemaResult: the schemas around a revision as SQL, with what is not certain as comments. Null when the project has no such revision. */
export const schemaRequest = "limbeck/schema";

export interface SchemaParams {
  readonly project: string;
  readonly revision: string;
}

export interface SchemaResult {
  /** After all that the revision descends from or depends on. */
  readonly before: string;
  readonly after: string;
}

/** Request, `{ uri }`, answers BodySummary[]: what `upgrade()` and `downgrade()` of a migration come to, for code lenses. */
export const bodiesRequest = "limbeck/bodies";

export interface BodySummary {
  readonly direction: "upgrade" | "downgrade";
  /** Line of the function's name, from 0. */
  readonly line: number;
  /** `3 statements`, `1 gap`, `ACCESS EXCLUSIVE on users`. */
  readonly summary: readonly string[];
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
