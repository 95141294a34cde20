import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import type { Operation } from "../migration/operation.ts";
import { createdInRevision } from "../schema/created-in-revision.ts";
import type { LintInput } from "./lint-migration.ts";
import { optionsOf } from "./options-of.ts";
import type { Report, Rule, RuleContext } from "./rule.ts";

/** Makes the contexts of one direction; each knows which operation or statement it is about. */
export interface BodyContext {
  forOperation(rule: Rule, operation: Operation): RuleContext;
  forStatement(rule: Rule, statement: Statement): RuleContext;
  forFile(rule: Rule): RuleContext;
}

export function bodyContext(
  input: LintInput,
  direction: "upgrade" | "downgrade",
  accept: (rule: Rule, report: Report) => void,
): BodyContext {
  const statements = input[direction];
  const otherStatements = input[direction === "upgrade" ? "downgrade" : "upgrade"];
  const context = (rule: Rule, operation: Operation | null, upTo: Statement | null): RuleContext => ({
    direction,
    file: input.file,
    body: input.file[direction],
    statements,
    otherStatements,
    analysis: input.analysis,
    options: optionsOf(rule, input.config),
    createdBefore: (relation) => createdInRevision(statements, upTo, relation),
    createdByOtherDirection: (relation) =>
      createdInRevision(underConditionsOf(operation, otherStatements), null, relation),
    report: (report) => accept(rule, operation === null ? report : placed(report, operation)),
  });
  return {
    forOperation: (rule, operation) =>
      context(rule, operation, statements.find((it) => (it.operation?.index ?? -1) >= operation.index) ?? null),
    forStatement: (rule, statement) => context(rule, statement.operation, statement),
    forFile: (rule) => context(rule, null, null),
  };
}

/**
 * The statements of the other direction, those as unconditional that stand under the same conditions as the operation: with `if engine_name == "users"`
 * around both, one is done when the other was. A condition that calls something may change its answer between the two.
 */
function underConditionsOf(operation: Operation | null, others: readonly Statement[]): readonly Statement[] {
  const own = operation?.site.conditions ?? [];
  if (own.length === 0 || own.some((it) => it.text.includes("("))) return others;
  const shared = (it: Operation): boolean =>
    it.site.conditions.every((condition, at) => {
      const same = own[at];
      return same !== undefined && same.kind === condition.kind && same.text === condition.text;
    });
  return others.map((it) =>
    it.operation !== null && shared(it.operation)
      ? { ...it, operation: { ...it.operation, site: { ...it.operation.site, conditions: [] } } }
      : it,
  );
}

/**
 * Puts a report where this file shows it: code of a helper in another file is marked at the call that led there, and is not changed
 * by fixes. Says under which condition the operation runs.
 */
function placed(report: Report, operation: Operation): Report {
  const condition = operation.site.conditions.at(-1);
  const why = condition === undefined ? report.why : `${report.why} ${conditionSentence(condition)}`;
  if (operation.site.file === null) return { ...report, why };
  const at = callInThisFile(operation) ?? report.at;
  return { ...report, why, at, also: [], fixes: undefined };
}

function conditionSentence(condition: Operation["site"]["conditions"][number]): string {
  switch (condition.kind) {
    case "loop":
      return `It runs for each element of a loop that cannot be read here (\`${condition.text}\`).`;
    case "except":
      return "It runs only after an exception.";
    case "case":
      return `It runs only in one case of \`match ${condition.text}\`.`;
    case "else":
      return `It runs only if not \`${condition.text}\`.`;
    case "if":
      return `It runs only if \`${condition.text}\`.`;
  }
}

function callInThisFile(operation: Operation): Span | null {
  return operation.site.frames.findLast((it) => it.file === null)?.call ?? null;
}
