import type { Unknown } from "../base/static.ts";
import { logContainer } from "./journal.ts";
import type { Run } from "./run.ts";
import { unknownBecause } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName, lookUp } from "./scope.ts";
import type { Expression, Statement } from "./syntax.ts";
import type { PyValue } from "./value.ts";

/**
 * Before the body of a loop of unknown length runs once: makes unknown what an earlier turn may have changed. Names that the body assigns
 * become unknown; lists, sets and dicts on which it calls a method or sets an element become open.
 */
export function loosen(run: Run, scope: Scope, body: readonly Statement[], why: Unknown): void {
  const found = { assigned: new Set<string>(), changed: new Set<string>() };
  collectStatements(body, found, 0);
  for (const name of found.changed) {
    const value = lookUp(scope, name);
    if (value !== undefined) open(run, value, why);
  }
  for (const name of found.assigned) {
    const value = lookUp(scope, name);
    if (value === undefined || value.type === "function" || value.type === "class") continue;
    open(run, value, why);
    assignName(run, scope, name, unknownBecause(why, value.span));
  }
}

function open(run: Run, value: PyValue, why: Unknown): void {
  if (value.type !== "list" && value.type !== "set" && value.type !== "dict") return;
  logContainer(run, value);
  value.open ??= why;
}

interface Found {
  readonly assigned: Set<string>;
  readonly changed: Set<string>;
}

function collectStatements(statements: readonly Statement[], found: Found, depth: number): void {
  if (depth > 100) return;
  for (const it of statements) collectStatement(it, found, depth + 1);
}

function collectStatement(it: Statement, found: Found, depth: number): void {
  switch (it.type) {
    case "Assign":
      for (const target of it.targets) collectTarget(target, found);
      collectCall(it.value, found);
      return;
    case "AnnAssign":
      if (it.value !== null) collectTarget(it.target, found);
      return;
    case "AugAssign":
      collectTarget(it.target, found);
      return;
    case "ExpressionStatement":
      collectCall(it.value, found);
      return;
    case "For":
      collectTarget(it.target, found);
      collectStatements(it.body, found, depth);
      collectStatements(it.orElse, found, depth);
      return;
    case "While":
    case "If":
      collectStatements(it.body, found, depth);
      collectStatements(it.orElse, found, depth);
      return;
    case "With":
      for (const item of it.items) if (item.target !== null) collectTarget(item.target, found);
      collectStatements(it.body, found, depth);
      return;
    case "Try":
      for (const block of [it.body, it.orElse, it.finalBody, ...it.handlers.map((handler) => handler.body)])
        collectStatements(block, found, depth);
      return;
    case "Match":
      for (const name of it.captures) found.assigned.add(name);
      for (const block of it.cases) collectStatements(block, found, depth);
      return;
    case "Delete":
      for (const target of it.targets) collectTarget(target, found);
      return;
    default:
      return;
  }
}

function collectTarget(target: Expression, found: Found): void {
  switch (target.type) {
    case "Name":
      found.assigned.add(target.id);
      return;
    case "Tuple":
    case "List":
      for (const it of target.elements) collectTarget(it, found);
      return;
    case "Starred":
      collectTarget(target.value, found);
      return;
    case "Subscript":
    case "Attribute":
      collectRoot(target.value, found);
      return;
    default:
      return;
  }
}

/** `rows.append(x)`, `by_name.setdefault(k, []).append(x)`. */
function collectCall(expression: Expression, found: Found): void {
  if (expression.type === "Call" && expression.callee.type === "Attribute") collectRoot(expression.callee.value, found);
}

function collectRoot(expression: Expression, found: Found): void {
  let at = expression;
  for (;;) {
    if (at.type === "Name") {
      found.changed.add(at.id);
      return;
    }
    if (at.type === "Attribute" || at.type === "Subscript") at = at.value;
    else if (at.type === "Call") at = at.callee;
    else return;
  }
}
