import { emitBody } from "../emit/emit-body.ts";
import type { EmitContext } from "../emit/emit-context.ts";
import { type RenderedBody, renderBody, startRender } from "../emit/render/render-body.ts";
import type { Statement } from "../emit/statement.ts";
import { createChooseRules } from "../lint/choose-rules.ts";
import { defaultLintConfig, type LintConfig } from "../lint/lint-config.ts";
import { type LintResult, lintMigration } from "../lint/lint-migration.ts";
import { noProjectFacts, readProjectFacts } from "../lint/project-facts.ts";
import { readLintConfig } from "../lint/read-lint-config.ts";
import type { ReplayedSchemas } from "../lint/replayed-schemas.ts";
import type { SqlParser } from "../postgres/sql-parser.ts";
import { defaultAnalysisConfig } from "../project/default-analysis-config.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { createReplay } from "../schema/replay.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import { type Counters, createEngine, type ReadFile, type ReadingPlace } from "./engine.ts";
import { createEnvironmentLint, environmentOf, environmentTexts } from "./environment-lint.ts";
import { schemaAfter, schemaBefore, stepOf } from "./features/schema-at.ts";
import type { FileRead } from "./file-system.ts";
import { createLockPlans } from "./lock-plans.ts";
import { createModuleSources, type ModuleSources } from "./module-sources.ts";
import { fileNaming } from "./new-revision/revision-file-name.ts";
import { findingsOfFile } from "./project-findings.ts";
import { type ProjectState, pathsOf, projectSnapshot } from "./project-snapshot.ts";
import { type ProjectSource, projectId } from "./project-source.ts";
import { readableBody } from "./readable-body.ts";
import type { LintOverride, Settings } from "./settings.ts";
import type { ProjectSnapshot, Snapshot } from "./snapshot.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";
import { type Surroundings, type VersionFacts, versionFacts, withVersions } from "./version-facts.ts";

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
  /** Adds what was learnt of a project's server or interpreter; it counts where the team states no version. True when it is news. */
  setSurroundings(project: string, learnt: Surroundings): boolean;
  readonly modules: ModuleSources;
  readonly counters: Readonly<Counters>;
}

interface Loose {
  readonly analysis: AnalysisConfig;
  readonly versions: VersionFacts;
  readonly lint: LintConfig;
}

interface LintMemo {
  readonly read: ReadFile;
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  /** Null until somebody asks: the script needs none. */
  statements: BothStatements | null;
  rendered: Rendered | null;
  result: LintResult | null;
  /** The schemas that rules asked for, which the result depends on too. */
  schemas: ReadonlyMap<Direction, SchemaState | null>;
}

type Direction = "upgrade" | "downgrade";

interface BothStatements {
  readonly upgrade: readonly Statement[];
  readonly downgrade: readonly Statement[];
}

interface Rendered {
  readonly upgrade: RenderedBody;
  readonly downgrade: RenderedBody;
}

const nothing: RenderedBody = { items: [], complete: false, standsAlone: false, text: "" };
const unread: Rendered = { upgrade: nothing, downgrade: nothing };
const noFindings: LintResult = { findings: [], suppressed: [] };
const noStatements: BothStatements = { upgrade: [], downgrade: [] };
const nowhere: ReadingPlace = { roots: [], environment: { versionTableSchema: { known: false, value: null } } };

