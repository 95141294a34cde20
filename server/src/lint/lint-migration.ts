import { lineIndex } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { appliesTo } from "./applies-to.ts";
import type { Finding, Severity } from "./finding.ts";
import { type LintConfig, severityOf } from "./lint-config.ts";
import type { Report, Rule } from "./rule.ts";
import { bodyContext } from "./rule-context.ts";
import { type RuleSet, ruleSet } from "./rule-set.ts";
import { rules as everyRule } from "./rules/index.ts";
import { atMost } from "./severity.ts";
import { linesOf, readSuppressions, type Suppression, type SuppressionComment } from "./suppressions.ts";

/** Everything that the findings of one file depend on; equal inputs give equal findings. */
export interface LintInput {
  readonly file: MigrationFile;
  /** Statements of `file.upgrade` and `file.downgrade`, as `emitBody` gives them. */
  readonly upgrade: readonly Statement[];
  readonly downgrade: readonly Statement[];
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  /** For tests of the frame; the rules of `rules/index.ts` otherwise. */
  readonly rules?: RuleSet;
}

export interface LintResult {
  /** In the order of the file. */
  readonly findings: readonly Finding[];
  /** Findings that a comment keeps away, with its reason (may be empty). */
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
}

const allRules = ruleSet(everyRule);

/** The findings of one migration file. Never throws; does no IO. */
export function lintMigration(input: LintInput): LintResult {
  const { file, config } = input;
  const set = input.rules ?? allRules;
  const { rules } = set;
  const severities = new Map<string, Severity>();
  for (const rule of rules) {
    const severity = severityOf(rule, config);
    if (severity !== "off" && appliesTo(rule, input.analysis)) severities.set(rule.id, severity);
  }
  const reported: { finding: Finding; also: readonly Span[] }[] = [];
  const accept = (rule: Rule, report: Report, options: { readonly capped: boolean }): void => {
    const severity = severities.get(rule.id);
    if (severity !== undefined) {
      reported.push({ finding: findingOf(rule, report, severity, options.capped, file), also: report.also ?? [] });
    }
  };
  askAll(input, set, severities, accept);
  const { open, suppressed, suppressions } = suppress(file, reported);
  for (const rule of rules) {
    if (rule.suppressions === undefined || !severities.has(rule.id)) continue;
    const asked = new Map(rules.map((it) => [it.id, { asked: severities.has(it.id) }]));
    const base = severities.get(rule.id) ?? rule.severity;
    rule.suppressions(suppressions, {
      file,
      rules: asked,
      report: (report) => open.push(findingOf(rule, report, base, false, file)),
    });
  }
  return { findings: inOrder(open), suppressed: suppressed };
}

type Accept = (rule: Rule, report: Report, options: { readonly capped: boolean }) => void;

/** Walks each direction once and asks the rules that want to know. */
function askAll(input: LintInput, set: RuleSet, severities: ReadonlyMap<string, Severity>, accept: Accept): void {
  const asked = (rule: Rule): boolean => severities.has(rule.id);
  for (const direction of ["upgrade", "downgrade"] as const) {
    const context = bodyContext(input, direction, (rule, report) =>
      accept(rule, report, { capped: direction === "downgrade" && rule.inDowngrade === "information" }),
    );
    for (const operation of input.file[direction].operations) {
      for (const { rule, handler } of set.operations.get(operation.directive) ?? []) {
        if (asked(rule)) handler(operation, context.forOperation(rule, operation));
      }
    }
    for (const statement of input[direction]) {
      for (const action of statement.actions) {
        for (const { rule, handler } of set.actions.get(action.kind) ?? []) {
          if (asked(rule)) handler(action, statement, context.forStatement(rule, statement));
        }
      }
    }
    if (direction === "upgrade") {
      for (const rule of set.rules) if (asked(rule)) rule.file?.(context.forFile(rule));
    }
  }
}

/** What a report becomes under the configured severity. */
export function findingOf(
  rule: Rule,
  report: Report,
  configured: Severity,
  capped: boolean,
  file: MigrationFile,
): Finding {
  const doubt = report.doubt ?? null;
  let severity = report.atMost === undefined ? configured : atMost(configured, report.atMost);
  if (doubt !== null || capped) severity = atMost(severity, "information");
  const revision = file.header.revision?.value;
  return {
    rule: rule.id,
    severity,
    certain: doubt === null,
    message: doubt === null ? report.what : `${report.what} Not certain: ${doubt}`,
    help: report.why,
    file: file.path,
    revision: revision?.known === true ? revision.value : null,
    span: report.at,
    fixes: report.fixes?.() ?? [],
  };
}

interface Suppressed {
  readonly open: Finding[];
  readonly suppressed: LintResult["suppressed"];
  readonly suppressions: readonly Suppression[];
}

function suppress(
  file: MigrationFile,
  reported: readonly { readonly finding: Finding; readonly also: readonly Span[] }[],
): Suppressed {
  const comments = readSuppressions(file.module);
  if (comments.length === 0) return { open: reported.map((it) => it.finding), suppressed: [], suppressions: [] };
  const index = lineIndex(file.module.text);
  const used = new Set<string>();
  const open: Finding[] = [];
  const suppressed: { finding: Finding; reason: string }[] = [];
  const key = (comment: SuppressionComment, id: string): string => `${comment.span.start} ${id}`;
  for (const { finding, also } of reported) {
    const lines = linesOf(finding.span, also, file.module, index);
    const matching = comments.filter(
      (it) => it.ids.some(({ id }) => id === finding.rule) && (it.line === null || lines.includes(it.line)),
    );
    for (const comment of matching) used.add(key(comment, finding.rule));
    const comment = matching[0];
    if (comment === undefined) open.push(finding);
    else suppressed.push({ finding, reason: comment.reason });
  }
  const suppressions = comments.flatMap((comment): Suppression[] =>
    comment.mistake !== null
      ? [{ id: "", idSpan: comment.span, comment, used: false }]
      : comment.ids.map(({ id, span }) => ({ id, idSpan: span, comment, used: used.has(key(comment, id)) })),
  );
  return { open, suppressed, suppressions };
}

/** By place, then by rule and message; the same remark twice (a helper called in a loop) is one. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const sorted = [...findings].sort(
    (a, b) =>
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      compareText(a.rule, b.rule) ||
      compareText(a.message, b.message),
  );
  return sorted.filter((it, at) => {
    const previous = sorted[at - 1];
    return (
      previous === undefined ||
      previous.rule !== it.rule ||
      previous.message !== it.message ||
      previous.span.start !== it.span.start ||
      previous.span.end !== it.span.end
    );
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
