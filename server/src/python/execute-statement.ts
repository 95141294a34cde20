import { assignTo, deleteTarget } from "./assign.ts";
import { getAttribute } from "./attribute.ts";
import { appendAll } from "./container-methods.ts";
import { applyDecorators } from "./decorate.ts";
import { defineClass } from "./define-class.ts";
import { evaluate, evaluateDefaults, evaluateIndex, evaluateTest } from "./evaluate-expression.ts";
import { applyBinary } from "./evaluate-operator.ts";
import { executeFor, executeIf, executeMatch, executeWhile, executeWith } from "./execute-control.ts";
import { executeImport, executeImportFrom } from "./execute-import.ts";
import { executeTry } from "./execute-try.ts";
import type { Boundary, Completion } from "./fork.ts";
import { normal, takeRaised } from "./fork.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { enter, siteAt, step, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName } from "./scope.ts";
import { subscript } from "./subscript.ts";
import type { AugAssign, Global, Raise, Statement } from "./syntax.ts";
import type { PyFunction } from "./value.ts";
import { none } from "./values.ts";

/** Runs statements until one leaves the block. */
export function executeBlock(
  run: Run,
  scope: Scope,
  statements: readonly Statement[],
  boundary: Boundary | null,
): Completion {
  if (!enter(run, statements[0]?.span ?? run.statement)) return normal;
  let completion: Completion = normal;
  for (const statement of statements) {
    if (!step(run, statement.span)) break;
    const outer = run.statement;
    run.statement = statement.span;
    completion = executeStatement(run, scope, statement, boundary);
    run.statement = outer;
    completion = takeRaised(run) ?? completion;
    if (completion.type !== "normal") break;
  }
  run.nesting--;
  return completion;
}

function executeStatement(run: Run, scope: Scope, statement: Statement, boundary: Boundary | null): Completion {
  const span = valueSpan(run, statement.span);
  switch (statement.type) {
    case "ExpressionStatement":
      evaluate(run, scope, statement.value);
      return normal;
    case "Assign": {
      const value = evaluate(run, scope, statement.value);
      for (const target of statement.targets) assignTo(run, scope, target, value);
      return normal;
    }
    case "AnnAssign":
      if (statement.value !== null) assignTo(run, scope, statement.target, evaluate(run, scope, statement.value));
      return normal;
    case "AugAssign":
      executeAugAssign(run, scope, statement);
      return normal;
    case "FunctionDef": {
      const made: PyFunction = {
        type: "function",
        definition: statement,
        name: statement.name,
        closure: { scope, defaults: evaluateDefaults(run, scope, statement.parameters) },
        boundSelf: null,
        span,
      };
      assignName(run, scope, statement.name, applyDecorators(run, scope, statement.decorators, made));
      return normal;
    }
    case "ClassDef":
      assignName(
        run,
        scope,
        statement.name,
        applyDecorators(run, scope, statement.decorators, defineClass(run, scope, statement)),
      );
      return normal;
    case "Return":
      return { type: "return", value: statement.value === null ? none(span) : evaluate(run, scope, statement.value) };
    case "If":
      return executeIf(run, scope, statement, boundary);
    case "For":
      return executeFor(run, scope, statement, boundary);
    case "While":
      return executeWhile(run, scope, statement, boundary);
    case "With":
      return executeWith(run, scope, statement, boundary);
    case "Try":
      return executeTry(run, scope, statement, boundary);
    case "Match":
      return executeMatch(run, scope, statement, boundary);
    case "Raise":
      return executeRaise(run, scope, statement);
    case "Import":
      executeImport(run, scope, statement);
      return normal;
    case "ImportFrom":
      executeImportFrom(run, scope, statement);
      return normal;
    case "Global":
      declareGlobal(scope, statement);
      return normal;
    case "Delete":
      for (const target of statement.targets) deleteTarget(run, scope, target);
      return normal;
    case "Break":
      return { type: "break" };
    case "Continue":
      return { type: "continue" };
    case "ErrorStatement":
      run.host.gap?.({ reason: "syntax", detail: "unfinished code" }, siteAt(run, statement.span));
      return normal;
    case "Assert":
      // A test that cannot be decided is taken to hold: it is there to stop a run, not to choose what runs.
      if (evaluateTest(run, scope, statement.test) === "no" && run.raised === null)
        raiseBuiltin(run, "AssertionError", statement.span);
      return normal;
    case "Pass":
      return normal;
  }
}

function declareGlobal(scope: Scope, statement: Global): void {
  for (const name of statement.names) {
    if (!statement.nonlocal) {
      scope.redirected.set(name, scope.module);
      continue;
    }
    let at = scope.outer;
    while (at !== null && (at.kind !== "function" || !at.variables.has(name))) at = at.outer;
    if (at !== null) scope.redirected.set(name, at);
  }
}

function executeAugAssign(run: Run, scope: Scope, statement: AugAssign): void {
  const span = valueSpan(run, statement.span);
  const { target, operator } = statement;
  if (target.type === "Attribute") {
    const object = evaluate(run, scope, target.value);
    const old = getAttribute(run, object, target.name, span);
    const right = evaluate(run, scope, statement.value);
    if (operator === "+" && appendAll(run, old, right, span)) return;
    assignTo(run, scope, target, applyBinary(run, old, operator, right, span), { object });
    return;
  }
  if (target.type === "Subscript") {
    const object = evaluate(run, scope, target.value);
    const index = evaluateIndex(run, scope, target.index);
    const old = subscript(run, object, index, span);
    const right = evaluate(run, scope, statement.value);
    if (operator === "+" && appendAll(run, old, right, span)) return;
    assignTo(run, scope, target, applyBinary(run, old, operator, right, span), { object, index });
    return;
  }
  const old = evaluate(run, scope, target);
  const right = evaluate(run, scope, statement.value);
  // `+=` changes a list in place.
  if (operator === "+" && appendAll(run, old, right, span)) return;
  assignTo(run, scope, target, applyBinary(run, old, operator, right, span));
}

function executeRaise(run: Run, scope: Scope, statement: Raise): Completion {
  const exception = statement.exception === null ? null : evaluate(run, scope, statement.exception);
  if (statement.cause !== null) evaluate(run, scope, statement.cause);
  // Inside `try` a handler may take it; then the `try` decides.
  if (run.attempt === null && !run.exhausted) run.host.raised?.(exception, siteAt(run, statement.span));
  return { type: "raise", exception };
}
