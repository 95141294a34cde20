import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { boundValue } from "./bound-value.ts";
import { atom, type Element, grouped, type Operator, type Scope } from "./element.ts";
import { expression } from "./expression.ts";
import { typeOfValue } from "./literal.ts";
import { nullType, plainType, type SqlType } from "./sql-type.ts";
import { unrendered } from "./unrendered.ts";

const boolean = plainType("boolean");

const comparisons: Readonly<Record<string, Operator>> = {
  "==": "=",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const opposites: Partial<Record<Operator, Operator>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** `a == b`, `a + b` and their like. */
export function compare(scope: Scope, operator: string, left: PyValue, right: PyValue): Element {
  const first = operand(scope, left, right);
  const second = operand(scope, right, left);
  const symbol = comparisons[operator];
  if (symbol === undefined) return arithmetic(scope, operator, first, second);
  const isNone = right.type === "none" || second.sql === "NULL";
  if (isNone) {
    if (symbol === "=") return isElement(first, "IS NULL", "IS NOT NULL");
    if (symbol === "!=") return isElement(first, "IS NOT NULL", "IS NULL");
    return unrendered("NULL in a comparison");
  }
  if ((first.kind === "constant" || second.kind === "constant") && symbol !== "=" && symbol !== "!=") {
    return unrendered("a constant in a comparison of order");
  }
  const sides = [first, second].map((it) => comparedSide(scope, it));
  const [one = first, other = second] = sides;
  if (first.kind === "text" || second.kind === "text") return textComparison(one, other, symbol);
  return comparison(one, other, symbol);
}

/** SQLAlchemy 2.1 and the last of 2.0 put parentheses around a concatenation in a comparison. */
function comparedSide(scope: Scope, element: Element): Element {
  if (element.operator !== "||") return element;
  const { groupsConcatenation } = scope.dialect.features;
  if (groupsConcatenation === null) return unrendered("a concatenation in a comparison");
  return groupsConcatenation ? { ...element, sql: `(${element.sql})`, operator: null } : element;
}

function textComparison(first: Element, second: Element, symbol: Operator): Element {
  if (first.kind === "text") return unrendered("text() on the left of a comparison");
  return comparison(first, second, symbol);
}

/** A value takes the type of the other side, unless Python says that it is of another kind (`coerce_compared_value`). */
function operand(scope: Scope, value: PyValue, other: PyValue): Element {
  if (symbolicOf(value) !== undefined) return expression(scope, value);
  if (value.type === "none") return atom("NULL", plainType("null"), "constant");
  if (value.type === "bool") return atom(value.value ? "true" : "false", boolean, "constant");
  // The other side is printed by itself; here only its type and its name are wanted.
  const beside = expression({ ...scope, tables: [], bindNames: new Map(), printed: new Map() }, other);
  return boundValue(scope, value, comparedType(beside.type, value), beside.bindName ?? beside.name ?? "param");
}

const fractional: ReadonlySet<string> = new Set(["numeric", "float"]);

export function comparedType(type: SqlType, value: PyValue): SqlType {
  const own = typeOfValue(value);
  if (own.family === "null" || own.family === type.family) return type;
  // To SQLAlchemy both are Numeric.
  if (fractional.has(own.family) && fractional.has(type.family)) return type;
  if (own.family === "string" && (type.family === "enum" || type.family === "uuid")) return type;
  if (type.family === "json" || type.family === "array" || type.family === "other") {
    return unrendered("a value beside a type with its own comparisons");
  }
  return own;
}

function comparison(first: Element, second: Element, symbol: Operator): Element {
  if (isComparison(first) || isComparison(second)) return unrendered("a comparison of comparisons");
  const print = (operator: Operator): string => `${grouped(first, operator)} ${operator} ${grouped(second, operator)}`;
  const of = (operator: Operator): Element => {
    const opposite = opposites[operator];
    return {
      ...atom(print(operator), boolean),
      operator,
      ...(opposite === undefined ? {} : { negated: () => of(opposite) }),
    };
  };
  return of(symbol);
}

function isComparison(element: Element): boolean {
  return element.operator !== null && ["=", "!=", "<", "<=", ">", ">="].includes(element.operator);
}

/** `a IS NULL`; `negation` is its opposite. */
export function isElement(element: Element, words: string, negation: string): Element {
  const left = grouped(element, "is");
  return { ...atom(`${left} ${words}`, boolean), operator: "is", negated: () => isElement(element, negation, words) };
}

const countable: ReadonlySet<string> = new Set(["integer", "numeric", "float", "null", "datetime", "date", "interval"]);

function arithmetic(scope: Scope, operator: string, first: Element, second: Element): Element {
  if (first.kind === "constant" || second.kind === "constant") return unrendered("arithmetic with a constant");
  const [left, right] = [first.type.family, second.type.family];
  if (operator === "+") {
    const concatenates =
      (left === "string" && (right === "string" || right === "null")) || (left === "null" && right === "string");
    if (concatenates) return operation(first, second, "||", plainType("string"));
  }
  if (!countable.has(left) || !countable.has(right)) return unrendered(`the operator ${operator} between such types`);
  const type = left === "null" ? second.type : first.type;
  switch (operator) {
    case "+":
    case "-":
    case "*":
      return operation(first, second, operator, type);
    case "/": {
      if (!scope.dialect.features.castsDivisor) return operation(first, second, "/", type);
      if (second.operator !== null || second.kind !== "column" || right === "float" || right === "numeric") {
        return unrendered("a division");
      }
      return {
        ...atom(`${grouped(first, "/")} / CAST(${second.sql} AS NUMERIC)`, plainType("numeric")),
        operator: "/",
      };
    }
    default:
      return unrendered(`the operator ${operator}`);
  }
}

function operation(first: Element, second: Element, operator: Operator, type: SqlType): Element {
  return { ...atom(`${grouped(first, operator)} ${operator} ${grouped(second, operator)}`, type), operator };
}

/** What is a condition by its place (a WHERE, a member of `and_()`): Python's constants are those of SQL there. */
export function condition(scope: Scope, value: PyValue): Element {
  if (value.type === "bool") return atom(value.value ? "true" : "false", boolean, "constant");
  if (value.type === "none") return atom("NULL", nullType, "constant");
  if (value.type !== "unknown" && symbolicOf(value) === undefined) {
    return unrendered("a condition that is no expression");
  }
  return expression(scope, value);
}

/** A constant that comes out of `and_()` or `or_()`: around it it is no longer the constant that disappears. */
function made(constant: Element): Element {
  const { sql, negated: _, ...rest } = constant;
  if (sql === "NULL") return { ...rest, sql, kind: "other" };
  return { ...rest, sql, kind: "other", negated: () => made({ ...constant, sql: sql === "true" ? "false" : "true" }) };
}

/** `and_()`, `or_()`, `&`, `|`: the neutral constant disappears, the other one says all. */
export function combine(operator: "and" | "or", elements: readonly Element[]): Element {
  const neutral = operator === "and" ? "true" : "false";
  const kept = elements.filter((it) => !(it.kind === "constant" && it.sql === neutral));
  const [only] = kept;
  if (only === undefined) return made(elements[0] ?? unrendered(`an empty ${operator}_()`));
  if (elements.length > 1 && kept.some((it) => it.kind === "constant")) {
    // The other members go, and with them the tables that they bring into the statement.
    const decided = kept.every((it) => it.kind === "constant" && it.sql !== "NULL");
    return decided ? made(only) : unrendered(`a constant in ${operator}_()`);
  }
  if (kept.length === 1) return only.kind === "constant" ? made(only) : only;
  // Lists in a list of the same kind are taken apart.
  const parts = kept.map((it) => (it.operator === operator ? it.sql : grouped(it, operator)));
  return { ...atom(parts.join(operator === "and" ? " AND " : " OR "), boolean, "list"), operator };
}

export function negate(element: Element): Element {
  if (element.negated !== undefined) return element.negated();
  switch (element.kind) {
    case "list":
      return { ...atom(`NOT (${element.sql})`, boolean), operator: "not" };
    case "column":
      return { ...atom(`NOT ${element.sql}`, boolean), operator: "not" };
    default:
      return unrendered("the negation of such an expression");
  }
}
