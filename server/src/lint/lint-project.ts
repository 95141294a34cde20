import type { Span } from "../base/span.ts";
import type { RevisionGraph } from "../graph/revision-graph.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { appliesTo } from "./applies-to.ts";
import { applySuppressions } from "./apply-suppressions.ts";
import { configAt } from "./config-at.ts";
import type { Finding } from "./finding.ts";
import { type FindingFile, findingOf } from "./finding-of.ts";
import { inOrder } from "./in-order.ts";
import { type LintConfig, severityOf } from "./lint-config.ts";
import type { LintResult } from "./lint-migration.ts";
import { optionsOf } from "./options-of.ts";
import { noProjectFacts, type ProjectFacts } from "./project-facts.ts";
import type { EnvironmentFile, Rule } from "./rule.ts";
import { rules as everyRule } from "./rules/index.ts";

export interface ProjectLintInput {
  readonly graph: RevisionGraph;
  /** By the paths that the graph names. */
  readonly files: ReadonlyMap<string, MigrationFile>;
  /** env.py, and alembic.ini or pyproject.toml; absent or null where there is none that could be read. */
  readonly env?: EnvironmentFile | null;
  readonly configuration?: EnvironmentFile | null;
  readonly project?: ProjectFacts;
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  /** For tests of the frame; the rules of `rules/index.ts` otherwise. */
  readonly rules?: readonly Rule[];
}

/** The findings that need more than one file, by file. Files without any are absent. Never throws; does no IO. */
export function lintProject(input: ProjectLintInput): ReadonlyMap<string, LintResult> {
  const { graph, files, analysis, config, env = null, configuration = null, project = noProjectFacts } = input;
  const fileAt = (path: string): FindingFile | undefined =>
    files.get(path) ?? [env, configuration].find((it) => it?.path === path) ?? undefined;
  const reported = new Map<string, { finding: Finding; also: readonly Span[] }[]>();
  for (const rule of input.rules ?? everyRule) {
    if (rule.project === undefined || !appliesTo(rule, analysis)) continue;
    const isAsked = severityOf(rule, config) !== "off" || config.paths.some((it) => it.severities.has(rule.id));
    if (!isAsked) continue;
    rule.project({
      graph,
      files,
      env,
      configuration,
      project,
      analysis,
      options: optionsOf(rule, config),
      report: ({ file: path, ...report }) => {
        const file = fileAt(path);
        const severity = severityOf(rule, configAt(config, path));
        if (file === undefined || severity === "off") return;
        const list = reported.get(path) ?? [];
        list.push({ finding: findingOf(rule, report, severity, false, file), also: report.also ?? [] });
        reported.set(path, list);
      },
    });
  }
  const results = new Map<string, LintResult>();
  for (const [path, list] of reported) {
    const file = fileAt(path);
    if (file === undefined) continue;
    const { open, suppressed } = applySuppressions(file, list);
    results.set(path, { findings: inOrder(open), suppressed });
  }
  return results;
}