export function createWorkspace(edge: WorkspaceEdge, options: { readonly override?: LintOverride } = {}): Workspace {
  const modules = createModuleSources();
  const engine = createEngine(modules);
  const replay = createReplay(edge.parser);
  const lockPlans = createLockPlans();
  const chooseRules = createChooseRules();
  const environmentLint = createEnvironmentLint(modules);
  const onDisk = new Map<string, FileRead>();
  const documents = new Map<string, string>();
  const states = new Map<string, SourceFile>();
  const applied = new Map<string, ReadonlySet<string> | null>();
  const lintMemos = new WeakMap<SourceFile, LintMemo>();
  let sources: readonly ProjectSource[] = [];
  let settings: Settings = {};
  let projects: readonly ProjectState[] = [];
  const surroundings = new Map<string, Surroundings>();
  const looseWith = (lint: LintConfig): Loose => {
    const analysis = withVersions(defaultAnalysisConfig, lint.versions, {});
    return { analysis, versions: versionFacts(null, analysis, { stated: lint.versions, surroundings: {} }), lint };
  };
  let loose: Loose = looseWith(defaultLintConfig);
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
      const id = projectId(source.config);
      const around = surroundings.get(id) ?? {};
      const analysis = withVersions(source.analysis, config.versions, around);
      return {
        id,
        source,
        place: {
          roots: source.moduleRoots,
          environment: { versionTableSchema: source.analysis.offlineVersionTableSchema },
        },
        analysis,
        versions: versionFacts(source, analysis, { stated: config.versions, surroundings: around }),
        lint: withOverride(config),
        facts: readProjectFacts({ env: source.texts?.env ?? null, databaseUrl: source.config.databaseUrl }),
        naming: fileNaming(source.config.fileTemplate),
        problems: [...source.config.problems, ...source.listing, ...source.analysis.problems, ...problems].map(
          (it) => it.message,
        ),
      };
    });
    const { config } = readLintConfig({ settings });
    loose = looseWith(withOverride(config));
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

  const remembered = (file: SourceFile, read: ReadFile, analysis: AnalysisConfig, config: LintConfig): LintMemo => {
    const memo = lintMemos.get(file);
    if (memo !== undefined && memo.read === read && memo.analysis === analysis && memo.config === config) return memo;
    const fresh: LintMemo = {
      read,
      analysis,
      config,
      statements: null,
      rendered: null,
      result: null,
      schemas: new Map(),
    };
    lintMemos.set(file, fresh);
    return fresh;
  };

  const statementsOf = (memo: LintMemo): BothStatements => {
    const context = { parser: edge.parser, config: memo.analysis };
    const { upgrade, downgrade } = memo.read.migration;
    memo.statements ??= { upgrade: emitBody(upgrade, context), downgrade: emitBody(downgrade, context) };
    return memo.statements;
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
    const places = new Map(states_.map((it) => [it.id, it.place]));
    const read = (file: SourceFile, project?: ProjectSnapshot): ReadFile | null =>
      engine.read(file, places.get(project?.id ?? "") ?? owners.get(file.path)?.place ?? nowhere);
    const memoOf = (file: SourceFile): LintMemo | null => {
      const owner = owners.get(file.path) ?? looseNow;
      const result = read(file);
      return result === null ? null : remembered(file, result, owner.analysis, owner.lint);
    };
    const projectSnapshots = states_.map((state) =>
      projectSnapshot(state, {
        files: pathsOf(state, files, open).flatMap((path) => files.get(path) ?? []),
        read,
        graph: (headers, headerless) => engine.graph(state.id, headers, headerless),
        applied: applied.get(state.id) ?? null,
        environment: environmentOf(state, files).filter((it) => !owners.has(it.path)),
        lint: (graph) =>
          environmentLint.findings(state, graph, {
            file: (path) => files.get(path),
            migration: (path) => {
              const file = files.get(path);
              return file === undefined ? undefined : read(file)?.migration;
            },
          }),
      }),
    );
    const byId = new Map(projectSnapshots.map((it) => [it.id, it]));
    const environment = [...new Set(projectSnapshots.flatMap((it) => it.environment))];
    const ofProjects = new Set(environment.map((it) => it.path));
    const lintable = [
      ...[...owners.keys()].flatMap((path) => files.get(path) ?? []),
      ...[...open]
        .filter((path) => !owners.has(path) && !ofProjects.has(path))
        .flatMap((path) => files.get(path) ?? [])
        .filter((it) => looksLikeMigration(it.text)),
    ];
    const snapshot: Snapshot = {
      version,
      projects: projectSnapshots,
      project: (id) => byId.get(id),
      file: (path) => files.get(path),
      isOpen: (file) => open.has(file.path),
      files: lintable,
      environment,
      checked: [...lintable, ...environment],
      projectFindings: (file) => findingsOfFile(projectSnapshots, file.path),
      projectOf: (file) => byId.get(owners.get(file.path)?.id ?? "") ?? null,
      read,
      readOnline: (file) => engine.readOnline(file, owners.get(file.path)?.place ?? nowhere),
      statements(file) {
        const memo = memoOf(file);
        return memo === null ? noStatements : statementsOf(memo);
      },
      rendered(file) {
        const memo = memoOf(file);
        if (memo === null) return unread;
        memo.rendered ??= renderBoth(memo.read, { parser: edge.parser, config: memo.analysis });
        return memo.rendered;
      },
      replay,
      lockPlans,
      configuration: (file) => owners.get(file.path) ?? looseNow,
      lint(file) {
        const memo = memoOf(file);
        if (memo === null) return noFindings;
        const schemaOf = (direction: Direction): SchemaState | null => schemaFor(snapshot, file, direction);
        const isStale = [...memo.schemas].some(([direction, schema]) => schemaOf(direction) !== schema);
        if (memo.result === null || isStale) {
          engine.counters.linted++;
          const schemas = new Map<Direction, SchemaState | null>();
          memo.schemas = schemas;
          memo.result = lintMigration({
            file: memo.read.migration,
            ...statementsOf(memo),
            analysis: memo.analysis,
            config: memo.config,
            choose: chooseRules,
            project: owners.get(file.path)?.facts ?? noProjectFacts,
            schemas: replayedSchemas(snapshot, file, (direction) => {
              if (!schemas.has(direction)) schemas.set(direction, schemaOf(direction));
              return schemas.get(direction) ?? null;
            }),
          });
        }
        return memo.result;
      },
    };
    return snapshot;
  };

  const setProjects = (next: readonly ProjectSource[]): void => {
    sources = [...next].sort((a, b) => (projectId(a.config) < projectId(b.config) ? -1 : 1));
    const kept = new Set(sources.flatMap((it) => [...it.files, ...environmentTexts(it).map(({ path }) => path)]));
    for (const path of [...onDisk.keys()]) {
      if (kept.has(path)) continue;
      onDisk.delete(path);
      update(path);
    }
    for (const { path, text } of sources.flatMap(environmentTexts)) {
      onDisk.set(path, { ok: true, text, byteOrderMark: false });
      update(path);
    }
    const ids = new Set(sources.map((it) => projectId(it.config)));
    engine.keepProjects(ids);
    environmentLint.keepProjects(ids);
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
    setSurroundings(project, learnt) {
      const before = surroundings.get(project) ?? {};
      const now = { ...before, ...learnt };
      if (JSON.stringify(now) === JSON.stringify(before)) return false;
      surroundings.set(project, now);
      configure();
      return true;
    },
    modules,
    counters: engine.counters,
  };
}

