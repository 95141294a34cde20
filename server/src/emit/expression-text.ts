import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import { quoteIdentifier } from "../postgres/quote-identifier.ts";
import { quoteLiteral } from "../postgres/quote-literal.ts";
import type { PyValue } from "../python/value.ts";
import { columnOfSymbolic } from "./column-name.ts";
import { columnType } from "./column-type.ts";
import { type Argument, placeOf, readName, whyOf } from "./read-argument.ts";
import { callArguments } from "./symbolic-call.ts";

/** Functions that PostgreSQL writes without parentheses when they have no arguments. */
export const bareFunctions: ReadonlySet<string> = new Set([
  "current_timestamp",
  "current_date",
  "current_time",
  "localtime",
  "localtimestamp",
  "current_user",
  "session_user",
  "user",
]);

/** Generic functions that SQLAlchemy registers: printed in lower case however they are written. */
export const genericFunctions: ReadonlySet<string> = new Set(
  (
    "aggregate_strings array_agg cast char_length coalesce concat count cube cume_dist dense_rank grouping_sets max min mode next_value now " +
    "percent_rank percentile_cont percentile_disc pow random rank rollup sum sysdate"
  ).split(" "),
);

/** How a plain string is meant: as SQL text, or as a value. */
type StringMeaning = "sql" | "literal";

type Printed = string | { readonly why: Unknown };

/**
 * SQL text of an expression of SQLAlchemy (a CHECK, a WHERE, a default) as PostgreSQL's dialect prints it with literals. What is not read is unknown with its reason,
 * never left out. A plain string is SQL text when `strings` is "sql" and a literal when it is "literal".
 */
export function expressionText(argument: Argument, strings: StringMeaning): Static<string> {
  const place = placeOf(argument);
  const text = printValue(argument.value, strings);
  return typeof text === "string" ? known(text, place) : notKnown(text.why, place);
}

function printValue(value: PyValue | undefined, strings: StringMeaning = "literal"): Printed {
  const symbolic = symbolicOf(value);
  if (symbolic !== undefined) return printSymbolic(symbolic);
  switch (value?.type) {
    case "none":
      return "NULL";
    case "bool":
      return value.value ? "true" : "false";
    case "int":
    case "float":
      return String(value.value);
    case "str":
      return strings === "sql" ? value.value : quoteLiteral(value.value);
    default:
      return { why: whyOf(value, "an expression that is not known") };
  }
}

function printSymbolic(symbolic: Symbolic): Printed {
  switch (symbolic.kind) {
    case "call":
      return symbolic.path === null ? printMethod(symbolic) : printLibraryCall(symbolic, symbolic.path);
    case "binary":
      return printBinary(symbolic.operator, symbolic.left, symbolic.right);
    case "unary": {
      const operand = printSymbolic(symbolic.operand);
      return symbolic.operator === "~" ? negated(operand, symbolic.operand) : join([symbolic.operator, operand]);
    }
    case "attribute": {
      const column = columnOfSymbolic(symbolic, symbolic.span);
      return column?.known ? quoteIdentifier(column.value) : unread(`the attribute ${symbolic.name}`);
    }
    case "reference":
      return unread("a name of a library");
    case "subscript":
      return unread("an index in an expression");
  }
}

const opposites: Readonly<Record<string, string>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** NOT: comparisons turn around, lists of conditions get parentheses. */
function negated(printed: Printed, operand: Symbolic | undefined): Printed {
  if (operand?.kind !== "binary") return join(["NOT ", printed]);
  const opposite = opposites[operand.operator];
  return opposite === undefined ? join(["NOT (", printed, ")"]) : printBinary(opposite, operand.left, operand.right);
}

const operators: Readonly<Record<string, string>> = {
  "==": "=",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "+": "+",
  "-": "-",
  "*": "*",
  "&": "AND",
  "|": "OR",
};

function printBinary(operator: string, left: PyValue, right: PyValue): Printed {
  const symbol = operators[operator];
  if (symbol === undefined) return unread(`the operator ${operator}`);
  if (right.type === "none" && (symbol === "=" || symbol === "!=")) {
    return join([printValue(left), symbol === "=" ? " IS NULL" : " IS NOT NULL"]);
  }
  const side = (it: PyValue): Printed => {
    const inner = symbolicOf(it);
    const isLooser =
      inner?.kind === "binary" &&
      (symbol === "AND" ? inner.operator === "|" : symbol !== "OR" && inner.operator !== operator);
    return isLooser ? join(["(", printValue(it), ")"]) : printValue(it);
  };
  return join([side(left), ` ${symbol} `, side(right)]);
}

