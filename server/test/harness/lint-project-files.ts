import { buildGraph } from "../../src/graph/build-graph.ts";
import { revisionHeader } from "../../src/graph/revision-header.ts";
import type { LintConfig } from "../../src/lint/lint-config.ts";
import { lintProject, type ProjectFindings } from "../../src/lint/lint-project.ts";
import type { ProjectFacts } from "../../src/lint/project-facts.ts";
import type { ConfigurationFile, EnvFile } from "../../src/lint/rule.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { readEnvText } from "../../src/project/env-reading.ts";
import { readIni } from "../../src/project/ini.ts";
import { iniAsModule } from "../../src/project/ini-as-module.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { parseModule } from "../../src/python/parse.ts";

/** The files of a project in a test, by paths that are relative to it. */
export interface ProjectFiles {
  readonly migrations: ReadonlyMap<string, string>;
  /** Text of env.py, of alembic.ini; null where there is none. */
  readonly env: string | null;
  readonly ini: string | null;
  /** Modules that env.py imports. */
  readonly modules?: ReadonlyMap<string, string>;
}

/** What rules about projects find, by file; env.py is `env.py`, the configuration `alembic.ini`. */
export function lintProjectFiles(
  { migrations, env, ini, modules = new Map() }: ProjectFiles,
  surroundings: { readonly analysis: AnalysisConfig; readonly config: LintConfig; readonly project?: ProjectFacts },
): ProjectFindings {
  const files = new Map([...migrations].map(([path, text]) => [path, readMigration(path, text)]));
  const headers = [...files.values()].flatMap((it) => {
    const result = revisionHeader(it);
    return result.ok ? [result.header] : [];
  });
  return lintProject({
    graph: buildGraph(headers),
    files,
    env: env === null ? null : envFile(env, modules),
    configuration: ini === null ? null : configurationFile(ini),
    ...surroundings,
  });
}

function envFile(text: string, modules: ReadonlyMap<string, string>): EnvFile {
  const module = parseModule(text);
  const reading = readEnvText("env.py", module, (name) => {
    const path = name.replaceAll(".", "/");
    const file = [`${path}.py`, `${path}/__init__.py`].find((it) => modules.has(it));
    return file === undefined ? undefined : { file, module: parseModule(modules.get(file) ?? "") };
  });
  return { path: "env.py", module, reading };
}

function configurationFile(text: string): ConfigurationFile {
  const ini = readIni(text);
  return { path: "alembic.ini", module: iniAsModule(text, ini), ini, section: "alembic" };
}

/** How many places of a text are no Python. */
export function syntaxErrorsOf(text: string): number {
  return parseModule(text).errors.length;
}
