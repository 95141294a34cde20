import { type AppliedRevisions, appliedRevisions } from "../../graph/applied-revisions.ts";
import type { ProjectSnapshot } from "../snapshot.ts";

/** What a database with these rows in its version table has, and what it lacks. */
export function databaseState(project: ProjectSnapshot, rows: readonly string[]): AppliedRevisions {
  return appliedRevisions(project.graph, rows);
}
