import type { Span } from "../base/span.ts";
import type { Answer, Unknown } from "../base/static.ts";
import { subset } from "./container-methods.ts";
import { contains, equals } from "./equality.ts";
import { iterateUnordered } from "./iterate.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import { hostUnknown } from "./run.ts";
import type { CompareOperator } from "./syntax.ts";
import { isUncomparable } from "./type-errors.ts";
import type { PyValue } from "./value.ts";
import { answerValue, unknownIn } from "./values.ts";

/** `left operator right`. A host object is asked first. */
export function compareValues(run: Run, left: PyValue, operator: CompareOperator, right: PyValue, span: Span): PyValue {
  if (left.type === "host") {
    const value = left.object.compare?.(operator, right, false, span);
    if (value !== undefined) return value;
  }
  if (right.type === "host") {
    const value = right.object.compare?.(operator, left, true, span);
    if (value !== undefined) return value;
  }
  if (isUncomparable(left, operator, right)) return raiseBuiltin(run, "TypeError", span);
  const why: Unknown = unknownIn([left, right]) ?? { reason: "unsupported", detail: `a comparison with ${operator}` };
  const answer = answerTo(run, left, operator, right, span);
  if (answer === "unknown" && (left.type === "host" || right.type === "host")) {
    const one = left.type === "host" ? left : right.type === "host" ? right : null;
    if (one !== null && one.object.inert !== true && unknownIn([left, right]) === null)
      return hostUnknown(run, "call", `a comparison with ${one.object.description}`, span);
  }
  return answerValue(answer, why, span);
}

function answerTo(run: Run, left: PyValue, operator: CompareOperator, right: PyValue, span: Span): Answer {
  switch (operator) {
    case "==":
      return equals(left, right);
    case "!=":
      return opposite(equals(left, right));
    case "is":
      return isSame(left, right);
    case "is not":
      return opposite(isSame(left, right));
    case "in":
      return isIn(run, left, right, span);
    case "not in":
      return opposite(isIn(run, left, right, span));
    default: {
      if (left.type === "set" && right.type === "set") return compareSets(left, operator, right);
      const order = compareOrder(left, right);
      if (order === null || Number.isNaN(order)) return order === null ? "unknown" : "no";
      const holds =
        operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
      return holds ? "yes" : "no";
    }
  }
}

function compareSets(
  left: Extract<PyValue, { type: "set" }>,
  operator: "<" | "<=" | ">" | ">=",
  right: Extract<PyValue, { type: "set" }>,
): Answer {
  const [small, big] = operator === "<" || operator === "<=" ? [left, right] : [right, left];
  const answer = subset(small, big);
  if (operator === "<=" || operator === ">=" || answer !== "yes") return answer;
  return opposite(equals(left, right));
}

function opposite(answer: Answer): Answer {
  return answer === "unknown" ? "unknown" : answer === "yes" ? "no" : "yes";
}

/** `is`: certain for None, True, False and objects with an identity; for numbers and texts Python promises nothing. */
function isSame(left: PyValue, right: PyValue): Answer {
  if (left.type === "unknown" || right.type === "unknown") return "unknown";
  if (left === right) return "yes";
  if (left.type !== right.type) return "no";
  switch (left.type) {
    case "none":
    case "ellipsis":
      return "yes";
    case "bool":
      return right.type === "bool" && left.value === right.value ? "yes" : "no";
    case "host":
      return right.type === "host" && left.object === right.object
        ? "yes"
        : left.object.inert === true
          ? "no"
          : "unknown";
    case "function":
      return equals(left, right);
    case "list":
    case "dict":
    case "set":
    case "class":
    case "instance":
      return "no";
    default:
      return equals(left, right) === "no" ? "no" : "unknown";
  }
}

function isIn(run: Run, value: PyValue, container: PyValue, span: Span): Answer {
  if (container.type === "unknown") return "unknown";
  if (container.type === "str") {
    if (value.type === "str") return container.value.includes(value.value) ? "yes" : "no";
    return "unknown";
  }
  const items = iterateUnordered(run, container, span);
  run.steps += items.elements.length >> 6;
  if (value.type === "unknown") return items.open === null && items.elements.length === 0 ? "no" : "unknown";
  const answer = contains(items.elements, value);
  return answer === "no" && items.open !== null ? "unknown" : answer;
}

/** Negative, 0 or positive as `a` is less, equal or greater; NaN when neither; null when it is not known. */
export function compareOrder(a: PyValue, b: PyValue, depth = 0): number | null {
  if (depth > 50) return null;
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : x >= y ? 0 : Number.NaN;
  if (a.type === "str" && b.type === "str") return compareText(a.value, b.value);
  if ((a.type === "list" && b.type === "list") || (a.type === "tuple" && b.type === "tuple")) {
    for (const [index, it] of a.elements.entries()) {
      const other = b.elements[index];
      if (other === undefined) return b.open === null ? 1 : null;
      const same = equals(it, other);
      if (same === "unknown") return null;
      if (same === "no") return compareOrder(it, other, depth + 1);
    }
    if (a.open !== null || b.open !== null) return null;
    return a.elements.length - b.elements.length;
  }
  return null;
}

function numberOf(value: PyValue): number | bigint | null {
  if (value.type === "int" || value.type === "float") return value.value;
  return value.type === "bool" ? Number(value.value) : null;
}

/** By code points, as Python compares; JavaScript compares UTF-16 units. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
    if (isHigh(x) !== isHigh(y)) return isHigh(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
