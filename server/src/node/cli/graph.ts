import { dotText } from "../../graph/dot.ts";
import { mermaidText } from "../../graph/mermaid.ts";
import { historyText } from "../../graph/text-format.ts";
import { graphProblemPlace } from "../../service/features/diagnostics.ts";
import { projectName } from "../../service/features/project-name.ts";
import { oneLine } from "../../service/features/revisions.ts";
import { relativePath } from "../../service/file-system.ts";
import type { ProjectSnapshot, Snapshot } from "../../service/snapshot.ts";
import type { ExitCode, Io } from "./io.ts";
import { type LoadProjectsOptions, loadProjects } from "./load-projects.ts";
import { projectFailures } from "./project-failures.ts";

export interface GraphOptions extends Pick<LoadProjectsOptions, "io" | "config" | "section"> {
  readonly format: GraphFormat;
}

export type GraphFormat = (typeof graphFormats)[number];
export const graphFormats = ["text", "json", "dot", "mermaid"] as const;

/** `limbeck graph`: the chain of every project, as text like `alembic history`, as JSON or as a drawing. Exit code 1 when Alembic refuses to load a chain, 2 when a project cannot be read. */
export async function graph(options: GraphOptions): Promise<ExitCode> {
  const { io } = options;
  const { snapshot, projects } = await loadProjects({ ...options, paths: [], versions: {} });
  const broken = projectFailures(projects, io);
  if (options.format === "json") {
    io.out(
      `${JSON.stringify(
        projects.map((it) => projectJson(snapshot, it, io)),
        null,
        2,
      )}\n`,
    );
  } else if (options.format === "text") {
    for (const [index, project] of projects.entries()) {
      if (projects.length > 1) io.out(`${index === 0 ? "" : "\n"}${projectName(project, [io.cwd])}:\n`);
      io.out(historyText(project.graph));
      reportProblems(snapshot, project, io);
    }
  } else {
    const charts = projects.map((it) => ({ name: projectName(it, [io.cwd]), graph: it.graph }));
    io.out(options.format === "dot" ? dotText(charts) : mermaidText(charts));
    for (const project of projects) reportProblems(snapshot, project, io);
  }
  if (broken) return 2;
  return projects.some((it) => it.graph.failure !== null) ? 1 : 0;
}

function projectJson(snapshot: Snapshot, project: ProjectSnapshot, io: Io): object {
  const { config, graph: chain } = project;
  const files = (paths: readonly string[]): readonly string[] => paths.map((it) => relativePath(io.cwd, it));
  return {
    config: relativePath(io.cwd, config.configFile),
    section: config.section,
    versionLocations: files(config.versionLocations),
    revisions: [...chain.revisions.values()].map((it) => ({
      revision: it.revision,
      downRevisions: it.downRevisions,
      dependsOn: it.dependsOn,
      branchLabels: it.branchLabels,
      message: oneLine(it.doc),
      createDate: createDate(snapshot, project, it.revision),
      file: relativePath(io.cwd, it.file),
      isHead: it.isHead,
      isBase: it.isBase,
      isBranchPoint: it.isBranchPoint,
      isMergePoint: it.isMergePoint,
    })),
    heads: chain.heads,
    effectiveHeads: chain.realHeads,
    bases: chain.bases,
    branchPoints: chain.branchPoints,
    mergePoints: chain.mergePoints,
    history: chain.history,
    upgradeOrder: chain.upgradeOrder,
    problems: problemsJson(snapshot, project, io),
  };
}

/** The docstring's date in ISO form, to the second; null when the docstring has none. */
function createDate(snapshot: Snapshot, project: ProjectSnapshot, revision: string): string | null {
  const file = project.fileOf(revision);
  const date = file === undefined ? undefined : snapshot.read(file)?.migration.header.doc.createDate?.value;
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?/.exec(date ?? "");
  return match === null ? (date ?? null) : `${match[1]}T${match[2]}${match[3] ?? ""}`;
}

function reportProblems(snapshot: Snapshot, project: ProjectSnapshot, io: Io): void {
  for (const problem of problemsJson(snapshot, project, io)) {
    io.err(`${problem.file}:${problem.line}:${problem.column} ${problem.message}\n`);
  }
}

interface ProblemJson {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function problemsJson(snapshot: Snapshot, project: ProjectSnapshot, io: Io): readonly ProblemJson[] {
  return project.graph.problems.map((it) => {
    const { line, character } = graphProblemPlace(snapshot, project, it);
    return {
      code: it.code,
      message: it.message,
      file: relativePath(io.cwd, it.file),
      line: line + 1,
      column: character + 1,
    };
  });
}
