import { deleteItem, setItem } from "./container-methods.ts";
import type { SliceValue } from "./evaluate-expression.ts";
import { evaluate, evaluateIndex } from "./evaluate-expression.ts";
import { iterate } from "./iterate.ts";
import { logVariable } from "./journal.ts";
import { changeUnknown } from "./may-be.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { siteAt, unknown, unknownBecause, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName, deleteName } from "./scope.ts";
import type { Expression } from "./syntax.ts";
import type { PyValue } from "./value.ts";
import { list } from "./values.ts";

/** Binds a target: a name, an attribute, an element, or several of them. `known` holds parts of the target that are already evaluated. */
export function assignTo(
  run: Run,
  scope: Scope,
  target: Expression,
  value: PyValue,
  known?: { readonly object: PyValue; readonly index?: PyValue | SliceValue },
): void {
  // An exception on the way leaves everything as it was.
  if (run.raised !== null) return;
  switch (target.type) {
    case "Name":
      assignName(run, scope, target.id, value);
      return;
    case "Attribute":
      setAttribute(run, known?.object ?? evaluate(run, scope, target.value), target.name, value, target);
      return;
    case "Subscript": {
      const object = known?.object ?? evaluate(run, scope, target.value);
      setItem(run, object, known?.index ?? evaluateIndex(run, scope, target.index), value, valueSpan(run, target.span));
      return;
    }
    case "Tuple":
    case "List":
      unpack(run, scope, target.elements, value);
      return;
    case "Starred":
      assignTo(run, scope, target.value, value);
      return;
    default:
      return;
  }
}

function unpack(run: Run, scope: Scope, targets: readonly Expression[], value: PyValue): void {
  const items = iterate(run, value, value.span);
  const star = targets.findIndex((it) => it.type === "Starred");
  const fits = star < 0 ? items.elements.length === targets.length : items.elements.length >= targets.length - 1;
  if (items.open !== null) {
    for (const it of targets) assignTo(run, scope, it, unknownBecause(items.open, valueSpan(run, it.span)));
    return;
  }
  if (!fits) {
    raiseBuiltin(run, "ValueError", value.span);
    return;
  }
  const rest = items.elements.length - (targets.length - 1);
  for (const [index, it] of targets.entries()) {
    if (star >= 0 && index === star) {
      const part = items.elements.slice(index, index + rest);
      assignTo(run, scope, it, list(part, valueSpan(run, it.span)));
      continue;
    }
    const at = star >= 0 && index > star ? index + rest - 1 : index;
    assignTo(run, scope, it, items.elements[at] ?? unknown("unsupported", "a missing value", it.span));
  }
}

function setAttribute(run: Run, object: PyValue, name: string, value: PyValue, target: Expression): void {
  if (object.type === "instance" || object.type === "class") {
    logVariable(run, object.attributes, name);
    object.attributes.set(name, value);
  } else if (object.type === "unknown") {
    changeUnknown(run, object);
  } else if (object.type === "host") {
    object.object.setAttribute?.(name, value, siteAt(run, target.span));
  }
}

export function deleteTarget(run: Run, scope: Scope, target: Expression): void {
  if (target.type === "Name") deleteName(run, scope, target.id);
  else if (target.type === "Tuple" || target.type === "List")
    for (const it of target.elements) deleteTarget(run, scope, it);
  else if (target.type === "Subscript") {
    const object = evaluate(run, scope, target.value);
    deleteItem(run, object, evaluateIndex(run, scope, target.index), valueSpan(run, target.span));
  } else if (target.type === "Attribute") {
    const object = evaluate(run, scope, target.value);
    if (object.type !== "instance" && object.type !== "class") return;
    logVariable(run, object.attributes, target.name);
    object.attributes.delete(target.name);
  }
}
