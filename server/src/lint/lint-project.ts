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
import type { ConfigurationFile, EnvFile, EnvironmentFile, Report, RevisionFiles, Rule } from "./rule.ts";
import { rules as everyRule } from "./rules/index.ts";
import { isAtLeast } from "./versions.ts";

export interface ProjectLintInput {
  readonly graph: RevisionGraph;
  /** By the paths that the graph names. */
  readonly files: RevisionFiles;
  /** env.py, and alembic.ini or pyproject.toml; absent or null where there is none that could be read. */
  readonly env?: EnvFile | null;
  readonly configuration?: ConfigurationFile | null;
  readonly project?: ProjectFacts;
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  /** For tests of the frame; the rules of `rules/index.ts` otherwise. */
  readonly rules?: readonly Rule[];
  /** What an earlier call with the same memory found out is not asked again, as far as nothing has changed that it looked at. */
  readonly memory?: ProjectLintMemory;
}

/** The findings of a project by file; the same object as long as nothing has changed. */
export type ProjectFindings = ReadonlyMap<string, LintResult>;

/** Held for one project by its owner; see `createProjectLintMemory`. */
export interface ProjectLintMemory {
  readonly rules: Map<Rule, Asked>;
  /** How often a rule was really asked. */
  asked: number;
  last: { readonly asked: readonly Asked[]; readonly findings: ProjectFindings } | null;
}

/** One rule with all that it looked at. */
interface Asked {
  readonly inputs: readonly unknown[];
  /** Version files that it looked at, as they were. */
  readonly files: ReadonlyMap<string, MigrationFile | undefined>;
  readonly reports: readonly { readonly file: string; readonly report: Report }[];
}

/** An empty memory. */
export function createProjectLintMemory(): ProjectLintMemory {
  return { rules: new Map(), asked: 0, last: null };
}

/** The findings that need more than one file, or are about env.py and the configuration, by file. Files without any are absent. Never throws; does no IO. */
export function lintProject(input: ProjectLintInput): ProjectFindings {
  const memory = input.memory ?? createProjectLintMemory();
  const rules = (input.rules ?? everyRule).filter((it) => isAsked(it, input));
  const asked = rules.filter((it) => it.project !== undefined).map((it) => ask(it, input, memory));
  const { last } = memory;
  const isSame =
    last !== null &&
    last.asked.length === asked.length &&
    last.asked.every((it, index) => isSameAnswer(it, asked[index] as Asked));
  if (isSame) return last.findings;
  const findings = collect(rules, asked, input);
  memory.last = { asked, findings };
  return findings;
}

/** A rule that was asked again and still says nothing changes nothing, unless the configuration of the others did. */
function isSameAnswer(a: Asked, b: Asked): boolean {
  if (a === b) return true;
  return a.reports.length + b.reports.length === 0 && a.inputs.every((it, at) => it === b.inputs[at]);
}

function isAsked(rule: Rule, { config, analysis }: ProjectLintInput): boolean {
  if (!appliesTo(rule, analysis)) return false;
  return severityOf(rule, config) !== "off" || config.paths.some((it) => it.severities.has(rule.id));
}

function ask(rule: Rule, input: ProjectLintInput, memory: ProjectLintMemory): Asked {
  const { graph, files, analysis, config, env = null, configuration = null, project = noProjectFacts } = input;
  const inputs = [graph, env, configuration, project, analysis, config];
  const known = memory.rules.get(rule);
  if (known?.inputs.every((it, at) => it === inputs[at]) === true) {
    if ([...known.files].every(([path, file]) => files.get(path) === file)) return known;
  }
  memory.asked++;
  const looked = new Map<string, MigrationFile | undefined>();
  const get = (path: string): MigrationFile | undefined => {
    const file = files.get(path);
    looked.set(path, file);
    return file;
  };
  const reports: { file: string; report: Report }[] = [];
  rule.project?.({
    graph,
    files: { get },
    env,
    configuration,
    project,
    analysis,
    options: optionsOf(rule, config),
    isAtLeast: (what, version) => isAtLeast(analysis[what], version),
    report: ({ file, ...report }) => {
      // Where the finding stands, it depends on.
      if (file !== env?.path && file !== configuration?.path) get(file);
      reports.push({ file, report });
    },
  });
  const result: Asked = { inputs, files: looked, reports };
  memory.rules.set(rule, result);
  return result;
}

function collect(rules: readonly Rule[], asked: readonly Asked[], input: ProjectLintInput): ProjectFindings {
  const { files, config, env = null, configuration = null } = input;
  const environment = [env, configuration].filter((it) => it !== null);
  const reported = new Map<string, { finding: Finding; also: readonly Span[] }[]>(
    environment.map((it) => [it.path, []]),
  );
  const ofProject = rules.filter((it) => it.project !== undefined);
  asked.forEach(({ reports }, at) => {
    const rule = ofProject[at];
    for (const { file: path, report } of reports) {
      const file: FindingFile | undefined = environment.find((it) => it.path === path) ?? files.get(path);
      if (rule === undefined || file === undefined) continue;
      const severity = severityOf(rule, configAt(config, path));
      if (severity === "off") continue;
      const list = reported.get(path) ?? [];
      list.push({ finding: findingOf(rule, report, severity, false, file), also: report.also ?? [] });
      reported.set(path, list);
    }
  });
  const results = new Map<string, LintResult>();
  for (const [path, list] of reported) {
    const own = environment.find((it) => it.path === path);
    const file: FindingFile | undefined = own ?? files.get(path);
    if (file === undefined) continue;
    const { open, suppressed, suppressions } = applySuppressions(file, list);
    if (own !== undefined) open.push(...aboutSuppressions(own, suppressions, rules, input));
    if (open.length + suppressed.length > 0) results.set(path, { findings: inOrder(open), suppressed });
  }
  return results;
}

/** In env.py and the configuration only rules about projects find something, so a comment about another rule is not called unused. */
function aboutSuppressions(
  file: EnvironmentFile,
  suppressions: Parameters<NonNullable<Rule["suppressions"]>>[0],
  rules: readonly Rule[],
  input: ProjectLintInput,
): readonly Finding[] {
  if (suppressions.length === 0) return [];
  const config = configAt(input.config, file.path);
  const asked = new Set(rules.filter((it) => it.project !== undefined && severityOf(it, config) !== "off"));
  const known = new Map((input.rules ?? everyRule).map((it) => [it.id, { asked: asked.has(it) }]));
  const found: Finding[] = [];
  for (const rule of rules) {
    const severity = severityOf(rule, config);
    if (rule.suppressions === undefined || severity === "off") continue;
    rule.suppressions(suppressions, {
      file,
      rules: known,
      report: (report) => found.push(findingOf(rule, report, severity, false, file)),
    });
  }
  return found;
}
