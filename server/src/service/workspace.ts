import { emitBody } from "../emit/emit-body.ts";
import type { Statement } from "../emit/statement.ts";
import { defaultLintConfig, type LintConfig } from "../lint/lint-config.ts";
import { type LintResult, lintMigration } from "../lint/lint-migration.ts";
import { readLintConfig } from "../lint/read-lint-config.ts";
import type { SqlParser } from "../postgres/sql-parser.ts";
import { defaultAnalysisConfig } from "../project/default-analysis-config.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { type Counters, createEngine, type ReadFile } from "./engine.ts";
import type { FileRead } from "./file-system.ts";
import { followsFileTemplate } from "./follows-file-template.ts";
import { createModuleSources, type ModuleSources } from "./module-sources.ts";
import { type FileNaming, fileNaming } from "./new-revision/revision-file-name.ts";
import { modulePlaces, type ProjectSource, projectId } from "./project-source.ts";
import type { LintOverride, Settings } from "./settings.ts";
import type { ProjectSnapshot, Snapshot } from "./snapshot.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";
import { isVersionFile } from "./version-files.ts";

/** What the edge must hand in before anything can be analysed. */
export interface WorkspaceEdge {
  readonly parser: SqlParser;
}

/**
 * Everything that is known of the files, written by one writer. Writes are cheap: they only remember. The work is done when a snapshot is
 * asked, and is kept by content.
 */
export interface Workspace {
  snapshot(): Snapshot;
  /** Replaces all projects. Files of projects that are gone are forgotten. */
  setProjects(projects: readonly ProjectSource[]): void;
  /** What `setProjects` was given last. */
  sources(): readonly ProjectSource[];
  /** Keeps only some of the projects. */
  keepSources(accept: (source: ProjectSource) => boolean): void;
  /** What the disk says; `missing` forgets the file. */
  setFile(path: string, content: FileRead): void;
  /** What an editor says, which hides the disk; null when it closed the document. */
  setDocument(path: string, text: string | null): void;
  setSettings(settings: Settings): void;
  /** What a database has; see `ProjectSnapshot.applied`. */
  setApplied(project: string, applied: ReadonlySet<string> | null): void;
  readonly modules: ModuleSources;
  readonly counters: Readonly<Counters>;
}

interface ProjectState {
  readonly id: string;
  readonly source: ProjectSource;
  readonly roots: readonly string[];
  readonly analysis: AnalysisConfig;
  readonly lint: LintConfig;
  readonly problems: readonly string[];
  /** `file_template`, read once. */
  readonly naming: FileNaming | null;
}

interface Loose {
  readonly analysis: AnalysisConfig;
  readonly lint: LintConfig;
}

interface LintMemo {
  readonly read: ReadFile;
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  readonly statements: { readonly upgrade: readonly Statement[]; readonly downgrade: readonly Statement[] };
  result: LintResult | null;
}

const noFindings: LintResult = { findings: [], suppressed: [] };
const noStatements: LintMemo["statements"] = { upgrade: [], downgrade: [] };
const noRoots: readonly string[] = [];

