import type { RenderedBody } from "../emit/render/render-body.ts";
import type { Statement } from "../emit/statement.ts";
import type { HeaderlessFile, RevisionGraph, RevisionHeader } from "../graph/revision-graph.ts";
import type { LintConfig } from "../lint/lint-config.ts";
import type { LintResult } from "../lint/lint-migration.ts";
import type { ProjectFindings } from "../lint/lint-project.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import type { AnalysisConfig, ProjectConfig } from "../project/project-config.ts";
import type { Replay } from "../schema/replay.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import type { ReadFile } from "./engine.ts";
import type { LockPlans } from "./lock-plans.ts";
import type { FileNaming } from "./new-revision/revision-file-name.ts";
import type { SourceFile } from "./source-file.ts";
import type { VersionFacts } from "./version-facts.ts";

/**
 * The workspace at one moment. Immutable; answers are computed when asked and remembered by content, so a second snapshot with the same
 * files costs nothing. Nothing here throws.
 */
export interface Snapshot {
  /** Counts the writes. */
  readonly version: number;
  /** Sorted by id. */
  readonly projects: readonly ProjectSnapshot[];
  project(id: string): ProjectSnapshot | undefined;
  /** The state of a version file of a project, or of an open document. */
  file(path: string): SourceFile | undefined;
  /** Open in an editor: the text is the editor's. */
  isOpen(file: SourceFile): boolean;
  /** The migrations: version files of the projects, and open documents that look like one. */
  readonly files: readonly SourceFile[];
  /** env.py and the configuration file of every project, as far as they could be read. */
  readonly environment: readonly SourceFile[];
  /** Every file that gets diagnostics: `files`, then `environment`. */
  readonly checked: readonly SourceFile[];
  /** What rules about whole projects find in a file; the same object as long as it is the same. */
  projectFindings(file: SourceFile): LintResult;
  /** The first project that holds the file; null for a migration that no project holds. */
  projectOf(file: SourceFile): ProjectSnapshot | null;
  /** `project`: as a file of this one, where several have it and their env.py differ; the first of them when left out. */
  read(file: SourceFile, project?: ProjectSnapshot): ReadFile | null;
  /** The migration as a run with a connection goes through it, which is what a server sees. */
  readOnline(file: SourceFile): MigrationFile | null;
  statements(file: SourceFile): { readonly upgrade: readonly Statement[]; readonly downgrade: readonly Statement[] };
  /** What `alembic … --sql` prints for the file alone. */
  rendered(file: SourceFile): { readonly upgrade: RenderedBody; readonly downgrade: RenderedBody };
  /** What a file is read by: its project's configuration, or what holds for a migration that no project holds. */
  configuration(file: SourceFile): { readonly analysis: AnalysisConfig; readonly versions: VersionFacts };
  lint(file: SourceFile): LintResult;
  readonly lockPlans: LockPlans;
  /** Schemas along the revisions, with its memory; the same for all snapshots of a workspace. */
  readonly replay: Replay;
}

export interface ProjectSnapshot {
  readonly id: string;
  readonly config: ProjectConfig;
  readonly analysis: AnalysisConfig;
  readonly versions: VersionFacts;
  readonly lint: LintConfig;
  /** Sentences about its configuration that the user should see. */
  readonly problems: readonly string[];
  /** Version files that exist, in Alembic's load order. */
  readonly files: readonly SourceFile[];
  /** env.py and the configuration file, as far as they could be read; a file that is a version file, too, is not among them. */
  readonly environment: readonly SourceFile[];
  /** What rules about the project as a whole find, by file. */
  readonly findings: ProjectFindings;
  readonly headers: readonly RevisionHeader[];
  /** Version files that declare no revision, or one that is not known. */
  readonly headerless: readonly HeaderlessFile[];
  readonly graph: RevisionGraph;
  /** The file that declares a revision (the one that counts, where two declare it). */
  fileOf(revision: string): SourceFile | undefined;
  /** Text of the project's `script.py.mako`; null when it has none. */
  readonly template: string | null;
  /** Whether a file is named as `file_template` has it; null where most files are not, so that none stands out. */
  readonly fileNaming: FileNaming | null;
  /** Revisions that the database last asked about has; null when it was never asked. */
  readonly applied: ReadonlySet<string> | null;
  /** A memory of `features/schema-at.ts`: the schemas around revisions that were asked for already. */
  readonly schemas: Map<string, SchemasAround>;
}

export interface SchemasAround {
  readonly before: SchemaState;
  readonly after: SchemaState;
}
