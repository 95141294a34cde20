import type { Unknown } from "../base/static.ts";
import { assignTo } from "./assign.ts";
import { addEntry } from "./container-methods.ts";
import { evaluate, evaluateTest } from "./evaluate-expression.ts";
import { branch } from "./fork.ts";
import { iterate, iterateUnordered } from "./iterate.ts";
import type { Run } from "./run.ts";
import { grow, shortText, step, unknownBecause, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { innerScope } from "./scope.ts";
import type { Comprehension, Expression } from "./syntax.ts";
import type { PyDict, PyValue } from "./value.ts";
import { list, none } from "./values.ts";

/** A comprehension; a generator expression is evaluated at once, as a list. */
export function evaluateComprehension(run: Run, outer: Scope, expression: Comprehension): PyValue {
  const span = valueSpan(run, expression.span);
  const scope = innerScope("comprehension", outer);
  const elements: PyValue[] = [];
  const dict: PyDict = { type: "dict", entries: [], open: null, span };
  let open: Unknown | null = null;
  const add = (): void => {
    const element = evaluate(run, scope, expression.element);
    if (expression.kind === "dict")
      addEntry(run, dict, element, expression.value === null ? none(span) : evaluate(run, scope, expression.value));
    else if (expression.kind === "set") addEntry(run, dict, element, none(span));
    else elements.push(element);
    grow(run, 1, expression.span);
  };
  /** What runs under an unknown condition is evaluated for its effects, but its value may not be in the result. */
  const tryElement = (): void => {
    evaluate(run, scope, expression.element);
    if (expression.value !== null) evaluate(run, scope, expression.value);
  };
  const runClause = (index: number, last: () => void): void => {
    const clause = expression.clauses[index];
    if (clause === undefined) {
      last();
      return;
    }
    const iterable = evaluate(run, index === 0 ? outer : scope, clause.iterable);
    const items = (expression.kind === "set" ? iterateUnordered : iterate)(
      run,
      iterable,
      valueSpan(run, clause.iterable.span),
    );
    const filter = (conditions: readonly Expression[], then: () => void): void => {
      const [condition, ...rest] = conditions;
      if (condition === undefined) {
        then();
        return;
      }
      const answer = evaluateTest(run, scope, condition);
      if (answer === "yes") filter(rest, then);
      if (answer !== "unknown") return;
      const text = shortText(run, condition.span);
      open ??= { reason: "condition", detail: `depends on ${text}` };
      branch(run, { text, span: condition.span, kind: "if" }, () =>
        filter(rest, () => runClause(index + 1, tryElement)),
      );
    };
    for (const item of items.elements) {
      if (!step(run, expression.span)) return;
      assignTo(run, scope, clause.target, item);
      filter(clause.conditions, () => runClause(index + 1, last));
    }
    if (items.open === null || run.exhausted) return;
    open ??= items.open;
    const text = shortText(run, clause.iterable.span);
    const why = items.open;
    branch(run, { text, span: clause.iterable.span, kind: "loop" }, () => {
      assignTo(run, scope, clause.target, unknownBecause(why, valueSpan(run, clause.target.span)));
      filter(clause.conditions, () => runClause(index + 1, tryElement));
    });
  };
  runClause(0, add);
  if (expression.kind === "dict") {
    dict.open ??= open;
    return dict;
  }
  if (expression.kind === "set")
    return { type: "set", elements: dict.entries.map((it) => it.key), open: dict.open ?? open, span };
  return list(elements, span, open);
}