export function createWorkspace(edge: WorkspaceEdge, options: { readonly override?: LintOverride } = {}): Workspace {
  const modules = createModuleSources();
  const engine = createEngine(modules);
  const onDisk = new Map<string, FileRead>();
  const documents = new Map<string, string>();
  const states = new Map<string, SourceFile>();
  const applied = new Map<string, ReadonlySet<string> | null>();
  const lintMemos = new WeakMap<SourceFile, LintMemo>();
  let sources: readonly ProjectSource[] = [];
  let settings: Settings = {};
  let projects: readonly ProjectState[] = [];
  let loose: Loose = { analysis: defaultAnalysisConfig, lint: defaultLintConfig };
  let version = 0;
  let current: Snapshot | null = null;
  /** The state of the modules that `current` was taken with: what files import can change the headers that it remembers. */
  let modulesThen = modules.generation;

  const wrote = (): void => {
    version++;
    current = null;
  };

  const configure = (): void => {
    const withOverride = (config: LintConfig): LintConfig =>
      options.override === undefined
        ? config
        : { ...config, only: options.override.only, ignore: [...config.ignore, ...options.override.ignore] };
    projects = sources.map((source) => {
      const { config, problems } = readLintConfig({ table: source.limbeck ?? undefined, settings });
      return {
        id: projectId(source.config),
        source,
        roots: modulePlaces(source.config),
        analysis: withVersions(source.analysis, config),
        lint: withOverride(config),
        naming: fileNaming(source.config.fileTemplate),
        problems: [...source.config.problems, ...source.analysis.problems, ...problems].map((it) => it.message),
      };
    });
    const { config } = readLintConfig({ settings });
    loose = { analysis: withVersions(defaultAnalysisConfig, config), lint: withOverride(config) };
    wrote();
  };

  const update = (path: string): void => {
    const text = documents.get(path);
    const content: FileRead | undefined =
      text === undefined ? onDisk.get(path) : { ok: true, text, byteOrderMark: false };
    const before = states.get(path);
    if (content === undefined) {
      states.delete(path);
      return;
    }
    if (before !== undefined && sameContent(before.content, content)) return;
    const previousHeader = before === undefined ? null : (engine.remembered(before)?.header ?? before.previousHeader);
    states.set(path, sourceFile({ path, content, previousHeader }));
  };

  const statementsOf = (file: SourceFile, read: ReadFile, analysis: AnalysisConfig, config: LintConfig): LintMemo => {
    const memo = lintMemos.get(file);
    if (memo !== undefined && memo.read === read && memo.analysis === analysis && memo.config === config) return memo;
    const context = { parser: edge.parser, config: analysis };
    const fresh: LintMemo = {
      read,
      analysis,
      config,
      statements: {
        upgrade: emitBody(read.migration.upgrade, context),
        downgrade: emitBody(read.migration.downgrade, context),
      },
      result: null,
    };
    lintMemos.set(file, fresh);
    return fresh;
  };

  const takeSnapshot = (): Snapshot => {
    const files = new Map(states);
    const open = new Set(documents.keys());
    const states_ = projects;
    const owners = new Map<string, ProjectState>();
    for (const project of states_) {
      for (const path of pathsOf(project, files, open)) if (!owners.has(path)) owners.set(path, project);
    }
    const looseNow = loose;
    const read = (file: SourceFile): ReadFile | null => engine.read(file, owners.get(file.path)?.roots ?? noRoots);
    const memoOf = (file: SourceFile): LintMemo | null => {
      const owner = owners.get(file.path) ?? looseNow;
      const result = read(file);
      return result === null ? null : statementsOf(file, result, owner.analysis, owner.lint);
    };
    const projectSnapshots = states_.map((state) =>
      projectSnapshot(state, {
        files: pathsOf(state, files, open).flatMap((path) => files.get(path) ?? []),
        read,
        graph: (headers) => engine.graph(state.id, headers),
        applied: applied.get(state.id) ?? null,
      }),
    );
    const byId = new Map(projectSnapshots.map((it) => [it.id, it]));
    const lintable = [
      ...[...owners.keys()].flatMap((path) => files.get(path) ?? []),
      ...[...open]
        .filter((path) => !owners.has(path))
        .flatMap((path) => files.get(path) ?? [])
        .filter((it) => looksLikeMigration(it.text)),
    ];
    return {
      version,
      projects: projectSnapshots,
      project: (id) => byId.get(id),
      file: (path) => files.get(path),
      isOpen: (file) => open.has(file.path),
      files: lintable,
      projectOf: (file) => byId.get(owners.get(file.path)?.id ?? "") ?? null,
      read,
      statements: (file) => memoOf(file)?.statements ?? noStatements,
      lint(file) {
        const memo = memoOf(file);
        if (memo === null) return noFindings;
        if (memo.result === null) {
          engine.counters.linted++;
          memo.result = lintMigration({
            file: memo.read.migration,
            ...memo.statements,
            analysis: memo.analysis,
            config: memo.config,
          });
        }
        return memo.result;
      },
    };
  };

  const setProjects = (next: readonly ProjectSource[]): void => {
    sources = [...next].sort((a, b) => (projectId(a.config) < projectId(b.config) ? -1 : 1));
    const kept = new Set(sources.flatMap((it) => it.files));
    for (const path of [...onDisk.keys()]) {
      if (kept.has(path)) continue;
      onDisk.delete(path);
      update(path);
    }
    engine.keepProjects(new Set(sources.map((it) => projectId(it.config))));
    configure();
  };

  return {
    snapshot() {
      if (modulesThen !== modules.generation) {
        modulesThen = modules.generation;
        wrote();
      }
      current ??= takeSnapshot();
      return current;
    },
    setProjects,
    sources: () => sources,
    keepSources: (accept) => setProjects(sources.filter(accept)),
    setFile(path, content) {
      if (!content.ok && content.reason === "missing") onDisk.delete(path);
      else onDisk.set(path, content);
      update(path);
      wrote();
    },
    setDocument(path, text) {
      if (text === null) documents.delete(path);
      else documents.set(path, text);
      update(path);
      wrote();
    },
    setSettings(next) {
      settings = next;
      configure();
    },
    setApplied(project, revisions) {
      applied.set(project, revisions);
      wrote();
    },
    modules,
    counters: engine.counters,
  };
}

