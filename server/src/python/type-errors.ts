import type { BinaryOperator, CompareOperator } from "./syntax.ts";
import type { PyValue } from "./value.ts";
import { asInteger } from "./values.ts";

/** Kinds of values of which it is known what their operators take; null for all others. */
function kindOf(value: PyValue): "number" | "str" | "list" | "tuple" | "set" | "dict" | "none" | null {
  switch (value.type) {
    case "bool":
    case "int":
    case "float":
      return "number";
    case "str":
    case "list":
    case "tuple":
    case "set":
    case "dict":
    case "none":
      return value.type;
    default:
      return null;
  }
}

const sequences: ReadonlySet<string> = new Set(["str", "list", "tuple"]);

/** The exception that `left operator right` ends with; null where there is none, or where it is not known. */
export function operatorError(
  left: PyValue,
  operator: BinaryOperator,
  right: PyValue,
): "TypeError" | "ZeroDivisionError" | null {
  const [a, b] = [kindOf(left), kindOf(right)];
  if (a === null || b === null) return null;
  if (a === "number" && b === "number") {
    const divides = operator === "/" || operator === "//" || operator === "%";
    return divides && isZero(right) ? "ZeroDivisionError" : null;
  }
  if (operator === "%" && a === "str") return null;
  if (operator === "+") return a === b && sequences.has(a) ? null : "TypeError";
  if (operator === "*") {
    const other = sequences.has(a) ? right : sequences.has(b) ? left : null;
    return other !== null && asInteger(other) !== null ? null : "TypeError";
  }
  if (operator === "-" || operator === "&" || operator === "^") return a === "set" && b === "set" ? null : "TypeError";
  if (operator === "|") return a === b && (a === "set" || a === "dict") ? null : "TypeError";
  return "TypeError";
}

function isZero(value: PyValue): boolean {
  if (value.type === "float") return value.value === 0;
  const integer = asInteger(value);
  return integer !== null && BigInt(integer) === 0n;
}

/** Whether Python has no order between the two; what the elements of lists have between them is not asked. */
export function isUncomparable(left: PyValue, operator: CompareOperator, right: PyValue): boolean {
  if (operator !== "<" && operator !== "<=" && operator !== ">" && operator !== ">=") return false;
  const [a, b] = [kindOf(left), kindOf(right)];
  return a !== null && b !== null && (a !== b || a === "none" || a === "dict");
}

/** Whether a value has no elements at all: a loop over it, or an element of it, is a TypeError. */
export function hasNoElements(value: PyValue): boolean {
  const kind = kindOf(value);
  return kind === "number" || kind === "none";
}
