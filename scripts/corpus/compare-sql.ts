import { type RenderedBody, renderBody, startRender } from "../../server/src/emit/render/render-body.ts";
import type { MigrationFile } from "../../server/src/migration/migration-file.ts";
import type { AnalysisConfig, NamingConvention } from "../../server/src/project/project-config.ts";
import { relativePath } from "../../server/src/service/file-system.ts";
import type { ProjectSnapshot, Snapshot } from "../../server/src/service/snapshot.ts";
import { unavailableParser } from "../../server/src/service/unavailable-parser.ts";
import { runPython } from "../../server/test/oracle/run-python.ts";
import type { SqlInterpreter } from "./interpreters.ts";
import { sameScript } from "./same-script.ts";

type Direction = "upgrade" | "downgrade";

/** What is known of one direction of one project's migrations under one pair of versions. */
export interface DirectionCount {
  /** Steps that Alembic prints. */
  printed: number;
  /** Of those, what we call complete. */
  complete: number;
  /** Steps that Alembic itself cannot print. */
  refused: number;
  /** Steps that used a stand-in for something that is not installed here. */
  stubbed: number;
}

export interface Gap {
  readonly reason: string;
  /** Steps in which it stands. */
  steps: number;
  /** Steps in which nothing else is missing. */
  alone: number;
  /** Where one of them is. */
  readonly example: string;
}

export type SqlComparison =
  | SqlCounts
  | { readonly ok: false; readonly name: string; readonly versions: string; readonly reason: string };

interface SqlCounts {
  readonly ok: true;
  /** The project, as seen from the folder that was named. */
  readonly name: string;
  readonly versions: string;
  /** Version files. */
  readonly files: number;
  readonly upgrade: DirectionCount;
  readonly downgrade: DirectionCount;
  /** Steps that we call complete and that Alembic prints otherwise, or refuses. */
  readonly differences: readonly string[];
  readonly gaps: ReadonlyMap<string, Gap>;
  /** Why Alembic could not print, with the number of steps. */
  readonly refusals: ReadonlyMap<string, number>;
}

export interface CompareSqlOptions {
  readonly snapshot: Snapshot;
  readonly project: ProjectSnapshot;
  /** The folder that was named; places are shown as seen from it. */
  readonly root: string;
  readonly python: SqlInterpreter;
}

/** What the offline `context.configure()` of a project says. */
interface World {
  readonly literalBinds: boolean;
  readonly paramstyle: string | null;
  readonly driver: string | null;
  readonly versionTableSchema: string | null;
  readonly convention: Readonly<Record<string, string>> | null;
  readonly transactionalDdl: boolean | null;
}

interface Answer {
  readonly steps: readonly {
    readonly file: string;
    readonly direction: Direction;
    readonly worlds: readonly { readonly text?: string; readonly failed?: string }[];
    readonly stubs: readonly string[];
  }[];
}

/**
 * Compares the SQL of every migration of a project, one revision and one direction at a time, with what the real Alembic prints. Where our reading of env.py
 * leaves something open, Alembic prints it in each of the possible ways, and what we call complete must be equal to all.
 */
export function compareSql({ snapshot, project, root, python: interpreter }: CompareSqlOptions): SqlComparison {
  const { config } = project;
  const { python, alembic, sqlalchemy } = interpreter;
  const analysis = sqlalchemy === "1.4" ? withOldDrivers(project.analysis) : project.analysis;
  const name = relativePath(root, config.configFile) + (config.section === "alembic" ? "" : ` [${config.section}]`);
  const versions = `Alembic ${alembic}, SQLAlchemy ${sqlalchemy}`;
  let answer: Answer;
  try {
    answer = ask(python, project, analysis);
  } catch (error) {
    return { ok: false, name, versions, reason: error instanceof Error ? error.message.slice(0, 300) : String(error) };
  }
  const emit = { parser: unavailableParser, config: { ...analysis, alembic, sqlalchemy } };
  const counts = { upgrade: noSteps(), downgrade: noSteps() };
  const differences: string[] = [];
  const gaps = new Map<string, Gap>();
  const refusals = new Map<string, number>();
  for (const step of answer.steps) {
    const file = project.files.find((it) => it.path === step.file);
    const migration = file === undefined ? undefined : snapshot.read(file, project)?.migration;
    if (migration === undefined) continue;
    const count = counts[step.direction];
    const place = `${relativePath(root, step.file)} ${step.direction}`;
    const rendered = render(migration, step.direction, emit);
    const failed = step.worlds.find((it) => it.failed !== undefined)?.failed;
    if (step.stubs.length > 0) {
      count.stubbed++;
      continue;
    }
    if (failed !== undefined) {
      count.refused++;
      const reason = failed.replace(/['"][^'"]*['"]|[0-9a-f]{6,}/g, "…").slice(0, 100);
      refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
      if (rendered.complete && !isOfThisMachine(failed)) differences.push(`${place}: complete here, there ${failed}`);
      continue;
    }
    count.printed++;
    if (!rendered.complete) {
      countGaps(gaps, rendered, place);
      continue;
    }
    count.complete++;
    const other = step.worlds.find((it) => !sameScript(rendered.text, it.text ?? ""));
    if (other !== undefined) differences.push(`${place}:\n${firstDifference(rendered.text, other.text ?? "")}`);
  }
  return {
    ok: true,
    name,
    versions,
    files: project.files.length,
    ...counts,
    differences,
    gaps,
    refusals,
  };
}

