import { known, notKnown, type Static } from "../base/static.ts";
import { type Symbolic, symbolicOf } from "../migration/symbolic.ts";
import { quoteIdentifier } from "../postgres/quote-identifier.ts";
import { quoteLiteral } from "../postgres/quote-literal.ts";
import type { PyValue } from "../python/value.ts";
import { columnType } from "./column-type.ts";
import { type Argument, placeOf, readName, whyOf } from "./read-argument.ts";
import { type CallArguments, callArguments, methodChain } from "./symbolic-call.ts";

/** Functions that PostgreSQL writes without parentheses when they have no arguments. */
const bareFunctions: ReadonlySet<string> = new Set([
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
const genericFunctions: ReadonlySet<string> = new Set(
  (
    "aggregate_strings array_agg cast char_length coalesce concat count cube cume_dist dense_rank grouping_sets max min mode next_value now " +
    "percent_rank percentile_cont percentile_disc pow random rank rollup sum sysdate"
  ).split(" "),
);

/**
 * SQL text of an expression of SQLAlchemy (a CHECK, a WHERE, a default) as PostgreSQL's dialect prints it with literals. What is not read is unknown with its reason,
 * never left out. A plain string is SQL text when `strings` is "sql" and a literal when it is "literal".
 */
export function expressionText(argument: Argument, strings: "sql" | "literal"): Static<string> {
  const place = placeOf(argument);
  const text = new ExpressionPrinter(strings).value(argument.value);
  return typeof text === "string" ? known(text, place) : notKnown(text.why, place);
}

type Printed = string | { readonly why: ReturnType<typeof whyOf> };

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

class ExpressionPrinter {
  readonly #strings: "sql" | "literal";

  constructor(strings: "sql" | "literal") {
    this.#strings = strings;
  }

  value(value: PyValue | undefined): Printed {
    const symbolic = symbolicOf(value);
    if (symbolic !== undefined) return this.symbolic(symbolic);
    switch (value?.type) {
      case "none":
        return "NULL";
      case "bool":
        return value.value ? "true" : "false";
      case "int":
      case "float":
        return String(value.value);
      case "str":
        return this.#strings === "sql" ? value.value : quoteLiteral(value.value);
      default:
        return { why: whyOf(value, "an expression that is not known") };
    }
  }

  symbolic(symbolic: Symbolic): Printed {
    switch (symbolic.kind) {
      case "call":
        return this.call(symbolic);
      case "binary":
        return this.binary(symbolic.operator, symbolic.left, symbolic.right);
      case "unary":
        return symbolic.operator === "~"
          ? this.join(["NOT (", this.symbolic(symbolic.operand), ")"])
          : this.join([symbolic.operator, this.symbolic(symbolic.operand)]);
      case "attribute":
        return this.columnAttribute(symbolic.of, symbolic.name);
      case "reference":
        return unread("a name of a library");
      case "subscript":
        return unread("an index in an expression");
    }
  }

  /** `table.c.name` and `table.columns.name`. */
  columnAttribute(of: Symbolic, name: string): Printed {
    const isCollection = of.kind === "attribute" && (of.name === "c" || of.name === "columns");
    return isCollection ? quoteIdentifier(name) : unread(`the attribute ${name}`);
  }

  binary(operator: string, left: PyValue, right: PyValue): Printed {
    const symbol = operators[operator];
    if (symbol === undefined) return unread(`the operator ${operator}`);
    const literal = new ExpressionPrinter("literal");
    if (right.type === "none" && (symbol === "=" || symbol === "!=")) {
      return this.join([literal.value(left), symbol === "=" ? " IS NULL" : " IS NOT NULL"]);
    }
    const needsParentheses = (it: PyValue): boolean => {
      const inner = symbolicOf(it);
      if (inner?.kind !== "binary") return false;
      return symbol === "AND" ? inner.operator === "|" : symbol !== "OR" && inner.operator !== operator;
    };
    const side = (it: PyValue): Printed =>
      needsParentheses(it) ? this.join(["(", literal.value(it), ")"]) : literal.value(it);
    return this.join([side(left), ` ${symbol} `, side(right)]);
  }

  call(call: Extract<Symbolic, { kind: "call" }>): Printed {
    const { path } = call;
    if (path === null) return this.method(call);
    const args = callArguments(call, ["first", "second"]);
    if (args.open !== null) return { why: args.open };
    const first = args.get("first");
    switch (path) {
      case "sqlalchemy.text":
      case "sqlalchemy.literal_column": {
        const text = first.value ?? args.get("text").value;
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
      case "alembic.op.inline_literal":
        return new ExpressionPrinter("literal").value(first.value ?? args.get("value").value);
      case "sqlalchemy.DefaultClause":
        return new ExpressionPrinter("literal").value(first.value);
      case "sqlalchemy.cast":
      case "sqlalchemy.type_coerce": {
        const inner = new ExpressionPrinter("literal").value(first.value);
        if (path === "sqlalchemy.type_coerce") return inner;
        const type = columnType(args.get("second")).text;
        return type.known ? this.join(["CAST(", inner, ` AS ${type.value})`]) : { why: type.why };
      }
      case "sqlalchemy.and_":
      case "sqlalchemy.or_":
        return this.list(
          call.args.map((it) => it.value),
          path === "sqlalchemy.and_" ? " AND " : " OR ",
        );
      case "sqlalchemy.not_":
        return this.join(["NOT (", new ExpressionPrinter("literal").value(first.value), ")"]);
    }
    if (path.startsWith("sqlalchemy.func."))
      return this.functionCall(path.slice("sqlalchemy.func.".length), args, call);
    return unread(`what ${path} prints`);
  }

  functionCall(name: string, _args: CallArguments, call: Extract<Symbolic, { kind: "call" }>): Printed {
    const lower = name.toLowerCase();
    if (call.args.length === 0 && bareFunctions.has(lower)) return lower.toUpperCase();
    const printed = genericFunctions.has(lower)
      ? lower
      : bareFunctions.has(lower)
        ? lower.toUpperCase()
        : functionName(name);
    if (call.args.length === 0 && lower === "count") return "count(*)";
    const inner = this.list(
      call.args.filter((it) => it.name === null).map((it) => it.value),
      ", ",
    );
    return this.join([`${printed}(`, inner, ")"]);
  }

  /** Methods of expressions: `column.in_([…])`, `column.desc()`, `Sequence("s").next_value()`. */
  method(call: Extract<Symbolic, { kind: "call" }>): Printed {
    const { base, methods } = methodChain(call);
    const last = methods.at(-1);
    if (last === undefined) return unread("a call that is not known");
    if (base.kind === "call" && base.path === "sqlalchemy.text" && methods.every((it) => it.name === "bindparams")) {
      return unread("SQL text with bound parameters");
    }
    if (base.kind === "call" && base.path === "sqlalchemy.Sequence" && last.name === "next_value") {
      const name = readName(callArguments(base, ["name"]).get("name"))?.name;
      return name?.known ? `nextval(${quoteLiteral(quoteIdentifier(name.value))})` : unread("the name of a sequence");
    }
    if (call.callee.kind !== "attribute") return unread("a call that is not known");
    const target = this.symbolic(call.callee.of);
    const operator = methodOperators[last.name];
    const literal = new ExpressionPrinter("literal");
    if (operator !== undefined) return this.join([target, ` ${operator} `, literal.value(call.args[0]?.value)]);
    switch (last.name) {
      case "in_": {
        const list = call.args[0]?.value;
        const isList = list?.type === "list" || list?.type === "tuple" || list?.type === "set";
        if (!isList || list.open !== null || list.elements.length === 0) return unread("the list of an IN");
        return this.join([target, " IN (", this.list(list.elements, ", "), ")"]);
      }
      case "between":
        return this.join([
          target,
          " BETWEEN ",
          literal.value(call.args[0]?.value),
          " AND ",
          literal.value(call.args[1]?.value),
        ]);
      case "desc":
        return this.join([target, " DESC"]);
      case "asc":
        return this.join([target, " ASC"]);
      case "nulls_first":
      case "nullsfirst":
        return this.join([target, " NULLS FIRST"]);
      case "nulls_last":
      case "nullslast":
        return this.join([target, " NULLS LAST"]);
      case "op": {
        // `column.op("@>")(other)` is a call of this call.
        return unread("an operator of its own");
      }
      default:
        return unread(`what .${last.name}() prints`);
    }
  }

  list(values: readonly PyValue[], separator: string): Printed {
    const literal = new ExpressionPrinter("literal");
    return this.join(
      values.flatMap((it, index) => (index === 0 ? [literal.value(it)] : [separator, literal.value(it)])),
    );
  }

  join(parts: readonly Printed[]): Printed {
    let text = "";
    for (const part of parts) {
      if (typeof part !== "string") return part;
      text += part;
    }
    return text;
  }
}

/** Dots separate the parts of a qualified function. */
function functionName(name: string): string {
  return name
    .split(".")
    .map((it) => (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(it) ? it : quoteIdentifier(it)))
    .join(".");
}

function unread(what: string): Printed {
  return { why: { reason: "unsupported", detail: what } };
}