interface ProjectParts {
  readonly files: readonly SourceFile[];
  readonly read: (file: SourceFile) => ReadFile | null;
  readonly graph: (headers: ProjectSnapshot["headers"]) => ProjectSnapshot["graph"];
  readonly applied: ReadonlySet<string> | null;
}

function projectSnapshot(state: ProjectState, parts: ProjectParts): ProjectSnapshot {
  let headers: ProjectSnapshot["headers"] | undefined;
  let graph: ProjectSnapshot["graph"] | undefined;
  let byPath: ReadonlyMap<string, SourceFile> | undefined;
  let naming: FileNaming | null | undefined;
  const snapshot: ProjectSnapshot = {
    id: state.id,
    config: state.source.config,
    analysis: state.analysis,
    lint: state.lint,
    problems: state.problems,
    files: parts.files,
    get headers() {
      headers ??= parts.files.flatMap((it) => parts.read(it)?.header ?? []);
      return headers;
    },
    get graph() {
      graph ??= parts.graph(snapshot.headers);
      return graph;
    },
    fileOf(revision) {
      byPath ??= new Map(parts.files.map((it) => [it.path, it]));
      const path = snapshot.graph.revisions.get(revision)?.file;
      return path === undefined ? undefined : byPath.get(path);
    },
    template: state.source.template,
    get fileNaming() {
      if (naming === undefined) {
        naming = state.naming !== null && followsFileTemplate(state.naming, snapshot.headers) ? state.naming : null;
      }
      return naming;
    },
    applied: parts.applied,
  };
  return snapshot;
}

/** The version files of a project; new documents that are not on the disk yet stand at the end. */
function pathsOf(
  state: ProjectState,
  files: ReadonlyMap<string, SourceFile>,
  open: ReadonlySet<string>,
): readonly string[] {
  const listed = state.source.files.filter((it) => files.has(it));
  const known = new Set(listed);
  return [...listed, ...[...open].filter((it) => !known.has(it) && isVersionFile(state.source.config, it))];
}

/** A version that the team states wins over one that was detected. */
function withVersions(analysis: AnalysisConfig, config: LintConfig): AnalysisConfig {
  const { alembic, sqlalchemy, postgres } = config.versions;
  return {
    ...analysis,
    alembic: alembic ?? analysis.alembic,
    sqlalchemy: sqlalchemy ?? analysis.sqlalchemy,
    postgres: postgres ?? analysis.postgres,
  };
}

function sameContent(a: FileRead, b: FileRead): boolean {
  return a.ok ? b.ok && a.text === b.text : !b.ok && a.message === b.message;
}

/** For open files outside of every project: they import `op`. */
function looksLikeMigration(text: string): boolean {
  return /^[ \t]*(?:from[ \t]+alembic[ \t]+import[ \t]+(?:[^#\n]*\bop\b|\([^)]*\bop\b)|(?:from|import)[ \t]+alembic\.op\b)/m.test(
    text,
  );
}
