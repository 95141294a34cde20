import type { ModuleAssignment } from "./interpret.ts";
import { unknown } from "./run.ts";
import type { ModuleScope } from "./scope.ts";
import type { Expression, PyModule, Statement } from "./syntax.ts";

/** The last assignment of each name at module level (also inside `if` and `try`), with the value that the name has at the end. */
export function moduleAssignments(scope: ModuleScope, module: PyModule): ReadonlyMap<string, ModuleAssignment> {
  const found = new Map<string, ModuleAssignment>();
  const bind = (target: Expression, right: Expression): void => {
    if (target.type === "Tuple" || target.type === "List") {
      const values = right.type === "Tuple" || right.type === "List" ? right.elements : [];
      for (const [index, it] of target.elements.entries()) bind(it, values[index] ?? right);
    } else if (target.type === "Name") {
      const value = scope.variables.get(target.id) ?? unknown("condition", "a name that may not be bound", right.span);
      found.delete(target.id);
      found.set(target.id, { nameSpan: target.span, valueSpan: right.span, value });
    }
  };
  const visit = (statements: readonly Statement[], depth: number): void => {
    if (depth > 50) return;
    for (const it of statements) {
      if (it.type === "Assign") for (const target of it.targets) bind(target, it.value);
      else if (it.type === "AnnAssign" && it.value !== null) bind(it.target, it.value);
      else if (it.type === "AugAssign") bind(it.target, it.value);
      else if (it.type === "If") {
        visit(it.body, depth + 1);
        visit(it.orElse, depth + 1);
      } else if (it.type === "Try") {
        for (const block of [it.body, it.orElse, it.finalBody]) visit(block, depth + 1);
      } else if (it.type === "With") visit(it.body, depth + 1);
    }
  };
  visit(module.body, 0);
  return found;
}
