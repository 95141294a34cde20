import { renderRange, type ScriptStep } from "../../service/features/render-range.ts";
import { relativePath } from "../../service/file-system.ts";
import { newestVersions } from "../../service/newest-versions.ts";
import type { ExitCode, Io } from "./io.ts";
import { type LoadProjectsOptions, loadProjects } from "./load-projects.ts";
import { projectFailures } from "./project-failures.ts";
import { onlyProject, sentence } from "./resolve.ts";
import { UsageError } from "./usage-error.ts";

export interface SqlOptions extends Pick<LoadProjectsOptions, "io" | "config" | "section" | "versions"> {
  /** As in Alembic; undefined: everything. */
  readonly range: string | undefined;
  readonly direction: "upgrade" | "downgrade";
  readonly format: "text" | "json";
  /** Exit with 1 when a part is not known. */
  readonly strict: boolean;
  /** Every revision on its own, one JSON object a line. */
  readonly each: boolean;
  /** Undefined: as env.py says. */
  readonly transactionPerMigration: boolean | undefined;
  /** Say what each statement locks: as comments in the text, as `locks` in JSON. */
  readonly locks: boolean;
}

/**
 * `limbeck sql`: what `alembic upgrade RANGE --sql` prints, without Python. Exit code 1 with `strict` when a part is not known, 2 with Alembic's own sentence for a
 * range that Alembic refuses.
 */
export async function sql(options: SqlOptions): Promise<ExitCode> {
  const { io, direction, each } = options;
  const range = options.range ?? (direction === "upgrade" ? "base:heads" : "heads:base");
  const { snapshot, projects } = await loadProjects({ ...options, paths: [] });
  const project = onlyProject(projects, options);
  if (projectFailures([project], io)) return 2;
  const { transactionPerMigration } = options;
  const result = renderRange(snapshot, project, {
    range,
    direction,
    each,
    locks: options.locks,
    ...(transactionPerMigration === undefined ? {} : { transactionPerMigration }),
  });
  if (!result.ok) throw new UsageError(sentence(result.failure));
  for (const warning of result.warnings) io.err(`${warning}\n`);
  const { analysis } = project;
  const versions = {
    alembic: analysis.alembic ?? newestVersions.alembic,
    sqlalchemy: analysis.sqlalchemy ?? newestVersions.sqlalchemy,
    postgres: analysis.postgres ?? newestVersions.postgres,
  };
  if (each) {
    for (const step of result.steps) {
      const { revision, complete, items, body } = step;
      io.out(`${JSON.stringify({ revision, file: fileOf(step, io), direction, complete, items, body })}\n`);
    }
  } else if (options.format === "json") {
    const steps = result.steps.map((step) => {
      const { revision, from, to, complete, items } = step;
      return { revision, from, to, file: fileOf(step, io), complete, items };
    });
    io.out(`${JSON.stringify({ range, direction, ...versions, steps, text: result.text }, null, 2)}\n`);
  } else io.out(options.locks ? result.textWithLocks : result.text);
  const complete = each ? result.steps.every((it) => it.complete) : result.complete;
  if (!complete && options.format === "text" && !each) {
    const count = result.steps.filter((it) => !it.complete).length;
    io.err(`Not all of it is known: ${count} of ${result.steps.length} revisions have a gap.\n`);
  }
  return options.strict && !complete ? 1 : 0;
}

function fileOf(step: ScriptStep, io: Io): string | null {
  return step.file === null ? null : relativePath(io.cwd, step.file);
}
