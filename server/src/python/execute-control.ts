import type { Span } from "../base/span.ts";
import { assignTo } from "./assign.ts";
import { getAttribute } from "./attribute.ts";
import { canLeave } from "./can-leave.ts";
import { callValue } from "./evaluate-call.ts";
import { evaluate, evaluateTest } from "./evaluate-expression.ts";
import { executeBlock } from "./execute-statement.ts";
import type { Boundary, Completion } from "./fork.ts";
import { closeBoundary, fork, normal, openBoundary } from "./fork.ts";
import { generatorManager } from "./generator.ts";
import type { OpenCondition } from "./host.ts";
import { isUnordered, iterateUnordered, orderUnknown } from "./iterate.ts";
import { loosen } from "./loosen.ts";
import type { Run } from "./run.ts";
import { callSite, derived, enter, shortText, siteAt, step, unknown, unknownBecause, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName } from "./scope.ts";
import type { Expression, For, If, Match, Statement, While, With } from "./syntax.ts";
import type { PyValue } from "./value.ts";
import { none } from "./values.ts";

export function executeIf(run: Run, scope: Scope, statement: If, boundary: Boundary | null): Completion {
  // `elif` chains are nested in the syntax; they are followed here in a loop.
  let at = statement;
  for (;;) {
    const answer = evaluateTest(run, scope, at.test);
    if (run.exhausted || run.raised !== null) return normal;
    if (answer === "yes") return executeBlock(run, scope, at.body, boundary);
    if (answer === "unknown") break;
    const [next] = at.orElse;
    if (at.orElse.length !== 1 || next?.type !== "If") return executeBlock(run, scope, at.orElse, boundary);
    at = next;
    if (!step(run, at.span)) return normal;
  }
  const test = at;
  const text = shortText(run, test.test.span);
  return fork(
    run,
    boundary,
    { text, span: test.test.span, kind: "if" },
    () => executeBlock(run, scope, test.body, boundary),
    {
      condition: { text, span: test.test.span, kind: "else" },
      run: () => executeBlock(run, scope, test.orElse, boundary),
    },
  );
}

export function executeWhile(run: Run, scope: Scope, statement: While, boundary: Boundary | null): Completion {
  const loop = openBoundary(run, boundary, ["break"]);
  let completion: Completion = normal;
  if (statement.test.type === "Constant" && statement.test.value && !canLeave(statement.body)) {
    // Only an exception ends such a loop, and none is assumed to happen.
    completion = executeOnce(run, scope, statement.body, statement.test, loop, () => undefined);
    return closeLoop(run, loop, completion);
  }
  for (;;) {
    if (!step(run, statement.span)) break;
    const answer = evaluateTest(run, scope, statement.test);
    if (answer === "no") {
      completion = executeBlock(run, scope, statement.orElse, loop);
      break;
    }
    if (answer === "unknown") {
      completion = executeOnce(run, scope, statement.body, statement.test, loop, () => undefined);
      break;
    }
    const lingering = run.lingering.length;
    completion = executeTurn(run, scope, statement.body, loop);
    if (completion.type !== "normal") break;
    if (run.lingering.length > lingering) {
      // `while True:` with a `break` under an unknown condition: how many turns follow is not known.
      const text = shortText(run, statement.test.span);
      loosen(run, scope, statement.body, { reason: "condition", detail: `changed in a loop while ${text}` });
      break;
    }
  }
  return closeLoop(run, loop, completion);
}

export function executeFor(run: Run, scope: Scope, statement: For, boundary: Boundary | null): Completion {
  const loop = openBoundary(run, boundary, ["break"]);
  const iterable = evaluate(run, scope, statement.iterable);
  const items = iterateUnordered(run, iterable, valueSpan(run, statement.iterable.span));
  const { effects } = run;
  let completion: Completion = normal;
  for (const item of items.elements) {
    if (!step(run, statement.span)) break;
    assignTo(run, scope, statement.target, item);
    completion = executeTurn(run, scope, statement.body, loop);
    if (completion.type !== "normal") break;
  }
  if (isUnordered(iterable) && run.effects > effects)
    run.host.gap?.(orderUnknown(), siteAt(run, statement.iterable.span));
  if (completion.type === "normal" && items.open !== null && !run.exhausted) {
    const { open } = items;
    const at = valueSpan(run, statement.target.span);
    const value = iterable.type === "unknown" ? derived(run, iterable, at) : unknownBecause(open, at);
    completion = executeOnce(run, scope, statement.body, statement.iterable, loop, () =>
      assignTo(run, scope, statement.target, value),
    );
  }
  if (completion.type === "normal") completion = executeBlock(run, scope, statement.orElse, loop);
  return closeLoop(run, loop, completion);
}

