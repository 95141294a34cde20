import { sqlText } from "../../migration/sql-argument.ts";
import type { SymbolicCall } from "../../migration/symbolic.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { readName } from "../read-argument.ts";
import { callArguments } from "../symbolic-call.ts";
import { boundValue, countedName } from "./bound-value.ts";
import { compare, comparedType, isElement } from "./comparison.ts";
import { tableText } from "./dialect.ts";
import { atom, type Element, grouped, type Scope } from "./element.ts";
import { expression, ordered, positional, symbolicAsValue } from "./expression.ts";
import { typeOfValue } from "./literal.ts";
import { nullType, plainType } from "./sql-type.ts";
import { textClause } from "./text-clause.ts";
import { need, needAll, unrendered } from "./unrendered.ts";

const boolean = plainType("boolean");

/** A method of an expression: `column.in_([…])`, `column.desc()`, `column.op("@>")(…)`, `text(…).bindparams(…)`. */
export function methodElement(scope: Scope, call: SymbolicCall): Element {
  const { callee } = call;
  if (callee.kind === "call" && callee.callee.kind === "attribute" && callee.callee.name === "op") {
    return customOperator(scope, callee, call);
  }
  if (callee.kind !== "attribute") return unrendered("a call that is not read");
  const { of, name } = callee;
  const text = sqlText(symbolicAsValue(call));
  if (text !== undefined) return atom(textClause(scope.dialect, text, scope.use), nullType, "text");
  if (name === "next_value") return nextValue(scope, of);
  const self = symbolicAsValue(of);
  const values = positional(call);
  if (values.length !== call.args.length) return unrendered(`options of .${name}()`);
  const [first, second] = values;
  switch (name) {
    case "is_":
      return first === undefined ? unrendered(".is_()") : identity(scope, self, first, "IS", "IS NOT");
    case "is_not":
    case "isnot":
      return first === undefined ? unrendered(".is_not()") : identity(scope, self, first, "IS NOT", "IS");
    case "is_distinct_from":
      return pattern(scope, self, first, "IS DISTINCT FROM", "IS NOT DISTINCT FROM");
    case "is_not_distinct_from":
    case "isnot_distinct_from":
      return pattern(scope, self, first, "IS NOT DISTINCT FROM", "IS DISTINCT FROM");
    case "like":
      return pattern(scope, self, first, "LIKE", "NOT LIKE");
    case "not_like":
    case "notlike":
      return pattern(scope, self, first, "NOT LIKE", "LIKE");
    case "ilike":
      return pattern(scope, self, first, "ILIKE", "NOT ILIKE");
    case "not_ilike":
    case "notilike":
      return pattern(scope, self, first, "NOT ILIKE", "ILIKE");
    case "in_":
      return membership(scope, self, first, false);
    case "not_in":
    case "notin_":
      return membership(scope, self, first, true);
    case "between":
      return between(scope, self, first, second, false);
    case "desc":
    case "asc":
    case "nulls_first":
    case "nullsfirst":
    case "nulls_last":
    case "nullslast":
      return ordered(expression(scope, self), name);
    case "__eq__":
    case "__ne__":
      return first === undefined ? unrendered(name) : compare(scope, name === "__eq__" ? "==" : "!=", self, first);
    default:
      return unrendered(`what .${name}() prints`);
  }
}

function identity(scope: Scope, self: PyValue, other: PyValue, words: string, negation: string): Element {
  const element = expression(scope, self);
  const word = constantWord(other);
  return word === null
    ? unrendered("IS with an expression")
    : isElement(element, `${words} ${word}`, `${negation} ${word}`);
}

function constantWord(value: PyValue): string | null {
  if (value.type === "none") return "NULL";
  if (value.type === "bool") return value.value ? "true" : "false";
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call") return null;
  const words: Readonly<Record<string, string>> = {
    "sqlalchemy.true": "true",
    "sqlalchemy.false": "false",
    "sqlalchemy.null": "NULL",
  };
  return words[symbolic.path ?? ""] ?? null;
}

/** The other side of an operator, with the type of this side unless Python says another. */
function beside(scope: Scope, element: Element, value: PyValue): Element {
  if (symbolicOf(value) !== undefined) return expression(scope, value);
  if (value.type === "none" || value.type === "bool") return unrendered("a constant behind an operator");
  return boundValue(scope, value, comparedType(element.type, value), element.bindName ?? element.name ?? "param");
}

function pattern(scope: Scope, self: PyValue, other: PyValue | undefined, words: string, negation: string): Element {
  const element = expression(scope, self);
  if (other === undefined) return unrendered(`${words} of nothing`);
  const right = beside(scope, element, other);
  const of = (operator: string, opposite: string): Element => ({
    ...atom(`${grouped(element, "like")} ${operator} ${grouped(right, "like")}`, boolean),
    operator: "like",
    negated: () => of(opposite, operator),
  });
  return of(words, negation);
}

