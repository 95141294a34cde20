import { sqlText } from "../../migration/sql-argument.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { readName } from "../read-argument.ts";
import { callArguments } from "../symbolic-call.ts";
import { boundValue } from "./bound-value.ts";
import { columnElement, isColumnPath } from "./column-element.ts";
import { combine, compare, condition, negate } from "./comparison.ts";
import { quote } from "./dialect.ts";
import { atom, type Element, grouped, type Scope } from "./element.ts";
import { functionElement } from "./function-element.ts";
import { literalOf, typeOfValue } from "./literal.ts";
import { methodElement } from "./method-element.ts";
import { nullType, plainType, type SqlType, sqlType } from "./sql-type.ts";
import { textClause } from "./text-clause.ts";
import { need, needAll, unrendered } from "./unrendered.ts";

/**
 * An expression of SQLAlchemy (a CHECK, a WHERE, a default, a value) as the PostgreSQL dialect prints it. Only what was seen printed by the real
 * compiler is printed; everything else ends the rendering.
 */
export function expression(scope: Scope, value: PyValue, type: SqlType | null = null, name = "param"): Element {
  const symbolic = symbolicOf(value);
  if (symbolic !== undefined) return symbolicElement(scope, symbolic, value);
  // Only a JSON type knows a None of its own.
  if (value.type === "none" && type?.family !== "json") return constant("NULL");
  return boundValue(scope, value, type ?? typeOfValue(value), name);
}

function symbolicElement(scope: Scope, symbolic: Symbolic, value: PyValue): Element {
  switch (symbolic.kind) {
    case "call":
      return symbolic.path === null
        ? methodElement(scope, symbolic)
        : libraryElement(scope, symbolic, symbolic.path, value);
    case "binary":
      return binaryElement(scope, symbolic.operator, symbolic.left, symbolic.right);
    case "unary":
      return unaryElement(scope, symbolic);
    case "attribute":
      return columnElement(scope, symbolic);
    case "subscript":
      return unrendered("an index in an expression");
    case "reference":
      return unrendered(`${symbolic.path} as an expression`);
  }
}

function unaryElement(scope: Scope, symbolic: Extract<Symbolic, { kind: "unary" }>): Element {
  const operand = expression(scope, symbolicAsValue(symbolic.operand));
  if (symbolic.operator === "~") return negate(operand);
  if (symbolic.operator === "+") return unrendered("a plus sign before an expression");
  return { ...atom(`-${grouped(operand, "-x")}`, operand.type), operator: "-x" };
}

export function symbolicAsValue(symbolic: Symbolic): PyValue {
  return { type: "host", object: { description: "expression", symbolic } as never, span: symbolic.span };
}

function binaryElement(scope: Scope, operator: string, left: PyValue, right: PyValue): Element {
  if (operator === "&" || operator === "|") {
    const first = symbolicOf(left);
    if (first?.kind === "call" && first.path === "sqlalchemy.text") return unrendered(`text() before ${operator}`);
    return combine(operator === "&" ? "and" : "or", [condition(scope, left), condition(scope, right)]);
  }
  return compare(scope, operator, left, right);
}

function libraryElement(scope: Scope, call: SymbolicCall, path: string, value: PyValue): Element {
  const { dialect } = scope;
  const args = callArguments(call, ["first", "second", "third"]);
  needAll(args.open);
  const values = positional(call);
  const first = values[0];
  if (isColumnPath(path)) return columnElement(scope, call);
  if (path.startsWith("sqlalchemy.func.")) return functionElement(scope, path.slice("sqlalchemy.func.".length), call);
  switch (path) {
    case "sqlalchemy.text": {
      const sql = sqlText(value);
      return sql === undefined ? unrendered("text()") : atom(textClause(dialect, sql, scope.use), nullType, "text");
    }
    case "sqlalchemy.literal_column": {
      const text = args.has("first") ? args.get("first").value : args.get("text").value;
      if (text?.type !== "str") return unrendered("a literal_column() that is not known");
      const given = args.has("second") ? args.get("second").value : args.get("type_").value;
      const type = sqlType(dialect, given);
      if (text.value.includes("%")) return unrendered("a percent sign in literal_column()");
      return atom(text.value, type, "column");
    }
    case "sqlalchemy.true":
      return constant("true");
    case "sqlalchemy.false":
      return constant("false");
    case "sqlalchemy.null":
      return constant("NULL");
    case "sqlalchemy.literal": {
      const given = args.has("second") ? args.get("second").value : args.get("type_").value;
      if (first === undefined || symbolicOf(first) !== undefined) return unrendered("literal()");
      return boundValue(scope, first, given === undefined ? typeOfValue(first) : sqlType(dialect, given), "param");
    }
    case "alembic.op.inline_literal": {
      const given = args.has("second") ? args.get("second").value : args.get("type_").value;
      if (first === undefined || symbolicOf(first) !== undefined) return unrendered("inline_literal()");
      const type = given === undefined || given.type === "none" ? typeOfValue(first) : sqlType(dialect, given);
      return atom(literalOf(dialect, type, first), type, "value");
    }
    case "sqlalchemy.cast":
      return castElement(scope, values, call);
    case "sqlalchemy.and_":
    case "sqlalchemy.or_":
      return combine(
        path === "sqlalchemy.and_" ? "and" : "or",
        values.map((it) => condition(scope, it)),
      );
    case "sqlalchemy.not_":
      return first === undefined ? unrendered("not_()") : negate(expression(scope, first));
    case "sqlalchemy.case":
      return caseElement(scope, call);
    case "sqlalchemy.desc":
    case "sqlalchemy.asc":
    case "sqlalchemy.nulls_first":
    case "sqlalchemy.nullsfirst":
    case "sqlalchemy.nulls_last":
    case "sqlalchemy.nullslast":
      return first === undefined ? unrendered(path) : ordered(orderOperand(scope, first), path.slice(11));
    case "sqlalchemy.extract":
      return extractElement(scope, values);
    default:
      return unrendered(`what ${path} prints`);
  }
}

