import type { Span } from "../base/span.ts";
import type { Answer } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { RevisionGraph } from "../graph/revision-graph.ts";
import type { ActionOf } from "../locks/action-of.ts";
import type { LockEffect } from "../locks/lock-effect.ts";
import type { TransactionState } from "../locks/transaction.ts";
import type { ConnectionCall } from "../migration/connection-call.ts";
import type { Body, MigrationFile } from "../migration/migration-file.ts";
import type { Directive, Operation } from "../migration/operation.ts";
import type { Action } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { EnvReading } from "../project/env-reading.ts";
import type { IniFile } from "../project/ini.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import type { PyModule } from "../python/syntax.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import type { Applicability, Fix, RevisionWish, Severity } from "./finding.ts";
import type { ProjectFacts } from "./project-facts.ts";
import type { ReplayedSchemas } from "./replayed-schemas.ts";
import type { Suppression } from "./suppressions.ts";

/** Sections of the rule table in docs/rules.md. */
export type RuleGroup =
  | "columns"
  | "constraints"
  | "indexes"
  | "tables"
  | "types"
  | "sql"
  | "transactions"
  | "data"
  | "downgrade"
  | "revisions"
  | "environment"
  | "schema"
  | "style"
  | "suppressions";

/** `from` is the first version that a rule is about, `below` the first one that it is not about any more; `15`, `2.1`, `1.16.0`. */
export interface VersionRange {
  readonly from?: string;
  readonly below?: string;
}

/** The type of an option is the type of its default. */
export interface OptionDefinition {
  readonly default: boolean | number | string | readonly string[];
  readonly description: string;
}

/** One pair of a page: `bad` carries marks (`# ^^^ warning[id]: …`), `good` gives no finding of any recommended rule. Both are run. */
export interface RuleExample {
  readonly title: string;
  readonly bad: string;
  readonly good: string;
  /** Which file the two are: env.py, alembic.ini, or a whole version file. The functions of a migration unless it is said. */
  readonly file?: "env.py" | "alembic.ini" | "revision.py";
  /** Whole texts of the other revisions, where the file is one. */
  readonly revisions?: readonly string[];
  /** TOML of `[tool.limbeck]` under which the example is run. */
  readonly config?: string;
  /** Text of env.py. */
  readonly env?: string;
  /** What an earlier revision did, where the schema counts. */
  readonly before?: string;
}

/** The page of a rule, as Markdown. */
export interface RuleDocs {
  /** One sentence without a full stop. */
  readonly summary: string;
  readonly why: string;
  readonly instead: string;
  /** What the rule does not see, and when it is not sure. */
  readonly limits: string;
  readonly sources: readonly string[];
  readonly examples: readonly RuleExample[];
  /** The same idea elsewhere: `squawk:ban-drop-table`. */
  readonly peers?: readonly string[];
}

export interface RuleMetadata {
  /** Names the bad pattern, in kebab-case; reads well after "ignore". */
  readonly id: string;
  /** Version of Limbeck that brought it. */
  readonly since: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly recommended: boolean;
  /** Databases that it is about; `"any"` for rules about Python and Alembic. */
  readonly dialects: readonly string[] | "any";
  /** The best fix that it offers. */
  readonly fix: Applicability | "none";
  /**
   * In `downgrade()`: rules about a risk are information at most, rules about what will fail keep their severity.
   */
  readonly inDowngrade: "information" | "same";
  readonly options?: Readonly<Record<string, OptionDefinition>>;
  readonly versions?: {
    readonly postgres?: VersionRange;
    readonly sqlalchemy?: VersionRange;
    readonly alembic?: VersionRange;
  };
  readonly docs: RuleDocs;
}

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

export type OperationHandlers = {
  readonly [D in Directive as CamelCase<D>]?: (operation: Operation, ctx: RuleContext) => void;
};

export type ActionHandlers = {
  readonly [K in Action["kind"]]?: (
    action: ActionOf<K> & { readonly kind: K },
    statement: Statement,
    ctx: RuleContext,
  ) => void;
};

export type CallHandlers = {
  readonly [M in ConnectionCall["method"]]?: (call: ConnectionCall, ctx: RuleContext) => void;
};

