import type { Span } from "../base/span.ts";
import { combineSets, repeat } from "./container-methods.ts";
import { updateDict } from "./dict-methods.ts";
import { positionalArgument } from "./evaluate-call.ts";
import { evaluate } from "./evaluate-expression.ts";
import { integerPower } from "./integer-power.ts";
import { concatenate } from "./mapped-string.ts";
import { formatPercent } from "./percent-format.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, derived, grow, hostUnknown, unknown, unknownBecause, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { BinaryOperation, BinaryOperator, UnaryOperation } from "./syntax.ts";
import { textOfParts } from "./text-with-holes.ts";
import { operatorError } from "./type-errors.ts";
import type { PyDict, PyValue } from "./value.ts";
import { asIndex, asInteger, bool, int, list, truthOf, tuple, unknownIn } from "./values.ts";

/** A chain of operators leans to the left and can be long: its left spine is followed in a loop. */
export function evaluateBinary(run: Run, scope: Scope, expression: BinaryOperation): PyValue {
  const links: BinaryOperation[] = [];
  let bottom: BinaryOperation["left"] = expression;
  while (bottom.type === "BinaryOperation") {
    links.push(bottom);
    bottom = bottom.left;
  }
  let value = evaluate(run, scope, bottom);
  for (const link of links.reverse()) {
    const right = evaluate(run, scope, link.right);
    if (run.exhausted) return budgetUnknown(valueSpan(run, expression.span));
    const span = valueSpan(run, link.span);
    const error = operatorError(value, link.operator, right);
    value = error === null ? applyBinary(run, value, link.operator, right, span) : raiseBuiltin(run, error, span);
  }
  return value;
}

/** `left operator right` of two values. */
export function applyBinary(run: Run, left: PyValue, operator: BinaryOperator, right: PyValue, span: Span): PyValue {
  if (operator === "%" && left.type === "str") return formatPercent(run, left, right, span);
  if (left.type === "host") {
    const value = left.object.binary?.(operator, right, false, span);
    if (value !== undefined) return value;
  }
  if (right.type === "host") {
    const value = right.object.binary?.(operator, left, true, span);
    if (value !== undefined) return value;
  }
  if (
    operator === "+" &&
    (left.type === "str" || left.type === "unknown") &&
    (right.type === "str" || right.type === "unknown")
  ) {
    // Something known to be a text can only be added to a text.
    const isText = (it: PyValue): boolean => it.type === "str" || (it.type === "unknown" && it.parts !== undefined);
    if (isText(left) || isText(right)) return textOfParts(run, [left, right], span);
  }
  if (left.type === "unknown") return derived(run, left, span);
  if (right.type === "unknown") return derived(run, right, span);
  const value = calculate(run, left, operator, right, span);
  if (value !== undefined) return value;
  const host = left.type === "host" ? left : right.type === "host" ? right : null;
  if (host !== null && host.object.inert !== true)
    return hostUnknown(run, "call", `${host.object.description} ${operator} …`, span);
  const why = unknownIn([left, right]);
  return why === null
    ? unknown("unsupported", `${left.type} ${operator} ${right.type}`, span)
    : unknownBecause(why, span);
}

function calculate(run: Run, left: PyValue, operator: BinaryOperator, right: PyValue, span: Span): PyValue | undefined {
  const a = asInteger(left);
  const b = asInteger(right);
  if (a !== null && b !== null) {
    if (left.type === "bool" && right.type === "bool") {
      if (operator === "&") return bool(left.value && right.value, span);
      if (operator === "|") return bool(left.value || right.value, span);
      if (operator === "^") return bool(left.value !== right.value, span);
    }
    const value = integers(run, BigInt(a), operator, BigInt(b), span);
    const isHuge =
      value?.type === "int" && typeof value.value === "bigint" && (value.value > huge || value.value < -huge);
    return isHuge ? undefined : value;
  }
  const x = left.type === "float" ? left.value : a === null ? null : Number(a);
  const y = right.type === "float" ? right.value : b === null ? null : Number(b);
  if (x !== null && y !== null) return floats(x, operator, y, span);
  if (operator === "*") {
    const [many, count] = a === null ? [left, asIndex(right)] : [right, asIndex(left)];
    if (count === null) return undefined;
    if (many.type === "str") {
      if (!grow(run, many.value.length * Math.max(count, 0), span)) return budgetUnknown(span);
      return concatenate(new Array(Math.max(count, 0)).fill(many), span);
    }
    return many.type === "list" || many.type === "tuple" ? repeat(run, many, count, span) : undefined;
  }
  if (operator === "+") {
    if (left.type === "str" && right.type === "str") {
      if (!grow(run, left.value.length + right.value.length, span)) return budgetUnknown(span);
      return concatenate([left, right], span);
    }
    const isOpen = left.type === "list" || left.type === "tuple" ? left.open : null;
    if (left.type === right.type && (left.type === "list" || left.type === "tuple") && "elements" in right) {
      if (!grow(run, left.elements.length + right.elements.length, span)) return budgetUnknown(span);
      const elements = [...left.elements, ...right.elements];
      const open = isOpen ?? right.open;
      return left.type === "list" ? list(elements, span, open) : tuple(elements, span, open);
    }
    return undefined;
  }
  if (
    left.type === "set" &&
    right.type === "set" &&
    (operator === "|" || operator === "&" || operator === "-" || operator === "^")
  )
    return combineSets(run, left, operator, right, span) ?? undefined;
  if (operator === "|" && left.type === "dict" && right.type === "dict") {
    const merged: PyDict = { type: "dict", entries: left.entries.map((it) => ({ ...it })), open: left.open, span };
    updateDict(run, merged, [positionalArgument(right)], span);
    return merged;
  }
  return undefined;
}

