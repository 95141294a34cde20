import type { Problem } from "../base/problem.ts";
import type { DetectedVersions } from "../project/detect-versions.ts";
import type { AnalysisConfig, ProjectConfig } from "../project/project-config.ts";

/** A project as the edge hands it in: what its configuration says, and its version files in the order in which Alembic loads them. */
export interface ProjectSource {
  readonly config: ProjectConfig;
  readonly analysis: AnalysisConfig;
  /** The folders in which Python finds the project's own modules, best first. */
  readonly moduleRoots: readonly string[];
  /** What told the versions of `analysis`. */
  readonly versionSources: DetectedVersions["sources"];
  /** What `[tool.limbeck]` of pyproject.toml or limbeck.toml says, as parsed, not judged; null when there is neither. */
  readonly limbeck: { readonly file: string; readonly value: unknown } | null;
  readonly files: readonly string[];
  /** Text of env.py and of the configuration file, for the rules about them; absent or null when they could not be read. */
  readonly texts?: { readonly env: string | null; readonly configuration: string | null };
  /** What Alembic warns of while it lists them. */
  readonly listing: readonly Problem[];
  /** Text of `script.py.mako`; null when the project has none. */
  readonly template: string | null;
}

/** The key of a project: two sections of one ini are two projects. */
export function projectId(config: ProjectConfig): string {
  return `${config.configFile}#${config.section}`;
}
