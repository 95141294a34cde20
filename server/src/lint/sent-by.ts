import type { Statement } from "../emit/statement.ts";
import type { Operation } from "../migration/operation.ts";
import type { StatementStep } from "../schema/replay.ts";
import type { RuleContext } from "./rule.ts";

/**
 * What a statement sends to the database by the replay, each with the schema just before it: SQL with its values, where it is known. Of an operation that sends several, the one
 * at the same place; all of them with the first statement, where the replay counts them otherwise. None where nothing is known of the history.
 */
export function sentBy(statement: Statement, ctx: RuleContext): readonly StatementStep[] {
  const { operation } = statement;
  if (operation === null) return [];
  const steps = stepsOf(operation, ctx);
  const own = ctx.statements.filter((it) => it.operation === operation);
  const at = own.indexOf(statement);
  if (steps.length === own.length) return steps.slice(at, at + 1);
  return at === 0 ? steps : [];
}

/** The replay may have read the file under other conditions (online): operations are the same when they are the same call for the same time. */
function stepsOf(operation: Operation, ctx: RuleContext): readonly StatementStep[] {
  const isSameCall = (it: Operation): boolean =>
    it.directive === operation.directive &&
    it.site.file === operation.site.file &&
    it.site.call.start === operation.site.call.start &&
    it.site.call.end === operation.site.call.end;
  const turn = ctx.body.operations.filter(isSameCall).indexOf(operation);
  const groups = new Map<Operation, StatementStep[]>();
  for (const step of ctx.schemas.steps(ctx.direction)) {
    const found = step.statement.operation;
    if (found === null || !isSameCall(found)) continue;
    const group = groups.get(found);
    if (group === undefined) groups.set(found, [step]);
    else group.push(step);
  }
  return [...groups.values()][turn] ?? [];
}
