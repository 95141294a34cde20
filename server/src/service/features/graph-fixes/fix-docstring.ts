import type { Fix } from "../../../lint/finding.ts";
import type { MigrationFile } from "../../../migration/migration-file.ts";
import { docstringEdits } from "./header-edits.ts";

/** Lets the docstring say what the variables say. */
export function fixDocstring(migration: MigrationFile): readonly Fix[] {
  const { revision, downRevision } = migration.header;
  const edits = docstringEdits(migration, {
    ...(revision?.value.known ? { revision: revision.value.value } : {}),
    ...(downRevision?.value.known ? { revises: downRevision.value.value.map((it) => it.text) } : {}),
  });
  if (edits.length === 0) return [];
  return [{ title: "Let the docstring say what the variables say", applicability: "safe", edits }];
}
