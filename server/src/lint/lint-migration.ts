import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { applySuppressions } from "./apply-suppressions.ts";
import { type ChooseRules, createChooseRules } from "./choose-rules.ts";
import { configAt } from "./config-at.ts";
import type { Finding } from "./finding.ts";
import { findingOf } from "./finding-of.ts";
import { inOrder } from "./in-order.ts";
import type { LintConfig } from "./lint-config.ts";
import type { ProjectFacts } from "./project-facts.ts";
import type { ReplayedSchemas } from "./replayed-schemas.ts";
import type { Report, Rule } from "./rule.ts";
import { bodyContext } from "./rule-context.ts";
import { type RuleSet, ruleSet } from "./rule-set.ts";
import { rules as everyRule } from "./rules/index.ts";

/** Everything that the findings of one file depend on; equal inputs give equal findings. */
export interface LintInput {
  readonly file: MigrationFile;
  /** Statements of `file.upgrade` and `file.downgrade`, as `emitBody` gives them. */
  readonly upgrade: readonly Statement[];
  readonly downgrade: readonly Statement[];
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  /** Absent: nothing is known of the project. */
  readonly project?: ProjectFacts;
  /** The replayed history, computed when a rule asks for it; absent: not known. */
  readonly schemas?: ReplayedSchemas;
  /** For tests of the frame; the rules of `rules/index.ts` otherwise. */
  readonly rules?: RuleSet;
  /** Remembers which rules are asked, for who lints many files; chosen anew otherwise. */
  readonly choose?: ChooseRules;
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
  const { file } = input;
  const config = configAt(input.config, file.path);
  const choose = input.choose ?? createChooseRules();
  const { set, severities, options, all } = choose(input.rules ?? allRules, config, input.analysis);
  const reported: { finding: Finding; also: readonly Span[] }[] = [];
  const accept = (rule: Rule, report: Report, options: { readonly capped: boolean }): void => {
    const severity = severities.get(rule.id);
    if (severity !== undefined) {
      reported.push({ finding: findingOf(rule, report, severity, options.capped, file), also: report.also ?? [] });
    }
  };
  askAll({ ...input, config, optionsOf: (rule) => options.get(rule.id) ?? {} }, set, accept);
  const { open, suppressed, suppressions } = applySuppressions(file, reported);
  for (const rule of set.rules) {
    const base = severities.get(rule.id) ?? rule.severity;
    rule.suppressions?.(suppressions, {
      file,
      rules: all,
      report: (report) => open.push(findingOf(rule, report, base, false, file)),
    });
  }
  return { findings: inOrder(open), suppressed };
}

type Accept = (rule: Rule, report: Report, options: { readonly capped: boolean }) => void;

/** Walks each direction once and asks the rules that want to know. */
function askAll(input: Parameters<typeof bodyContext>[0], set: RuleSet, accept: Accept): void {
  for (const direction of ["upgrade", "downgrade"] as const) {
    const context = bodyContext(input, direction, (rule, report) =>
      accept(rule, report, { capped: direction === "downgrade" && rule.inDowngrade === "information" }),
    );
    for (const operation of input.file[direction].operations) {
      context.enterOperation(operation);
      for (const { rule, handler } of set.operations.get(operation.directive) ?? []) {
        handler(operation, context.of(rule));
      }
    }
    for (const call of input.file[direction].calls) {
      context.enterCall(call);
      for (const { rule, handler } of set.calls.get(call.method) ?? []) handler(call, context.of(rule));
    }
    for (const statement of input[direction]) {
      context.enterStatement(statement);
      const { syntaxError } = statement;
      if (syntaxError !== null) {
        for (const rule of set.ofSyntaxErrors) {
          rule.syntaxError?.(syntaxError, statement, context.of(rule));
        }
      }
      for (const action of statement.actions) {
        for (const { rule, handler } of set.actions.get(action.kind) ?? []) {
          handler(action, statement, context.of(rule));
        }
      }
    }
    context.enterFile();
    if (direction === "upgrade") for (const rule of set.ofFiles) rule.file?.(context.of(rule));
  }
}
