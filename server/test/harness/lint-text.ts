import { emitBody } from "../../src/emit/emit-body.ts";
import type { LintConfig } from "../../src/lint/lint-config.ts";
import { type LintResult, lintMigration } from "../../src/lint/lint-migration.ts";
import type { ProjectFacts } from "../../src/lint/project-facts.ts";
import type { RuleSet } from "../../src/lint/rule-set.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { schemaAround } from "./schema-around.ts";

const parser = await loadSqlParser();

export interface LintSurroundings {
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  readonly rules?: RuleSet;
  readonly project?: ProjectFacts;
  /** The revision before, as a block of a suite; absent or null: nothing is known of the schema. */
  readonly history?: string | null;
}

/** Findings of one file, through all rooms from the text on, as the language server and the command line do it. */
export function lintText(
  path: string,
  text: string,
  { analysis, config, rules, project, history = null }: LintSurroundings,
): LintResult & { readonly syntaxErrors: number } {
  const file = readMigration(path, text);
  const context = { parser, config: analysis };
  const result = lintMigration({
    file,
    upgrade: emitBody(file.upgrade, context),
    downgrade: emitBody(file.downgrade, context),
    analysis,
    config,
    ...(history === null ? {} : { schemas: schemaAround(history, text, analysis) }),
    ...(project === undefined ? {} : { project }),
    ...(rules === undefined ? {} : { rules }),
  });
  return { ...result, syntaxErrors: file.module.errors.length };
}