/** Integers beyond 40,000 bits are not followed. */
const huge = 1n << 40_000n;

function integers(run: Run, a: bigint, operator: BinaryOperator, b: bigint, span: Span): PyValue | undefined {
  switch (operator) {
    case "+":
      return int(a + b, span);
    case "-":
      return int(a - b, span);
    case "*":
      return int(a * b, span);
    case "/":
      return b === 0n ? undefined : { type: "float", value: Number(a) / Number(b), span };
    case "//":
      return b === 0n ? undefined : int(floorDivide(a, b), span);
    case "%":
      return b === 0n ? undefined : int(a - floorDivide(a, b) * b, span);
    case "**":
      if (b < 0n) return a === 0n ? undefined : { type: "float", value: Number(a) ** Number(b), span };
      return integerPower(run, a, b, span);
    case "<<":
      return b < 0n || b > 10_000n ? undefined : int(a << b, span);
    case ">>":
      return b < 0n || b > 1_000_000n ? undefined : int(a >> b, span);
    case "&":
      return int(a & b, span);
    case "|":
      return int(a | b, span);
    case "^":
      return int(a ^ b, span);
    case "@":
      return undefined;
  }
}

/** Python rounds down, JavaScript towards zero. */
function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function floats(a: number, operator: BinaryOperator, b: number, span: Span): PyValue | undefined {
  const float = (value: number): PyValue => ({ type: "float", value, span });
  switch (operator) {
    case "+":
      return float(a + b);
    case "-":
      return float(a - b);
    case "*":
      return float(a * b);
    case "/":
      return b === 0 ? undefined : float(a / b);
    case "//":
      return b === 0 ? undefined : float(Math.floor(a / b));
    case "%": {
      if (b === 0) return undefined;
      const rest = a % b;
      return float(rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest);
    }
    case "**":
      return (a < 0 && !Number.isInteger(b)) || (a === 0 && b < 0) ? undefined : float(a ** b);
    default:
      return undefined;
  }
}

export function evaluateUnary(run: Run, scope: Scope, expression: UnaryOperation): PyValue {
  const span = valueSpan(run, expression.span);
  const value = evaluate(run, scope, expression.operand);
  const { operator } = expression;
  if (operator === "not") {
    const answer = truthOf(value);
    if (answer !== "unknown") return bool(answer === "no", span);
    if (value.type === "unknown") return derived(run, value, span);
    return unknownBecause(unknownIn([value]) ?? { reason: "call", detail: "the truth of an object" }, span);
  }
  if (value.type === "host") {
    const result = value.object.unary?.(operator, span);
    if (result !== undefined) return result;
    return hostUnknown(run, "call", `${operator}${value.object.description}`, span);
  }
  if (value.type === "unknown") return derived(run, value, span);
  if (value.type === "float" && operator !== "~")
    return { type: "float", value: operator === "-" ? -value.value : value.value, span };
  const it = asInteger(value);
  if (it === null && (value.type === "str" || value.type === "none")) return raiseBuiltin(run, "TypeError", span);
  if (it === null) return unknown("unsupported", `${operator}${value.type}`, span);
  const exact = BigInt(it);
  return int(operator === "-" ? -exact : operator === "~" ? ~exact : exact, span);
}
