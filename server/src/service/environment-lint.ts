import {
  createProjectLintMemory,
  lintProject,
  type ProjectFindings,
  type ProjectLintMemory,
} from "../lint/lint-project.ts";
import type { ConfigurationFile, EnvFile } from "../lint/rule.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import { readEnvText } from "../project/env-reading.ts";
import { readIni } from "../project/ini.ts";
import { iniAsModule } from "../project/ini-as-module.ts";
import { parseModule } from "../python/parse.ts";
import type { ModuleSources } from "./module-sources.ts";
import type { ProjectState } from "./project-snapshot.ts";
import type { ProjectSource } from "./project-source.ts";
import type { ProjectSnapshot } from "./snapshot.ts";
import type { SourceFile } from "./source-file.ts";

/** The files of one snapshot by path. */
export interface FilesAtHand {
  file(path: string): SourceFile | undefined;
  /** A version file as it is read. */
  migration(path: string): MigrationFile | undefined;
}

export interface EnvironmentLint {
  /** The findings of rules about the whole project; the same object as long as nothing has changed that a rule looked at. */
  findings(state: ProjectState, graph: ProjectSnapshot["graph"], files: FilesAtHand): ProjectFindings;
  /** Forgets projects that are gone. */
  keepProjects(ids: ReadonlySet<string>): void;
}

/** env.py and the configuration of a project as the disk has them; those that could not be read are left out. */
export function environmentTexts({ config, texts }: ProjectSource): readonly { path: string; text: string }[] {
  const env = config.envFile === null || texts == null ? null : { path: config.envFile, text: texts.env };
  const ini = texts == null ? null : { path: config.configFile, text: texts.configuration };
  return [env, ini].flatMap((it) => (it === null || it.text === null ? [] : { path: it.path, text: it.text }));
}

/** The same as they stand in a snapshot: an open document is what its editor says. */
export function environmentOf({ source }: ProjectState, files: ReadonlyMap<string, SourceFile>): readonly SourceFile[] {
  return environmentTexts(source).flatMap(({ path }) => files.get(path) ?? []);
}

/** Asks the rules about projects, and remembers by content what env.py and the configuration say. */
export function createEnvironmentLint(modules: ModuleSources): EnvironmentLint {
  const memories = new Map<string, ProjectLintMemory>();
  const envs = new WeakMap<SourceFile, Map<string, { readonly generation: number; readonly env: EnvFile }>>();
  const configurations = new WeakMap<SourceFile, Map<string, ConfigurationFile>>();

  const envOf = ({ id, place }: ProjectState, file: SourceFile): EnvFile => {
    const known = envs.get(file) ?? new Map();
    envs.set(file, known);
    const { generation } = modules;
    const memo = known.get(id);
    if (memo?.generation === generation) return memo.env;
    const module = memo?.env.module ?? parseModule(file.text);
    const reading = readEnvText(file.path, module, (name, level, from) => modules.find(name, level, from, place.roots));
    const env: EnvFile = { path: file.path, module, reading };
    known.set(id, { generation, env });
    return env;
  };

  const configurationOf = ({ id, source }: ProjectState, file: SourceFile): ConfigurationFile => {
    const known = configurations.get(file) ?? new Map();
    configurations.set(file, known);
    const memo = known.get(id);
    if (memo !== undefined) return memo;
    const ini = file.path.endsWith(".toml") ? null : readIni(file.text);
    const module = iniAsModule(file.text, ini);
    const result: ConfigurationFile = { path: file.path, module, ini, section: source.config.section };
    known.set(id, result);
    return result;
  };

  return {
    findings(state, graph, files) {
      const { config } = state.source;
      const memory = memories.get(state.id) ?? createProjectLintMemory();
      memories.set(state.id, memory);
      const here = environmentTexts(state.source).map((it) => it.path);
      const env = config.envFile !== null && here.includes(config.envFile) ? files.file(config.envFile) : undefined;
      const ini = here.includes(config.configFile) ? files.file(config.configFile) : undefined;
      return lintProject({
        graph,
        files: { get: files.migration },
        env: env === undefined ? null : envOf(state, env),
        configuration: ini === undefined || ini === env ? null : configurationOf(state, ini),
        project: state.facts,
        analysis: state.analysis,
        config: state.lint,
        memory,
      });
    },
    keepProjects(ids) {
      for (const id of [...memories.keys()]) if (!ids.has(id)) memories.delete(id);
    },
  };
}
