import { relativePath } from "../file-system.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import { schemaAfter, schemaBefore } from "./schema-at.ts";
import { schemaSql } from "./schema-sql.ts";

/** The schemas around one revision as SQL. */
export interface RevisionSchemas {
  /** Without the line that names the revision, so that a difference between the two is one of the schema. */
  readonly before: string;
  readonly after: string;
}

/** The schema before and after a revision has run behind its ancestors on an empty database; null when the project does not have it. */
export function revisionSchemas(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  revision: string,
): RevisionSchemas | null {
  const before = schemaBefore(snapshot, project, revision);
  const after = schemaAfter(snapshot, project, revision);
  if (before === null || after === null) return null;
  const fileName = (path: string): string => relativePath(project.config.workingDirectory, path);
  const text = (state: NonNullable<typeof before>): string =>
    schemaSql(snapshot, project, { revision, state, fileName }).replace(/^-- Schema at .*\n+/, "");
  return { before: text(before), after: text(after) };
}
