import { revisionHeader } from "../../graph/revision-header.ts";
import { readMigration } from "../../migration/read-migration.ts";
import { directoryOf, resolvePath } from "../../project/paths.ts";
import type { ProjectSnapshot } from "../snapshot.ts";
import { alembicTemplate } from "./alembic-template.ts";
import { createDate, createDateText, type Moment } from "./create-date.ts";
import { renderMako } from "./render-mako.ts";
import { revisionFileName } from "./revision-file-name.ts";

export interface NewRevision {
  readonly path: string;
  readonly text: string;
}

/**
 * The file that `alembic revision` (or `merge`) would write: the project's own template, or Alembic's where it has none, named by its
 * `file_template`. Null when that cannot be known without running Python: a template beyond what is read here, an unknown time zone; and when the
 * file exists already or would not say what it should.
 */
export function newRevision(
  project: ProjectSnapshot,
  wanted: {
    readonly revision: string;
    readonly downRevisions: readonly string[];
    readonly message: string;
    readonly now: Moment;
  },
): NewRevision | null {
  const { config } = project;
  const date = createDate(wanted.now, config.timezone);
  if (date === null) return null;
  const values = { ...wanted, createDate: createDateText(date) };
  const text =
    project.template === null
      ? alembicTemplate(project.analysis.alembic, values)
      : renderMako(project.template, values);
  const name = revisionFileName(config, { ...wanted, date });
  const folder = folderOf(project, wanted.downRevisions);
  if (text === null || name === null || folder === null) return null;
  const path = resolvePath(folder, name);
  if (project.files.some((it) => it.path === path)) return null;
  const read = revisionHeader(readMigration(path, text));
  const isRight =
    read.ok &&
    read.header.revision === wanted.revision &&
    read.header.downRevisions.join("\n") === wanted.downRevisions.join("\n");
  return isRight ? { path, text } : null;
}

/** The only version location; of several, the folder of the first parent (`ScriptDirectory.generate_revision`, Alembic 1.8 to 1.20). */
function folderOf(project: ProjectSnapshot, parents: readonly string[]): string | null {
  const { versionLocations } = project.config;
  if (versionLocations.length === 1) return versionLocations[0] ?? null;
  const first = parents.map((it) => project.graph.revisions.get(it)?.file).find((it) => it !== undefined);
  return first === undefined ? null : directoryOf(first);
}
