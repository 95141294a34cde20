import type { Fix } from "../../../lint/finding.ts";
import type { MigrationFile } from "../../../migration/migration-file.ts";
import { directoryOf, resolvePath } from "../../../project/paths.ts";
import type { FixContext } from "../../fix-context.ts";
import { readCreateDate } from "../../new-revision/create-date.ts";
import { revisionFileName } from "../../new-revision/revision-file-name.ts";
import type { ProjectSnapshot } from "../../snapshot.ts";

/** Renames a file as `file_template` names it. A template with folders names only files of its own, so nothing is moved. */
export function fixFileName(project: ProjectSnapshot, migration: MigrationFile, context: FixContext): readonly Fix[] {
  const { revision, doc } = migration.header;
  if (!context.canRenameFiles || !revision?.value.known || project.config.fileTemplate.includes("/")) return [];
  const date = doc.createDate === null ? null : readCreateDate(doc.createDate.value);
  const message = doc.doc.replaceAll(/\s+/g, " ").trim();
  const name = revisionFileName(project.config, { revision: revision.value.value, message, date });
  if (name === null) return [];
  const newFile = resolvePath(directoryOf(migration.path), name);
  if (newFile === migration.path || project.files.some((it) => it.path === newFile)) return [];
  const fileChanges = [{ kind: "rename" as const, file: migration.path, newFile }];
  return [{ title: `Rename the file to ${name}`, applicability: "safe", edits: [], fileChanges }];
}
