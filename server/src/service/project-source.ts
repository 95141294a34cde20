import type { AnalysisConfig, ProjectConfig } from "../project/project-config.ts";

/** A project as the edge hands it in: what its configuration says, and its version files in the order in which Alembic loads them. */
export interface ProjectSource {
  readonly config: ProjectConfig;
  readonly analysis: AnalysisConfig;
  /** What `[tool.limbeck]` of pyproject.toml or limbeck.toml says, as parsed, not judged; null when there is neither. */
  readonly limbeck: { readonly file: string; readonly value: unknown } | null;
  readonly files: readonly string[];
  /** Text of `script.py.mako`; null when the project has none. */
  readonly template: string | null;
}

/** The key of a project: two sections of one ini are two projects. */
export function projectId(config: ProjectConfig): string {
  return `${config.configFile}#${config.section}`;
}

/** Where Python finds the project's own modules: the prepended paths, the working directory, its `src`. */
export function modulePlaces(config: ProjectConfig): readonly string[] {
  return [...new Set([...config.prependSysPath, config.workingDirectory, `${config.workingDirectory}/src`])];
}