/** `desc("a")` takes a name as a column. */
function orderOperand(scope: Scope, value: PyValue): Element {
  if (value.type !== "str") return expression(scope, value);
  const name = readName({ value, span: value.span });
  return name === null ? unrendered("a name") : atom(quote(scope.dialect, need(name.name)));
}

const suffixes: Readonly<Record<string, string>> = {
  desc: "DESC",
  asc: "ASC",
  nulls_first: "NULLS FIRST",
  nullsfirst: "NULLS FIRST",
  nulls_last: "NULLS LAST",
  nullslast: "NULLS LAST",
};

/** `a DESC`; null for another method. */
export function ordered(element: Element, method: string): Element {
  const suffix = suffixes[method];
  if (suffix === undefined) return unrendered(`what .${method}() prints`);
  if (element.operator !== null) return unrendered(`${suffix} behind an expression`);
  return atom(`${element.sql} ${suffix}`, element.type);
}

function constant(sql: string): Element {
  return atom(sql, sql === "NULL" ? nullType : plainType("boolean"), "constant");
}

function castElement(scope: Scope, values: readonly PyValue[], call: SymbolicCall): Element {
  const [first, second] = values;
  if (first === undefined || second === undefined || call.args.length !== 2) return unrendered("cast()");
  const type = sqlType(scope.dialect, second);
  if (type.ddl === null) return unrendered("a cast to no type");
  const inner = expression(scope, first, type);
  // TextClause has parentheses of its own in a cast of some versions.
  if (inner.kind === "text") return unrendered("a cast of text()");
  return atom(`CAST(${inner.sql} AS ${type.ddl})`, type);
}

/** `case((condition, value), …, else_=…)`; also the list that SQLAlchemy took before 2.0. */
function caseElement(scope: Scope, call: SymbolicCall): Element {
  const args = callArguments(call, []);
  if (args.has("value") || args.has("whens")) return unrendered("case() with a value");
  let whens = args.rest.map((it) => it.value);
  const [only] = whens;
  if (whens.length === 1 && only?.type === "list" && !scope.dialect.features.sqlalchemy2) whens = [...only.elements];
  const parts = whens.map((it) => {
    const [condition, result, more] = it?.type === "tuple" ? it.elements : [];
    if (condition === undefined || result === undefined || more !== undefined) return unrendered("a branch of case()");
    return `WHEN ${grouped(expression(scope, condition), null)} THEN ${expression(scope, result).sql}`;
  });
  if (parts.length === 0) return unrendered("case() without a branch");
  const other = args.get("else_").value;
  const last = other === undefined ? "" : ` ELSE ${expression(scope, other).sql}`;
  return atom(`CASE ${parts.join(" ")}${last} END`);
}

function extractElement(scope: Scope, values: readonly PyValue[]): Element {
  const [field, from] = values;
  if (field?.type !== "str" || from === undefined || !/^[a-z]+$/.test(field.value)) return unrendered("extract()");
  const inner = expression(scope, from);
  if (inner.operator !== null || inner.kind === "value") return unrendered("extract() of an expression");
  return atom(`EXTRACT(${field.value} FROM ${inner.sql})`, plainType("integer"));
}

export function positional(call: SymbolicCall): readonly PyValue[] {
  return call.args.flatMap((it) => {
    if (it.spreadUnknown) return unrendered("unpacked arguments that are not known");
    return it.name === null ? [it.value] : [];
  });
}