/** The schema before a direction of a file runs; null for a file that is not the one of its revision. */
function schemaFor(snapshot: Snapshot, file: SourceFile, direction: Direction): SchemaState | null {
  const project = snapshot.projectOf(file);
  const revision = snapshot.read(file)?.header?.revision;
  if (project === null || revision === undefined || project.fileOf(revision)?.path !== file.path) return null;
  return (direction === "upgrade" ? schemaBefore : schemaAfter)(snapshot, project, revision);
}

/** The schemas around a file; `before` remembers what was asked. */
function replayedSchemas(
  snapshot: Snapshot,
  file: SourceFile,
  before: (direction: Direction) => SchemaState | null,
): ReplayedSchemas {
  const around = (direction: Direction) => {
    const project = snapshot.projectOf(file);
    const revision = snapshot.read(file)?.header?.revision;
    const schema = before(direction);
    if (schema === null || project === null || revision === undefined) return null;
    return { schema, config: project.analysis, step: stepOf(snapshot, project, revision, direction) };
  };
  return {
    before,
    after(direction) {
      if (direction === "upgrade") return before("downgrade");
      const it = around(direction);
      return it === null ? null : snapshot.replay.apply(it.config, it.step, it.schema);
    },
    steps(direction) {
      const it = around(direction);
      return it === null ? [] : snapshot.replay.steps(it.config, it.step, it.schema);
    },
  };
}

/** Each when it is asked for: a script goes in one direction. */
function renderBoth({ migration }: ReadFile, emit: EmitContext): Rendered {
  const known = new Map<Direction, RenderedBody>();
  const one = (direction: Direction): RenderedBody => {
    const body = known.get(direction) ?? renderBody(readableBody(migration, direction), startRender(emit));
    known.set(direction, body);
    return body;
  };
  return {
    get upgrade() {
      return one("upgrade");
    },
    get downgrade() {
      return one("downgrade");
    },
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