export interface Rule extends RuleMetadata {
  /** Asked for each operation of that directive, in the order in which they would run. */
  readonly on?: OperationHandlers;
  /** Asked for each action of a statement, whether an operation or SQL text brought it. */
  readonly action?: ActionHandlers;
  /** Asked for each call of that name on a connection, a transaction, a session or the migration context. */
  readonly calls?: CallHandlers;
  /** Asked for each statement of SQL text that PostgreSQL does not accept. */
  readonly syntaxError?: (error: NonNullable<Statement["syntaxError"]>, statement: Statement, ctx: RuleContext) => void;
  /** Asked once a file; `ctx.direction` is "upgrade". */
  readonly file?: (ctx: RuleContext) => void;
  /** Asked once a project. */
  readonly project?: (ctx: ProjectContext) => void;
  /** Asked once a file, after everything else, with all suppression comments and whether they were used. */
  readonly suppressions?: (suppressions: readonly Suppression[], ctx: SuppressionContext) => void;
}

export interface Report {
  readonly at: Span;
  /** What happens; one sentence with a full stop. */
  readonly what: string;
  /** Why it matters, and what to do; whole sentences. */
  readonly why: string;
  /** Why the rule is not sure, as a sentence: the finding is then information at most and says so. */
  readonly doubt?: string | null;
  /** Lowers the severity of this finding. */
  readonly atMost?: Severity;
  /** Further places on whose lines a suppression comment counts. */
  readonly also?: readonly Span[];
  /** Called at once; none for findings whose code is in another file. */
  readonly fixes?: () => readonly Fix[];
  /** A second revision that would clear it, which is made where the project is known: see `RevisionWish`. */
  readonly revision?: () => RevisionWish | null;
}

/** What a rule may ask about the surroundings of the operation or action that it is given. */
export interface RuleContext {
  readonly direction: "upgrade" | "downgrade";
  readonly file: MigrationFile;
  readonly body: Body;
  /** Statements of this direction, and of the other one. */
  readonly statements: readonly Statement[];
  readonly otherStatements: readonly Statement[];
  readonly analysis: AnalysisConfig;
  readonly options: Readonly<Record<string, unknown>>;
  /** What is known of the project as a whole: its driver, how env.py opens the transaction. */
  readonly project: ProjectFacts;
  /** The schema before the first statement of this direction; null: not known. Asked for the first time, it replays the history. */
  readonly schema: SchemaState | null;
  /** The schemas around both directions, with what each sends to the database. */
  readonly schemas: ReplayedSchemas;
  /** The schema just before a statement of this direction; null: not known. */
  schemaAt(statement: Statement): SchemaState | null;
  /** What a statement of this direction locks, the relation that it names first; see `LockEffect`: null means cannot tell, never safe. */
  locks(statement: Statement): readonly LockEffect[];
  /** The transaction in which a statement of this direction runs. */
  transaction(statement: Statement): TransactionState;
  /** Is the version of the project at least this one ("12", "2.1", "1.16.0")? */
  isAtLeast(what: "postgres" | "sqlalchemy" | "alembic", version: string): Answer;
  /** Did this direction of the revision create the relation before the operation or statement in question? */
  createdBefore(relation: QualifiedName): Answer;
  /** Did the other direction of this revision create the relation (and not drop it again)? */
  createdByOtherDirection(relation: QualifiedName): Answer;
  report(report: Report): void;
}

/** A file of the project that is no revision. */
export interface EnvironmentFile {
  readonly path: string;
  /** For a configuration: no statements, but its comments (`project/ini-as-module.ts`). */
  readonly module: PyModule;
}

export interface EnvFile extends EnvironmentFile {
  readonly reading: EnvReading;
}

export interface ConfigurationFile extends EnvironmentFile {
  /** Null for a pyproject.toml. */
  readonly ini: IniFile | null;
  /** The section of the project; `tool.alembic` for pyproject. */
  readonly section: string;
}

/** Version files by the paths that the graph names. A rule is asked again when one that it looked at has changed. */
export interface RevisionFiles {
  get(path: string): MigrationFile | undefined;
}

/** `report.file` says which file a finding of the whole project is in: a revision, env.py, or the configuration. */
export interface ProjectContext {
  readonly graph: RevisionGraph;
  readonly files: RevisionFiles;
  /** env.py; null when the project has none that could be read. */
  readonly env: EnvFile | null;
  /** alembic.ini or pyproject.toml as text. */
  readonly configuration: ConfigurationFile | null;
  readonly project: ProjectFacts;
  readonly analysis: AnalysisConfig;
  readonly options: Readonly<Record<string, unknown>>;
  /** Is the version of the project at least this one ("12", "2.1", "1.16.0")? */
  isAtLeast(what: "postgres" | "sqlalchemy" | "alembic", version: string): Answer;
  report(report: Report & { readonly file: string }): void;
}

export interface SuppressionContext {
  readonly file: EnvironmentFile;
  /** All rules by id, and whether each was asked in this run. */
  readonly rules: ReadonlyMap<string, { readonly asked: boolean }>;
  report(report: Report): void;
}
