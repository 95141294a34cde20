import { isInside } from "../../project/paths.ts";
import { relativePath } from "../file-system.ts";
import type { VersionFact, VersionFacts } from "../version-facts.ts";

/** `PostgreSQL 16 (development)`, `Alembic 1.16.0 (uv.lock), SQLAlchemy: newest (not detected)`: what the analysis goes by, and what told it. */
export function versionLines(versions: VersionFacts, folder: string | null): readonly string[] {
  const shown = (name: string, { version, from }: VersionFact): string =>
    version === null
      ? `${name}: newest (not detected)`
      : `${name} ${version}${from === null ? "" : ` (${place(from, folder)})`}`;
  return [
    shown("PostgreSQL", versions.postgres),
    `${shown("Alembic", versions.alembic)}, ${shown("SQLAlchemy", versions.sqlalchemy)}`,
  ];
}

function place(from: string, folder: string | null): string {
  if (/\.(?:dist|egg)-info$/i.test(from)) return "installed";
  return folder !== null && isInside(folder, from) ? relativePath(folder, from) : from;
}
