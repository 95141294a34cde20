import type { Span } from "../base/span.ts";
import type { Answer, Unknown } from "../base/static.ts";
import { getAttribute } from "./attribute.ts";
import { lookUpBuiltin } from "./builtin-functions.ts";
import { builtinNames } from "./builtin-names.ts";
import { compareValues } from "./compare.ts";
import { evaluateComprehension } from "./comprehension.ts";
import { addEntry } from "./container-methods.ts";
import { evaluateCall } from "./evaluate-call.ts";
import { evaluateBinary, evaluateUnary } from "./evaluate-operator.ts";
import { branch } from "./fork.ts";
import { formatPart } from "./format-value.ts";
import { iterate } from "./iterate.ts";
import { joined } from "./journal.ts";
import { mappedString, plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, enter, grow, shortText, siteAt, step, unknown, unknownBecause, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import { assignName, lookUp } from "./scope.ts";
import { subscript } from "./subscript.ts";
import type { Expression, FormattedString } from "./syntax.ts";
import { textOfParts } from "./text-with-holes.ts";
import type { PyDict, PyStr, PyUnknown, PyValue } from "./value.ts";
import { bool, int, list, none, truthOf, tuple } from "./values.ts";

/** The value of an expression; an unknown value with a reason when it cannot be known. */
export function evaluate(run: Run, scope: Scope, expression: Expression): PyValue {
  if (!step(run, expression.span)) return budgetUnknown(valueSpan(run, expression.span));
  if (!enter(run, expression.span)) return budgetUnknown(valueSpan(run, expression.span));
  const value = evaluateNode(run, scope, expression);
  run.nesting--;
  return value;
}

function evaluateNode(run: Run, scope: Scope, expression: Expression): PyValue {
  const span = valueSpan(run, expression.span);
  switch (expression.type) {
    case "Name":
      return evaluateName(run, scope, expression.id, span);
    case "Constant": {
      const { value } = expression;
      if (value === null) return none(span);
      if (value === "ellipsis") return { type: "ellipsis", span };
      if (typeof value === "boolean") return bool(value, span);
      if (expression.isFloat) return { type: "float", value: Number(value), span };
      return int(value, span);
    }
    case "StringLiteral":
      return mappedString(expression.value, run.foreign === null ? expression.pieces : [], span);
    case "BytesLiteral":
      return { type: "bytes", span };
    case "FormattedString":
      if (expression.isTemplate) return unknown("unsupported", "a template string", span);
      return evaluateFormatted(run, scope, expression, span);
    case "Attribute":
      return getAttribute(run, evaluate(run, scope, expression.value), expression.name, span);
    case "Subscript":
      return subscript(run, evaluate(run, scope, expression.value), evaluateIndex(run, scope, expression.index), span);
    case "Call":
      return evaluateCall(run, scope, expression);
    case "List": {
      const { elements, open } = evaluateElements(run, scope, expression.elements);
      return list(elements, span, open);
    }
    case "Tuple": {
      const { elements, open } = evaluateElements(run, scope, expression.elements);
      return tuple(elements, span, open);
    }
    case "Set": {
      const { elements, open } = evaluateElements(run, scope, expression.elements);
      const dict: PyDict = { type: "dict", entries: [], open: null, span };
      for (const key of elements) addEntry(run, dict, key, none(span));
      return { type: "set", elements: dict.entries.map((it) => it.key), open: open ?? dict.open, span };
    }
    case "Dict":
      return evaluateDict(run, scope, expression.entries, span);
    case "BinaryOperation":
      return evaluateBinary(run, scope, expression);
    case "UnaryOperation":
      return evaluateUnary(run, scope, expression);
    case "BooleanOperation":
      return evaluateBoolean(run, scope, expression.operator, expression.values, span);
    case "Compare":
      return evaluateCompare(run, scope, expression, span);
    case "Conditional":
      return evaluateConditional(run, scope, expression, span);
    case "Lambda":
      return {
        type: "function",
        definition: expression,
        name: "<lambda>",
        closure: { scope, defaults: evaluateDefaults(run, scope, expression.parameters) },
        boundSelf: null,
        span,
      };
    case "Comprehension":
      return evaluateComprehension(run, scope, expression);
    case "NamedExpression": {
      const value = evaluate(run, scope, expression.value);
      let target = scope;
      while (target.kind === "comprehension" && target.outer !== null) target = target.outer;
      assignName(run, target, expression.target.id, value);
      return value;
    }
    case "Starred":
      evaluate(run, scope, expression.value);
      return unknown("syntax", "a star outside a list", span);
    case "Slice":
      return unknown("syntax", "a slice outside brackets", span);
    case "Await":
      return evaluate(run, scope, expression.value);
    case "Yield": {
      const value = expression.value === null ? none(span) : evaluate(run, scope, expression.value);
      if (expression.delegates) {
        const items = iterate(run, value, span);
        for (const it of items.elements) run.onYield?.(it, span);
        if (items.open !== null) run.onYield?.(unknownBecause(items.open, span), span);
        return items.open === null ? none(span) : unknownBecause(items.open, span);
      }
      return run.onYield?.(value, span) ?? unknown("unsupported", "a value sent to a generator", span);
    }
    case "ErrorExpression":
      return unknown("syntax", "unfinished code", span);
  }
}

export interface FunctionClosure {
  readonly scope: Scope;
  readonly defaults: ReadonlyMap<string, PyValue>;
}

/** Defaults are evaluated once, where the function is defined. */
export function evaluateDefaults(
  run: Run,
  scope: Scope,
  parameters: readonly { readonly name: string; readonly defaultValue: Expression | null }[],
): ReadonlyMap<string, PyValue> {
  const defaults = new Map<string, PyValue>();
  for (const it of parameters) {
    if (it.defaultValue !== null) defaults.set(it.name, evaluate(run, scope, it.defaultValue));
  }
  return defaults;
}

function evaluateName(run: Run, scope: Scope, name: string, span: Span): PyValue {
  const found = lookUp(scope, name);
  if (found !== undefined) return found;
  // Hosts answer for names that a module does not have; no module that is imported by star shadows Python's own names.
  const builtin = lookUpBuiltin(run, scope, name, span);
  if (builtin !== undefined) return builtin;
  for (const module of scope.module.stars) {
    const value = module.type === "host" ? module.object.attribute?.(name, span) : undefined;
    if (value !== undefined) return value;
  }
  const star = scope.module.stars.find((it) => it.type === "unknown");
  if (star?.type === "unknown") {
    const value = unknown("import", `name ${name}, which may come from a star import`, span);
    run.origins.set(value, "import");
    return value;
  }
  if (!builtinNames.has(name)) run.host.undefinedName?.(name, siteAt(run, span));
  return unknown("unsupported", `name ${name}, which is not defined here`, span);
}

/** Elements of a list, tuple or set, `*x` spread. */
export function evaluateElements(
  run: Run,
  scope: Scope,
  expressions: readonly Expression[],
): { readonly elements: PyValue[]; readonly open: Unknown | null } {
  const elements: PyValue[] = [];
  let open: Unknown | null = null;
  for (const it of expressions) {
    if (it.type !== "Starred") {
      elements.push(evaluate(run, scope, it));
      continue;
    }
    const value = evaluate(run, scope, it.value);
    const items = iterate(run, value, it.span);
    for (const element of items.elements) elements.push(element);
    open ??= items.open;
  }
  grow(run, elements.length, expressions[0]?.span ?? { start: 0, end: 0 });
  return { elements, open };
}

function evaluateDict(
  run: Run,
  scope: Scope,
  entries: readonly { readonly key: Expression | null; readonly value: Expression }[],
  span: Span,
): PyValue {
  const dict: PyDict = { type: "dict", entries: [], open: null, span };
  for (const entry of entries) {
    if (entry.key === null) {
      const spread = evaluate(run, scope, entry.value);
      if (spread.type === "dict") {
        for (const it of [...spread.entries]) addEntry(run, dict, it.key, it.value);
        dict.open ??= spread.open;
      } else {
        dict.open ??=
          spread.type === "unknown"
            ? spread.why
            : { reason: "unsupported", detail: "keys of an object that is not read" };
      }
      continue;
    }
    const key = evaluate(run, scope, entry.key);
    addEntry(run, dict, key, evaluate(run, scope, entry.value));
  }
  grow(run, dict.entries.length, span);
  return dict;
}

/** An index: a value, or a slice as a tuple of three marked by `slice`. */
export function evaluateIndex(run: Run, scope: Scope, index: Expression): PyValue | SliceValue {
  if (index.type !== "Slice") return evaluate(run, scope, index);
  const bound = (it: Expression | null): PyValue | null => (it === null ? null : evaluate(run, scope, it));
  return { slice: [bound(index.lower), bound(index.upper), bound(index.step)] };
}

export interface SliceValue {
  readonly slice: readonly [PyValue | null, PyValue | null, PyValue | null];
}

function evaluateFormatted(run: Run, scope: Scope, expression: FormattedString, span: Span): PyValue {
  const parts: (PyStr | PyUnknown)[] = [];
  for (const part of expression.parts) {
    if (part.type === "StringLiteral") {
      parts.push(mappedString(part.value, run.foreign === null ? part.pieces : [], valueSpan(run, part.span)));
      continue;
    }
    const value = evaluate(run, scope, part.value);
    const format = part.format === null ? null : evaluateFormatted(run, scope, part.format, span);
    if (part.selfDocumenting !== null) parts.push(plainString(part.selfDocumenting, span));
    const text = formatPart(run, value, part.conversion, format, valueSpan(run, part.span));
    parts.push(text.type === "str" || text.type === "unknown" ? text : unknown("unsupported", "a format", span));
  }
  return textOfParts(run, parts, span);
}

/** The truth of a test: `unknown and False` is known to be false although its value is not known. */
export function evaluateTest(run: Run, scope: Scope, expression: Expression): Answer {
  if (expression.type === "UnaryOperation" && expression.operator === "not") {
    const answer = evaluateTest(run, scope, expression.operand);
    return answer === "unknown" ? "unknown" : answer === "yes" ? "no" : "yes";
  }
  if (expression.type !== "BooleanOperation") return truthOf(evaluate(run, scope, expression));
  const stop: Answer = expression.operator === "and" ? "no" : "yes";
  return evaluateChain(run, scope, expression.values, 0, stop, expression.operator);
}

function evaluateChain(
  run: Run,
  scope: Scope,
  values: readonly Expression[],
  from: number,
  stop: Answer,
  operator: "and" | "or",
): Answer {
  for (let at = from; at < values.length; at++) {
    const value = values[at];
    if (value === undefined) break;
    const answer = evaluateTest(run, scope, value);
    if (answer === stop) return stop;
    if (answer !== "unknown" || at + 1 >= values.length) {
      if (answer === "unknown") return "unknown";
      continue;
    }
    // The rest is evaluated only if this one does not decide.
    let rest: Answer = "unknown";
    const condition = {
      text: shortText(run, value.span),
      span: value.span,
      kind: operator === "and" ? "if" : "else",
    } as const;
    branch(run, condition, () => {
      rest = evaluateChain(run, scope, values, at + 1, stop, operator);
    });
    return rest === stop ? stop : "unknown";
  }
  return stop === "no" ? "yes" : "no";
}

function evaluateBoolean(
  run: Run,
  scope: Scope,
  operator: "and" | "or",
  values: readonly Expression[],
  span: Span,
): PyValue {
  const stop: Answer = operator === "and" ? "no" : "yes";
  let last: PyValue = none(span);
  for (const [index, it] of values.entries()) {
    last = evaluate(run, scope, it);
    const answer = truthOf(last);
    if (answer === stop) return last;
    if (answer === "unknown" && index + 1 < values.length) {
      const condition = {
        text: shortText(run, it.span),
        span: it.span,
        kind: operator === "and" ? "if" : "else",
      } as const;
      branch(run, condition, () => evaluateBoolean(run, scope, operator, values.slice(index + 1), span));
      const why: Unknown =
        last.type === "unknown" ? last.why : { reason: "condition", detail: shortText(run, it.span) };
      return { type: "unknown", why, span };
    }
  }
  return last;
}

function evaluateCompare(
  run: Run,
  scope: Scope,
  expression: Extract<Expression, { type: "Compare" }>,
  span: Span,
): PyValue {
  let left = evaluate(run, scope, expression.left);
  let result: PyValue = bool(true, span);
  for (const link of expression.rest) {
    const right = evaluate(run, scope, link.right);
    const one = compareValues(run, left, link.operator, right, span);
    if (expression.rest.length === 1) return one;
    const answer = truthOf(one);
    if (answer === "no") return one;
    if (answer === "unknown") result = one;
    left = right;
  }
  return result;
}

function evaluateConditional(
  run: Run,
  scope: Scope,
  expression: Extract<Expression, { type: "Conditional" }>,
  span: Span,
): PyValue {
  const answer = evaluateTest(run, scope, expression.test);
  if (answer === "yes") return evaluate(run, scope, expression.body);
  if (answer === "no") return evaluate(run, scope, expression.orElse);
  const text = shortText(run, expression.test.span);
  const at = expression.test.span;
  let first: PyValue = none(span);
  let second: PyValue = none(span);
  branch(
    run,
    { text, span: at, kind: "if" },
    () => {
      first = evaluate(run, scope, expression.body);
    },
    {
      condition: { text, span: at, kind: "else" },
      run: () => {
        second = evaluate(run, scope, expression.orElse);
      },
    },
  );
  return joined(run, first, second, { reason: "condition", detail: `depends on ${text}` }, span);
}
