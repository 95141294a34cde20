import type { LintConfig } from "../lint/lint-config.ts";
import { type DetectedVersions, detectVersions } from "../project/detect-versions.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import type { ProjectSource } from "./project-source.ts";

/** One version that the analysis goes by, and what told it. */
export interface VersionFact {
  /** Null: not known; the newest one is assumed. */
  readonly version: string | null;
  /** A path, a name of an installed distribution, or words for people; null with the version. */
  readonly from: string | null;
}

export interface VersionFacts {
  readonly alembic: VersionFact;
  readonly sqlalchemy: VersionFact;
  readonly postgres: VersionFact;
}

/** What is known of the surroundings of a project by asking them: they count before what files say of versions. */
export interface Surroundings {
  /** Of the server whose database was asked last; `from` is how people call the database. */
  readonly postgres?: { readonly major: number; readonly from: string };
  /** Of the interpreter that runs Alembic. */
  readonly libraries?: { readonly alembic: string; readonly sqlalchemy: string; readonly from: string };
}

/** The analysis with what the surroundings say, and above both what the team states. */
export function withVersions(
  analysis: AnalysisConfig,
  stated: LintConfig["versions"],
  { postgres, libraries }: Surroundings,
): AnalysisConfig {
  const asked = libraries === undefined ? null : installedVersions(libraries);
  return {
    ...analysis,
    alembic: stated.alembic ?? asked?.alembic ?? analysis.alembic,
    sqlalchemy: stated.sqlalchemy ?? asked?.sqlalchemy ?? analysis.sqlalchemy,
    postgres: stated.postgres ?? postgres?.major ?? analysis.postgres,
  };
}

function installedVersions(libraries: NonNullable<Surroundings["libraries"]>): DetectedVersions {
  const distributions = [`alembic-${libraries.alembic}.dist-info`, `sqlalchemy-${libraries.sqlalchemy}.dist-info`];
  return detectVersions({ files: [], distributions });
}

export const unknownVersions: VersionFacts = {
  alembic: { version: null, from: null },
  sqlalchemy: { version: null, from: null },
  postgres: { version: null, from: null },
};

/** Which versions hold for a project, and who says so: the team's own statement, what is installed or locked, the server. */
export function versionFacts(
  source: ProjectSource | null,
  analysis: AnalysisConfig,
  parts: { readonly stated: LintConfig["versions"]; readonly surroundings: Surroundings },
): VersionFacts {
  const stated = (name: keyof LintConfig["versions"]): string | null => {
    if (parts.stated[name] === null) return null;
    const file = source?.limbeck ?? null;
    return file !== null && hasVersion(file.value, name) ? file.file : "the settings";
  };
  const libraries = parts.surroundings.libraries?.from ?? null;
  const fact = (
    name: keyof LintConfig["versions"],
    version: string | number | null,
    detected: string | null,
  ): VersionFact =>
    version === null ? { version: null, from: null } : { version: String(version), from: stated(name) ?? detected };
  return {
    alembic: fact("alembic", analysis.alembic, libraries ?? source?.versionSources.alembic ?? null),
    sqlalchemy: fact("sqlalchemy", analysis.sqlalchemy, libraries ?? source?.versionSources.sqlalchemy ?? null),
    postgres: fact("postgres", analysis.postgres, parts.surroundings.postgres?.from ?? null),
  };
}

function hasVersion(table: unknown, name: string): boolean {
  if (typeof table !== "object" || table === null) return false;
  const { versions } = table as { readonly versions?: unknown };
  return (
    typeof versions === "object" && versions !== null && (versions as Readonly<Record<string, unknown>>)[name] != null
  );
}