function membership(scope: Scope, self: PyValue, list: PyValue | undefined, isNegated: boolean): Element {
  const element = expression(scope, self);
  if (list?.type !== "list" && list?.type !== "tuple" && list?.type !== "set") return unrendered("IN without a list");
  needAll(list.open);
  if (scope.use === "statement" && scope.dialect.literalBinds !== true)
    return boundList(scope, element, list, isNegated);
  const left = grouped(element, "in");
  const values = list.elements.map((it) => {
    if (symbolicOf(it) !== undefined || it.type === "none") return unrendered("an expression in a list");
    return boundValue(scope, it, comparedType(element.type, it), "param").sql;
  });
  if (list.type === "set" && values.length > 1) return unrendered("the order of a set");
  // The type of the whole list is that of the column or of its first value.
  const families = new Set(list.elements.map((it) => typeOfValue(it).family));
  if (families.size > 1) return unrendered("a list of different types");
  const empty = values.length === 0;
  const positive = empty ? `${left} IN (NULL) AND (1 != 1)` : `${left} IN (${values.join(", ")})`;
  const negative = empty ? `(${left} NOT IN (NULL) OR (1 = 1))` : `(${left} NOT IN (${values.join(", ")}))`;
  const of = (isNot: boolean): Element => ({
    ...atom(isNot ? negative : positive, boolean),
    operator: "in",
    negated: () => of(!isNot),
  });
  return of(isNegated);
}

/** A list that is bound is one placeholder, which is expanded only when the statement runs. */
function boundList(scope: Scope, element: Element, list: Sequence, isNegated: boolean): Element {
  if (scope.dialect.literalBinds === null) return unrendered("whether the values of a list are printed");
  if (list.elements.some((it) => symbolicOf(it) !== undefined)) return unrendered("an expression in a list");
  const name = element.bindName ?? element.name ?? "param";
  if (!/^\w+$/.test(name)) return unrendered("the placeholder of a list");
  const left = grouped(element, "in");
  const mark = `__[POSTCOMPILE_${countedName(scope, name)}]`;
  const of = (isNot: boolean): Element => ({
    ...atom(isNot ? `(${left} NOT IN (${mark}))` : `${left} IN (${mark})`, boolean),
    operator: "in",
    negated: () => of(!isNot),
  });
  return of(isNegated);
}

type Sequence = Extract<PyValue, { readonly type: "list" | "tuple" | "set" }>;

function between(
  scope: Scope,
  self: PyValue,
  low: PyValue | undefined,
  high: PyValue | undefined,
  isNegated: boolean,
): Element {
  const element = expression(scope, self);
  if (low === undefined || high === undefined) return unrendered("between()");
  const range = `${grouped(beside(scope, element, low), "and")} AND ${grouped(beside(scope, element, high), "and")}`;
  const of = (isNot: boolean): Element => ({
    ...atom(`${grouped(element, "between")} ${isNot ? "NOT BETWEEN" : "BETWEEN"} ${range}`, boolean),
    operator: "between",
    negated: () => of(!isNot),
  });
  return of(isNegated);
}

function customOperator(scope: Scope, operator: SymbolicCall, call: SymbolicCall): Element {
  const [symbol, ...more] = operator.args;
  const [other] = positional(call);
  if (operator.callee.kind !== "attribute" || symbol?.value.type !== "str" || more.length > 0 || other === undefined) {
    return unrendered("an operator with options");
  }
  if (symbol.value.value.includes("%")) return unrendered("a percent sign in an operator");
  const left = expression(scope, symbolicAsValue(operator.callee.of));
  if (left.kind === "text") return unrendered("text() on the left of an operator");
  const right = beside(scope, left, other);
  if (left.operator !== null || right.operator !== null) return unrendered("an operator between expressions");
  return { ...atom(`${left.sql} ${symbol.value.value} ${right.sql}`), operator: "custom" };
}

/** `Sequence("s").next_value()`. */
function nextValue(scope: Scope, of: SymbolicCall["callee"]): Element {
  if (of.kind !== "call" || of.path !== "sqlalchemy.Sequence") return unrendered("next_value()");
  const args = callArguments(of, ["name"]);
  needAll(args.open);
  const name = readName(args.get("name"));
  const schema = readName(args.get("schema"));
  if (name === null) return unrendered("a sequence without a name");
  const text = tableText(scope.dialect, {
    schema: schema === null ? null : need(schema.name),
    name: need(name.name),
  });
  if (/['\\%]/.test(text)) return unrendered("the name of the sequence");
  return atom(`nextval('${text}')`, plainType("integer"));
}