function printLibraryCall(call: SymbolicCall, path: string): Printed {
  const args = callArguments(call, ["first", "second"]);
  if (args.open !== null) return { why: args.open };
  const first = args.get("first");
  switch (path) {
    case "sqlalchemy.text":
    case "sqlalchemy.literal_column": {
      const text = args.has("first") ? first.value : args.get("text").value;
      return text?.type === "str" ? text.value : { why: whyOf(text, "SQL text that is not known") };
    }
    case "sqlalchemy.column":
    case "sqlalchemy.Column": {
      const name = readName(first)?.name;
      return name?.known ? quoteIdentifier(name.value) : unread("a column whose name is not known");
    }
    case "sqlalchemy.true":
      return "true";
    case "sqlalchemy.false":
      return "false";
    case "sqlalchemy.null":
      return "NULL";
    case "sqlalchemy.literal":
    case "sqlalchemy.DefaultClause":
    case "alembic.op.inline_literal":
      return printValue(args.has("first") ? first.value : args.get("value").value);
    case "sqlalchemy.type_coerce":
      return printValue(first.value);
    case "sqlalchemy.cast": {
      const { text: type, affinity } = columnType(args.get("second"));
      if (!type.known) return { why: type.why };
      // A string is taken as a value of the type: a number is printed bare.
      const isNumber = affinity !== "other" && affinity !== "unknown" && first.value?.type === "str";
      return join(["CAST(", printValue(first.value, isNumber ? "sql" : "literal"), ` AS ${type.value})`]);
    }
    case "sqlalchemy.and_":
      return printList(positional(call), " AND ");
    case "sqlalchemy.or_":
      return printList(positional(call), " OR ");
    case "sqlalchemy.not_":
      return negated(printValue(first.value), symbolicOf(first.value));
    default:
      return path.startsWith(functionPrefix)
        ? printFunction(path.slice(functionPrefix.length), call)
        : unread(`what ${path} prints`);
  }
}

const functionPrefix = "sqlalchemy.func.";

function printFunction(name: string, call: SymbolicCall): Printed {
  const lower = name.toLowerCase();
  const isBare = bareFunctions.has(lower);
  const values = positional(call);
  if (values.length === 0 && isBare) return lower.toUpperCase();
  if (values.length === 0 && lower === "count") return "count(*)";
  const printed = isBare ? lower.toUpperCase() : genericFunctions.has(lower) ? lower : functionName(name);
  return join([`${printed}(`, printList(values, ", "), ")"]);
}

/** Dots separate the parts of a qualified function. */
function functionName(name: string): string {
  const parts = name.split(".");
  return parts.map((it) => (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(it) ? it : quoteIdentifier(it))).join(".");
}

/** Methods of columns that are one operator between the column and the argument. */
const methodOperators: Readonly<Record<string, string>> = {
  is_: "IS",
  is_not: "IS NOT",
  isnot: "IS NOT",
  like: "LIKE",
  ilike: "ILIKE",
  not_like: "NOT LIKE",
  notlike: "NOT LIKE",
  is_distinct_from: "IS DISTINCT FROM",
  is_not_distinct_from: "IS NOT DISTINCT FROM",
};

const suffixes: Readonly<Record<string, string>> = {
  desc: " DESC",
  asc: " ASC",
  nulls_first: " NULLS FIRST",
  nullsfirst: " NULLS FIRST",
  nulls_last: " NULLS LAST",
  nullslast: " NULLS LAST",
};

/** Methods of expressions: `column.in_([…])`, `column.desc()`, `column.op("@>")(…)`, `Sequence("s").next_value()`. */
function printMethod(call: SymbolicCall): Printed {
  const { callee } = call;
  const [first, second] = positional(call);
  if (callee.kind === "call" && callee.callee.kind === "attribute" && callee.callee.name === "op") {
    const symbol = positional(callee)[0];
    if (symbol?.type !== "str") return unread("an operator that is not known");
    return join([printSymbolic(callee.callee.of), ` ${symbol.value} `, printValue(first)]);
  }
  if (callee.kind !== "attribute") return unread("a call that is not known");
  const { of, name } = callee;
  if (name === "next_value") return printNextValue(of);
  const target = printSymbolic(of);
  const operator = methodOperators[name];
  if (operator !== undefined) return join([target, ` ${operator} `, printValue(first)]);
  const suffix = suffixes[name];
  if (suffix !== undefined) return join([target, suffix]);
  if (name === "between") return join([target, " BETWEEN ", printValue(first), " AND ", printValue(second)]);
  if (name !== "in_") return unread(`what .${name}() prints`);
  const isList = first?.type === "list" || first?.type === "tuple" || first?.type === "set";
  if (!isList || first.open !== null || first.elements.length === 0) return unread("the list of an IN");
  return join([target, " IN (", printList(first.elements, ", "), ")"]);
}

function printNextValue(of: Symbolic): Printed {
  if (of.kind !== "call" || of.path !== "sqlalchemy.Sequence") return unread("what .next_value() prints");
  const args = callArguments(of, ["name"]);
  const parts = [readName(args.get("schema")), readName(args.get("name"))].flatMap((it) =>
    it === null ? [] : [it.name],
  );
  const texts: string[] = [];
  for (const part of parts) {
    if (!part.known) return { why: part.why };
    texts.push(quoteIdentifier(part.value));
  }
  return `nextval(${quoteLiteral(texts.join("."))})`;
}

function positional(call: SymbolicCall): readonly PyValue[] {
  return call.args.filter((it) => it.name === null).map((it) => it.value);
}

function printList(values: readonly PyValue[], separator: string): Printed {
  return join(values.flatMap((it, index) => (index === 0 ? [printValue(it)] : [separator, printValue(it)])));
}

/** The parts one after the other; the first that could not be read makes the whole unread. */
function join(parts: readonly Printed[]): Printed {
  let text = "";
  for (const part of parts) {
    if (typeof part !== "string") return part;
    text += part;
  }
  return text;
}

function unread(what: string): Printed {
  return { why: { reason: "unsupported", detail: what } };
}
