import type { Unknown } from "../base/static.ts";
import type { FunctionClosure } from "./evaluate-expression.ts";
import { logContainer } from "./journal.ts";
import { changingMethods, mayBe, spoil } from "./may-be.ts";
import type { Run } from "./run.ts";
import { unknownBecause } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName, lookUp } from "./scope.ts";
import type { Call, Expression, Statement } from "./syntax.ts";
import type { PyFunction, PyValue } from "./value.ts";

/**
 * Before the body of a loop of unknown length runs once: makes unknown what an earlier turn may have changed, also in the functions of the
 * module that it calls by name. Names that it assigns become unknown; containers that only grow become open, others lose their contents.
 */
export function loosen(run: Run, scope: Scope, body: readonly Statement[], why: Unknown): void {
  const functions = new Set<PyFunction["definition"]>();
  const pending: { readonly scope: Scope; readonly code: unknown; readonly locals: boolean }[] = [
    { scope, code: body, locals: false },
  ];
  for (let it = pending.pop(); it !== undefined && functions.size < 50; it = pending.pop()) {
    const found = collect(it.code);
    for (const [name, growsOnly] of found.changed) {
      const value = lookUp(it.scope, name);
      if (value !== undefined && growsOnly) open(run, value, why);
      else if (value !== undefined) spoil(run, value, why);
    }
    for (const [name, sources] of found.assigned) {
      // A function's own variables are new in each call.
      if (it.locals && !found.declared.has(name)) continue;
      assignUnknown(run, it.locals ? it.scope.module : it.scope, name, sources, why);
    }
    for (const name of found.called) {
      const value = lookUp(it.scope, name);
      if (value?.type !== "function" || functions.has(value.definition)) continue;
      functions.add(value.definition);
      const { definition } = value;
      pending.push({ scope: (value.closure as FunctionClosure).scope, code: definition.body, locals: true });
    }
  }
}

function assignUnknown(run: Run, scope: Scope, name: string, sources: ReadonlySet<string>, why: Unknown): void {
  const value = lookUp(scope, name);
  if (value === undefined || value.type === "function" || value.type === "class") return;
  const made = unknownBecause(why, value.span);
  for (const it of [value, ...[...sources].map((source) => lookUp(scope, source))])
    if (it !== undefined) mayBe(run, made, it);
  if (value.type === "list" || value.type === "set" || value.type === "dict") open(run, value, why);
  assignName(run, scope, name, made);
}

function open(run: Run, value: PyValue, why: Unknown): void {
  if (value.type !== "list" && value.type !== "set" && value.type !== "dict") return;
  logContainer(run, value);
  value.open ??= why;
}

interface Found {
  /** Names that are bound, with the names on the right side, which they may be another name of. */
  readonly assigned: Map<string, Set<string>>;
  /** Names whose value is changed; true when it only grows. */
  readonly changed: Map<string, boolean>;
  readonly declared: Set<string>;
  readonly called: Set<string>;
}

const growingMethods = new Set(["add", "append", "extend", "insert", "setdefault"]);

function collect(code: unknown): Found {
  const found: Found = { assigned: new Map(), changed: new Map(), declared: new Set(), called: new Set() };
  const nodes: unknown[] = [code];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (typeof node !== "object" || node === null) continue;
    if ("type" in node) visit(node as Statement | Expression, found);
    for (const child of Object.values(node)) if (typeof child === "object" && child !== null) nodes.push(child);
  }
  spread(found);
  return found;
}

/** Another name of something that is changed: `rows = names; rows.append(x)` changes `names`. */
function spread(found: Found): void {
  const pending = [...found.changed];
  for (let it = pending.pop(); it !== undefined; it = pending.pop()) {
    const [name, growsOnly] = it;
    for (const source of found.assigned.get(name) ?? []) {
      const before = found.changed.get(source);
      if (before === growsOnly || before === false) continue;
      found.changed.set(source, growsOnly);
      pending.push([source, growsOnly]);
    }
  }
}

function visit(node: Statement | Expression, found: Found): void {
  switch (node.type) {
    case "Assign":
      for (const target of node.targets) collectTarget(target, node.value, found);
      return;
    case "AnnAssign":
    case "AugAssign":
      if (node.value !== null) collectTarget(node.target, node.value, found);
      if (node.type === "AugAssign") collectRoot(node.target, true, found);
      return;
    case "NamedExpression":
      collectTarget(node.target, node.value, found);
      return;
    case "For":
      collectTarget(node.target, node.iterable, found);
      return;
    case "With":
      for (const it of node.items) if (it.target !== null) collectTarget(it.target, it.context, found);
      return;
    case "Delete":
      for (const it of node.targets) collectTarget(it, it, found);
      return;
    case "Match":
      for (const it of node.captures) found.assigned.set(it, new Set());
      return;
    case "Global":
      for (const it of node.names) found.declared.add(it);
      return;
    case "Call":
      collectCall(node, found);
      return;
    default:
      return;
  }
}

function collectCall({ callee }: Call, found: Found): void {
  if (callee.type === "Name") found.called.add(callee.id);
  else if (callee.type === "Attribute" && changingMethods.has(callee.name))
    collectRoot(callee.value, growingMethods.has(callee.name), found);
}

function collectTarget(target: Expression, value: Expression, found: Found): void {
  switch (target.type) {
    case "Name": {
      const sources = found.assigned.get(target.id) ?? new Set();
      found.assigned.set(target.id, sources);
      collectNames(value, sources);
      return;
    }
    case "Tuple":
    case "List":
      for (const it of target.elements) collectTarget(it, value, found);
      return;
    case "Starred":
      collectTarget(target.value, value, found);
      return;
    case "Subscript":
    case "Attribute":
      collectRoot(target.value, false, found);
      return;
    default:
      return;
  }
}

function collectNames(value: Expression, names: Set<string>): void {
  const nodes: unknown[] = [value];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (typeof node !== "object" || node === null) continue;
    if ("type" in node && node.type === "Name" && "id" in node) names.add(String(node.id));
    for (const child of Object.values(node)) if (typeof child === "object" && child !== null) nodes.push(child);
  }
}

/** The name at the left end of `a.b[0].c`. */
function collectRoot(expression: Expression, growsOnly: boolean, found: Found): void {
  let at = expression;
  while (at.type === "Attribute" || at.type === "Subscript" || at.type === "Call")
    at = at.type === "Call" ? at.callee : at.value;
  if (at.type !== "Name") return;
  // What is reached through an attribute or an element is changed itself, not only added to.
  found.changed.set(at.id, (found.changed.get(at.id) ?? true) && growsOnly && at === expression);
}
