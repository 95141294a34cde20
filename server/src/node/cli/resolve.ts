import { resolveTarget, type TargetRequest } from "../../graph/resolve-target.ts";
import type { AlembicFailure } from "../../graph/revision-graph.ts";
import { relativePath } from "../../service/file-system.ts";
import type { ProjectSnapshot } from "../../service/snapshot.ts";
import type { ExitCode } from "./io.ts";
import { type LoadProjectsOptions, loadProjects } from "./load-projects.ts";
import { projectFailures } from "./project-failures.ts";
import { UsageError } from "./usage-error.ts";

export interface ResolveOptions extends Pick<LoadProjectsOptions, "io" | "config" | "section"> {
  readonly expression: string;
  readonly purpose: TargetRequest["purpose"];
  /** The rows of `alembic_version`; undefined when the user names none: an empty table, and a range may take its place. */
  readonly current: readonly string[] | undefined;
}

/**
 * `limbeck resolve`: what a target expression means, as JSON on `out`. Exit code 2, with Alembic's own sentence on `err`, for an expression
 * that Alembic rejects. A range `A:B` for upgrade, downgrade or stamp is read as with `--sql`, where A takes the place of the rows;
 * with rows given it is refused, as Alembic does online.
 */
export async function resolve(options: ResolveOptions): Promise<ExitCode> {
  const { io, expression, purpose, current = [] } = options;
  const { projects } = await loadProjects({ ...options, paths: [], versions: {} });
  const project = onlyProject(projects, options);
  if (projectFailures([project], io)) return 2;
  const offline = options.current === undefined && expression.includes(":");
  const result = resolveTarget(project.graph, { expression, purpose, current, offline });
  if (!result.ok) throw new UsageError(sentence(result.failure));
  for (const warning of result.warnings) io.err(`${warning}\n`);
  const steps = result.steps.map(({ revision, direction, from, to }) => ({ revision, direction, from, to }));
  io.out(`${JSON.stringify({ expression, for: purpose, current, revisions: result.revisions, steps }, null, 2)}\n`);
  return 0;
}

/** The project that Alembic itself would take, in the current folder or of the file of `-c`; else the only one. */
export function onlyProject(
  projects: readonly ProjectSnapshot[],
  options: Pick<LoadProjectsOptions, "io" | "config" | "section">,
): ProjectSnapshot {
  const { io, section } = options;
  const here = projects.filter(
    ({ config }) =>
      (config.section === (section ?? "alembic") || config.section === "tool.alembic") &&
      ((options.config ?? io.alembicConfig ?? "") !== "" ||
        [`${io.cwd}/alembic.ini`, `${io.cwd}/pyproject.toml`].includes(config.configFile)),
  );
  const [project, other] = here.length > 0 ? here : projects;
  if (project === undefined) throw new UsageError("No Alembic project was found below the current folder.");
  if (here.length === 0 && other !== undefined) {
    const list = projects.map(({ config }) => {
      const file = `  -c ${relativePath(io.cwd, config.configFile)}`;
      return config.section === "alembic" || config.section === "tool.alembic" ? file : `${file} -n ${config.section}`;
    });
    throw new UsageError(`There are several Alembic projects; say which one:\n${list.join("\n")}`);
  }
  return project;
}

/** Alembic's sentence; for an exception that escapes from Alembic the last line of its traceback. */
export function sentence(failure: AlembicFailure): string {
  if (failure.kind !== "crash") return failure.message;
  return failure.message === "" ? failure.exception : `${failure.exception}: ${failure.message}`;
}
