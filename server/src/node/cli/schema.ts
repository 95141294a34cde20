import { resolveTarget } from "../../graph/resolve-target.ts";
import { schemaAfterAll } from "../../service/features/schema-at.ts";
import { schemaDocument } from "../../service/features/schema-document.ts";
import { schemaSql } from "../../service/features/schema-sql.ts";
import { schemaText } from "../../service/features/schema-text.ts";
import { relativePath } from "../../service/file-system.ts";
import type { ProjectSnapshot } from "../../service/snapshot.ts";
import type { ExitCode } from "./io.ts";
import { type LoadProjectsOptions, loadProjects } from "./load-projects.ts";
import { projectFailures } from "./project-failures.ts";
import { onlyProject, sentence } from "./resolve.ts";
import { UsageError } from "./usage-error.ts";

export const schemaFormats = ["text", "json", "sql"] as const;

export interface SchemaOptions extends Pick<LoadProjectsOptions, "io" | "config" | "section" | "versions"> {
  /** As behind `alembic show`: an id, its beginning, `head`, `heads`, `label@head`; also `base`. Undefined: `heads`. */
  readonly revision: string | undefined;
  readonly format: (typeof schemaFormats)[number];
}

/**
 * `limbeck schema`: the tables, enums and the rest after a revision, replayed from an empty database without one. Exit code 2, with Alembic's own sentence, for a revision that Alembic
 * does not find.
 */
export async function schema(options: SchemaOptions): Promise<ExitCode> {
  const { io, format } = options;
  const { snapshot, projects } = await loadProjects({ ...options, paths: [] });
  const project = onlyProject(projects, options);
  if (projectFailures([project], io)) return 2;
  const revisions = revisionsOf(project, options.revision ?? "heads");
  const state = schemaAfterAll(snapshot, project, revisions);
  const revision = revisions.length === 0 ? "base" : revisions.join(", ");
  const fileName = (path: string): string => relativePath(io.cwd, path);
  if (format === "json") {
    const document = schemaDocument(snapshot, project, { revision, state });
    const gaps = document.gaps.map((it) => ({ ...it, file: it.file === null ? null : fileName(it.file) }));
    io.out(`${JSON.stringify({ ...document, gaps }, null, 2)}\n`);
  } else if (format === "sql") io.out(schemaSql(snapshot, project, { revision, state, fileName }));
  else io.out(schemaText(snapshot, project, { revision, state, fileName }));
  return 0;
}

function revisionsOf(project: ProjectSnapshot, expression: string): readonly string[] {
  if (expression === "base") return [];
  const result = resolveTarget(project.graph, { expression, purpose: "show", current: [] });
  if (!result.ok) throw new UsageError(sentence(result.failure));
  return [...new Set(result.revisions)];
}