function closeLoop(run: Run, loop: Boundary, completion: Completion): Completion {
  const result = closeBoundary(run, loop, completion);
  return result.type === "break" ? normal : result;
}

/** One turn of a loop. */
function executeTurn(run: Run, scope: Scope, body: readonly Statement[], loop: Boundary): Completion {
  const turn = openBoundary(run, loop, ["continue"]);
  const result = closeBoundary(run, turn, executeBlock(run, scope, body, turn));
  return result.type === "continue" ? normal : result;
}

/** The body of a loop over unknown data: once, with everything unknown that an earlier turn may have changed. */
function executeOnce(
  run: Run,
  scope: Scope,
  body: readonly Statement[],
  over: Expression,
  loop: Boundary,
  bind: () => void,
): Completion {
  const text = shortText(run, over.span);
  const condition: OpenCondition = { text, span: over.span, kind: "loop" };
  return fork(
    run,
    loop.outer,
    condition,
    () => {
      loosen(run, scope, body, { reason: "condition", detail: `changed in a loop over ${text}` });
      bind();
      // `break` only ends a loop whose length is not known anyway.
      const inner = openBoundary(run, loop.outer, ["break", "continue"]);
      const result = closeBoundary(run, inner, executeBlock(run, scope, body, inner));
      return result.type === "break" || result.type === "continue" ? normal : result;
    },
    null,
  );
}

export function executeMatch(run: Run, scope: Scope, statement: Match, boundary: Boundary | null): Completion {
  const subject = evaluate(run, scope, statement.subject);
  const { span } = statement.subject;
  const text = shortText(run, span);
  for (const body of statement.cases) {
    const completion = fork(
      run,
      boundary,
      { text, span, kind: "case" },
      () => {
        for (const name of statement.captures)
          assignName(run, scope, name, unknown("condition", `part of ${text}`, subject.span));
        return executeBlock(run, scope, body, boundary);
      },
      null,
    );
    if (completion.type !== "normal") return completion;
  }
  return normal;
}

export function executeWith(run: Run, scope: Scope, statement: With, boundary: Boundary | null): Completion {
  return enterItem(run, scope, statement, 0, boundary);
}

function enterItem(run: Run, scope: Scope, statement: With, index: number, boundary: Boundary | null): Completion {
  const item = statement.items[index];
  if (item === undefined || run.exhausted || run.raised !== null)
    return executeBlock(run, scope, statement.body, boundary);
  const manager = evaluate(run, scope, item.context);
  const span = valueSpan(run, item.context.span);
  const bind = (value: PyValue): void => {
    if (item.target !== null) assignTo(run, scope, item.target, value);
  };
  const next = (): Completion => {
    if (!enter(run, item.context.span)) return normal;
    const completion = enterItem(run, scope, statement, index + 1, boundary);
    run.nesting--;
    return completion;
  };
  const generator = generatorManager(run, manager);
  if (generator !== null) {
    return generator(span, (value) => {
      bind(value);
      return next();
    });
  }
  if (manager.type === "host") {
    const site = siteOfContext(run, item.context);
    const entered = manager.object.enter?.(site);
    bind(entered ?? unknown("unsupported", `what ${manager.object.description} gives to a with block`, span));
    const completion = next();
    if (!run.exhausted) manager.object.exit?.(site);
    return completion;
  }
  if (manager.type === "instance") {
    const call = (name: string): PyValue => {
      const args = name === "__exit__" ? [none(span), none(span), none(span)] : [];
      return callValue(run, getAttribute(run, manager, name, span), args, siteAt(run, item.context.span));
    };
    bind(call("__enter__"));
    const completion = next();
    call("__exit__");
    return completion;
  }
  bind(manager.type === "unknown" ? derived(run, manager, span) : unknown("unsupported", "a with block", span));
  return next();
}

function siteOfContext(run: Run, context: Expression): ReturnType<typeof callSite> {
  if (context.type !== "Call") return siteAt(run, context.span);
  const callee: Span = context.callee.span;
  return callSite(run, context.span, callee, context.argumentsSpan, context.closed);
}
