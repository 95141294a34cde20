import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import { type LockPlan, lockPlan } from "../locks/lock-plan.ts";
import type { ConnectionCall } from "../migration/connection-call.ts";
import type { Operation } from "../migration/operation.ts";
import type { CallSite } from "../python/host.ts";
import { createdInRevision } from "../schema/created-in-revision.ts";
import type { LintInput } from "./lint-migration.ts";
import { noProjectFacts } from "./project-facts.ts";
import { noSchemas } from "./replayed-schemas.ts";
import type { Report, Rule, RuleContext } from "./rule.ts";
import { isAtLeast } from "./versions.ts";

/**
 * The contexts of one direction, one for each rule. Rules are asked one after the other about a place, and each answers at once: `enter…` says about which
 * place all of them speak from here on.
 */
export interface BodyContext {
  enterOperation(operation: Operation): void;
  enterStatement(statement: Statement): void;
  enterCall(call: ConnectionCall): void;
  /** The function as a whole. */
  enterFile(): void;
  of(rule: Rule): RuleContext;
}

/** An operation, or a call on a connection. */
interface Placed {
  readonly site: CallSite;
}

export function bodyContext(
  input: LintInput & { readonly optionsOf: (rule: Rule) => RuleContext["options"] },
  direction: "upgrade" | "downgrade",
  accept: (rule: Rule, report: Report) => void,
): BodyContext {
  const statements = input[direction];
  const otherStatements = input[direction === "upgrade" ? "downgrade" : "upgrade"];
  const schemas = input.schemas ?? noSchemas;
  let plan: LockPlan<Statement> | undefined;
  const planned = (): LockPlan<Statement> => {
    if (plan !== undefined) return plan;
    const { postgres, transactionPerMigration } = input.analysis;
    const schema = schemas.before(direction);
    plan = lockPlan(statements, {
      postgres,
      transactionPerMigration,
      schema,
      replayed: () => schemas.steps(direction),
    });
    return plan;
  };
  let place: Placed | null = null;
  let upTo: () => Statement | null = () => null;
  const shared: Omit<RuleContext, "options" | "report"> = {
    direction,
    file: input.file,
    body: input.file[direction],
    statements,
    otherStatements,
    analysis: input.analysis,
    project: input.project ?? noProjectFacts,
    get schema() {
      return schemas.before(direction);
    },
    schemas,
    schemaAt: (statement) => planned().schemaBefore(statement),
    locks: (statement) => planned().effects(statement),
    transaction: (statement) => planned().transaction(statement),
    isAtLeast: (what, version) => isAtLeast(input.analysis[what], version),
    createdBefore: (relation) => createdInRevision(statements, upTo(), relation),
    createdByOtherDirection: (relation) => createdInRevision(underConditionsOf(place, otherStatements), null, relation),
  };
  const contexts = new Map<Rule, RuleContext>();
  // What all rules share stands in the prototype: copying it for each would take longer than most rules do.
  const newContext = (rule: Rule): RuleContext =>
    Object.assign(Object.create(shared) as typeof shared, {
      options: input.optionsOf(rule),
      report: (report: Report) => accept(rule, place === null ? report : placed(report, place)),
    });
  const enter = (where: Placed | null, before: () => Statement | null): void => {
    place = where;
    upTo = before;
  };
  const firstFrom = (index: number) => (): Statement | null =>
    statements.find((it) => (it.operation?.index ?? -1) >= index) ?? null;
  return {
    enterOperation: (operation) => enter(operation, firstFrom(operation.index)),
    enterCall: (call) => enter(call, firstFrom(call.before)),
    enterStatement: (statement) => enter(statement.operation, () => statement),
    enterFile: () => enter(null, () => null),
    of(rule) {
      const known = contexts.get(rule);
      if (known !== undefined) return known;
      const made = newContext(rule);
      contexts.set(rule, made);
      return made;
    },
  };
}

/**
 * The statements of the other direction, those as unconditional that stand under the same conditions as the operation: with `if engine_name == "users"`
 * around both, one is done when the other was. A condition that calls something may change its answer between the two.
 */
function underConditionsOf(place: Placed | null, others: readonly Statement[]): readonly Statement[] {
  const own = place?.site.conditions ?? [];
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
function placed(report: Report, { site }: Placed): Report {
  const condition = site.conditions.at(-1);
  const why = condition === undefined ? report.why : `${report.why} ${conditionSentence(condition)}`;
  if (site.file === null) return { ...report, why };
  const at = callInThisFile(site) ?? report.at;
  return { ...report, why, at, also: [], fixes: undefined, revision: undefined };
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

function callInThisFile(site: CallSite): Span | null {
  return site.frames.findLast((it) => it.file === null)?.call ?? null;
}
