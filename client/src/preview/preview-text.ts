import type { Shown } from "./preview-follower.ts";

/** What the document of the preview says. */
export function previewText(shown: Shown): string {
  switch (shown.kind) {
    case "preview":
      return shown.result.text;
    case "no migration":
      return "-- This file is no migration: it lies in no version location of a project, and does not import `op` from alembic.\n";
    case "no server":
      return '-- The language server is not running; "Alembic: Restart Language Server" starts it.\n';
    case "nothing":
      return "-- The SQL of the migration in the editor appears here.\n";
  }
}
