import type { Statement } from "../emit/statement.ts";
import type { RevisionGraph, RevisionHeader } from "../graph/revision-graph.ts";
import type { LintConfig } from "../lint/lint-config.ts";
import type { LintResult } from "../lint/lint-migration.ts";
import type { AnalysisConfig, ProjectConfig } from "../project/project-config.ts";
import type { ReadFile } from "./engine.ts";
import type { FileNaming } from "./new-revision/revision-file-name.ts";
import type { SourceFile } from "./source-file.ts";

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
  /** Every file that gets diagnostics: version files of the projects, and open documents that look like migrations. */
  readonly files: readonly SourceFile[];
  /** The first project that holds the file; null for a migration that no project holds. */
  projectOf(file: SourceFile): ProjectSnapshot | null;
  read(file: SourceFile): ReadFile | null;
  statements(file: SourceFile): { readonly upgrade: readonly Statement[]; readonly downgrade: readonly Statement[] };
  lint(file: SourceFile): LintResult;
}

export interface ProjectSnapshot {
  readonly id: string;
  readonly config: ProjectConfig;
  readonly analysis: AnalysisConfig;
  readonly lint: LintConfig;
  /** Sentences about its configuration that the user should see. */
  readonly problems: readonly string[];
  /** Version files that exist, in Alembic's load order. */
  readonly files: readonly SourceFile[];
  readonly headers: readonly RevisionHeader[];
  readonly graph: RevisionGraph;
  /** The file that declares a revision (the one that counts, where two declare it). */
  fileOf(revision: string): SourceFile | undefined;
  /** Text of the project's `script.py.mako`; null when it has none. */
  readonly template: string | null;
  /** Whether a file is named as `file_template` has it; null where most files are not, so that none stands out. */
  readonly fileNaming: FileNaming | null;
  /** Revisions that the database last asked about has; null when it was never asked. */
  readonly applied: ReadonlySet<string> | null;
}