/** SQLAlchemy 1.4 has no dialect of psycopg 3: a project of that time would have taken psycopg2. */
function withOldDrivers(analysis: AnalysisConfig): AnalysisConfig {
  const drivers = analysis.drivers.map((it) => (/^psycopg(?:_async)?$/.test(it) ? "psycopg2" : it));
  return { ...analysis, drivers: [...new Set(drivers)] };
}

function ask(python: string, { config, files }: ProjectSnapshot, analysis: AnalysisConfig): Answer {
  return runPython(python, fromOracles, {
    config: config.kind === "alembic" ? config.configFile : null,
    section: config.section,
    workingDirectory: config.workingDirectory,
    prependSysPath: config.prependSysPath,
    scriptLocation: config.scriptLocation,
    files: files.map((it) => it.path),
    worlds: worldsOf(analysis),
  }) as Answer;
}

/** The driver's place as seen from the folder of the other drivers. */
const fromOracles = "../../../scripts/corpus/sql_driver.py";

const noSteps = (): DirectionCount => ({ printed: 0, complete: 0, refused: 0, stubbed: 0 });

/** Failures that say nothing about the migration: what is missing here, and files that are written for other versions. */
function isOfThisMachine(failed: string): boolean {
  return /^cannot be loaded: |^(?:ModuleNotFound|NoSuchModule|Import)Error: |^took too long$|^FileNotFoundError: Can.t open orphan path/.test(
    failed,
  );
}

function render(migration: MigrationFile, direction: Direction, emit: Parameters<typeof startRender>[0]): RenderedBody {
  const rendered = renderBody(migration[direction], startRender(emit));
  return migration.module.errors.length === 0 ? rendered : { ...rendered, complete: false };
}

/** Naming conventions that change every name which a convention can change. */
const everyConvention = {
  ix: "IX_%(table_name)s_%(column_0_name)s",
  uq: "UQ_%(table_name)s_%(column_0_name)s",
  ck: "CK_%(table_name)s_%(constraint_name)s",
  fk: "FK_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
  pk: "PK_%(table_name)s",
};

function worldsOf(analysis: AnalysisConfig): readonly World[] {
  const binds = analysis.literalBinds === null ? [true, false] : [analysis.literalBinds];
  const convention = analysis.offlineNamingConvention ?? analysis.namingConvention;
  const styles =
    analysis.paramstyle === null ? [null, "named"] : [analysis.paramstyle === "default" ? null : analysis.paramstyle];
  const drivers = analysis.drivers.length === 0 ? ["default", "asyncpg", "pg8000"] : analysis.drivers;
  const first = {
    literalBinds: binds[0] ?? true,
    paramstyle: styles[0] ?? null,
    driver: drivers[0] ?? null,
    versionTableSchema: analysis.offlineVersionTableSchema.value,
    convention: templates(convention),
    transactionalDdl: analysis.transactionalDdl,
  };
  // One world for each thing that is open, not one for each combination.
  return [
    first,
    ...binds.slice(1).map((literalBinds) => ({ ...first, literalBinds })),
    ...styles.slice(1).map((paramstyle) => ({ ...first, paramstyle })),
    ...drivers.slice(1).map((driver) => ({ ...first, driver })),
    ...(convention.kind === "unknown" ? [{ ...first, convention: everyConvention }] : []),
  ];
}

function templates(convention: NamingConvention): Readonly<Record<string, string>> | null {
  return convention.kind === "known" ? convention.templates : null;
}

function countGaps(gaps: Map<string, Gap>, rendered: RenderedBody, place: string): void {
  const reasons = new Set(
    rendered.items.flatMap((it) => {
      if (it.kind === "gap") return [`${it.why.reason}: ${it.why.detail}`];
      return it.kind === "statement" && it.onlyIf !== null ? [`only if: ${it.onlyIf.replace(/\s+/g, " ")}`] : [];
    }),
  );
  for (const reason of reasons) {
    const gap = gaps.get(reason) ?? { reason, steps: 0, alone: 0, example: place };
    gap.steps++;
    if (reasons.size === 1) gap.alone++;
    gaps.set(reason, gap);
  }
}

const shownLines = 4;

/** The first lines in which two scripts differ. */
function firstDifference(ours: string, theirs: string): string {
  const [a, b] = [ours.split("\n"), theirs.split("\n")];
  const at = a.findIndex((line, index) => line !== b[index]);
  const start = Math.max(0, at < 0 ? a.length : at);
  const show = (lines: readonly string[], mark: string): string[] =>
    lines.slice(start, start + shownLines).map((it) => `    ${mark} ${it}`);
  return [...show(a, "here "), ...show(b, "there")].join("\n");
}
