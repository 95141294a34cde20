import type { Body, MigrationFile } from "../migration/migration-file.ts";

/**
 * `upgrade()` or `downgrade()` of a file. When the file is not valid Python a gap stands before everything: Alembic could not import it, and what is
 * read of it may not be what is meant.
 */
export function readableBody(migration: MigrationFile, direction: "upgrade" | "downgrade"): Body {
  const body = migration[direction];
  const [error] = migration.module.errors;
  if (error === undefined) return body;
  const why = { reason: "syntax", detail: "the file is not valid Python" } as const;
  return { ...body, gaps: [...body.gaps, { why, span: error, before: 0 }] };
}
