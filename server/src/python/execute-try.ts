import { handlerFor } from "./exceptions.ts";
import { executeBlock } from "./execute-statement.ts";
import type { Boundary, Completion, Path } from "./fork.ts";
import { closeBoundary, mergePaths, openBoundary, takeRaised } from "./fork.ts";
import type { OpenCondition } from "./host.ts";
import { apply, beginPath, endPath, pathEnd, revert } from "./journal.ts";
import type { Run } from "./run.ts";
import { shortText, siteAt, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName, deleteName } from "./scope.ts";
import { spoilWaiting } from "./spoil-waiting.ts";
import type { ExceptHandler, Try } from "./syntax.ts";
import type { PyValue } from "./value.ts";
import { none } from "./values.ts";

/**
 * `try`: no exception is assumed except those that the code itself raises. One raised under an unknown condition makes a second path: its handler
 * runs from the state at the `raise`.
 */
export function executeTry(run: Run, scope: Scope, statement: Try, boundary: Boundary | null): Completion {
  const { conditions } = run;
  const completion = executeAttempt(run, scope, statement, boundary);
  if (statement.finalBody.length === 0) return completion;
  // `finally` runs on every path, also on those that wait at an outer boundary.
  const inside = run.conditions;
  run.conditions = conditions;
  const mark = beginPath(run);
  const last = executeBlock(run, scope, statement.finalBody, boundary);
  spoilWaiting(boundary, pathEnd(run, mark));
  endPath(run);
  run.conditions = inside;
  return last.type === "normal" ? completion : last;
}

/** Everything but `finally`. */
function executeAttempt(run: Run, scope: Scope, statement: Try, boundary: Boundary | null): Completion {
  if (statement.handlers.length === 0) {
    const completion = executeBlock(run, scope, statement.body, boundary);
    return completion.type === "normal" ? executeBlock(run, scope, statement.orElse, boundary) : completion;
  }
  const outer = run.attempt;
  const attempt = openBoundary(run, boundary, ["raise"]);
  run.attempt = attempt;
  let completion = executeBlock(run, scope, statement.body, attempt);
  completion = takeRaised(run) ?? completion;
  run.attempt = outer;
  const raises = attempt.waiting.splice(0);
  closeBoundary(run, attempt, completion);
  if (completion.type === "raise") completion = handle(run, scope, statement, completion.exception, boundary);
  else if (completion.type === "normal") completion = executeBlock(run, scope, statement.orElse, boundary);
  if (raises.length === 0) return completion;
  const lingering = run.lingering.length;
  const main: Path = {
    completion,
    end: pathEnd(run, attempt.mark),
    condition: exceptCondition(run, statement, "else"),
  };
  const paths = [main];
  const after = run.conditions;
  for (const it of raises) {
    if (run.exhausted) break;
    revert(run, attempt.mark);
    apply(run, it.end);
    const condition = exceptCondition(run, statement, "except");
    run.conditions = [...conditionsWithout(attempt.conditions, condition), condition];
    const exception = it.completion.type === "raise" ? it.completion.exception : null;
    const handled = handle(run, scope, statement, exception, boundary);
    paths.push({ completion: handled, end: pathEnd(run, attempt.mark), condition });
  }
  run.lingering.length = lingering;
  run.conditions = after;
  const result = mergePaths(run, boundary, attempt.mark, paths);
  for (const _ of raises) endPath(run);
  return result;
}

function conditionsWithout(conditions: readonly OpenCondition[], condition: OpenCondition): readonly OpenCondition[] {
  return conditions.filter((it) => it.span.start !== condition.span.start || it.kind !== condition.kind);
}

/** "except": a handler runs; "else": none did. */
function exceptCondition(run: Run, statement: Try, kind: "except" | "else"): OpenCondition {
  const [handler] = statement.handlers;
  const span = handler?.exception?.span ?? handler?.span ?? statement.span;
  return { text: shortText(run, span), span, kind };
}

function handle(
  run: Run,
  scope: Scope,
  statement: Try,
  exception: PyValue | null,
  boundary: Boundary | null,
): Completion {
  const handler = handlerFor(run, scope, statement.handlers, exception);
  if (handler === null) {
    if (run.attempt === null) run.host.raised?.(exception, siteAt(run, statement.span));
    return { type: "raise", exception };
  }
  return runHandler(run, scope, handler, exception, boundary);
}

function runHandler(
  run: Run,
  scope: Scope,
  handler: ExceptHandler,
  exception: PyValue | null,
  boundary: Boundary | null,
): Completion {
  if (handler.name !== null) assignName(run, scope, handler.name, exception ?? none(valueSpan(run, handler.span)));
  const completion = executeBlock(run, scope, handler.body, boundary);
  if (handler.name !== null) deleteName(run, scope, handler.name);
  return completion;
}
