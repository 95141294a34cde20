import { type Symbolic, type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { DataDetail, InsertedColumns } from "../postgres/data-detail.ts";
import type { PyValue } from "../python/value.ts";
import { columnOfSymbolic } from "./column-name.ts";
import { methodChain } from "./symbolic-call.ts";

type Methods = readonly { readonly name: string; readonly call: SymbolicCall }[];

/** How a statement that was built with SQLAlchemy chooses its rows: as `dataDetail` reads SQL text. `where` is the condition that stands among the arguments of `table.update(…)`. */
export function coreDetail(
  symbolic: Symbolic,
  methods: Methods,
  where: PyValue | undefined,
  named: InsertedColumns | null,
): DataDetail {
  const found = { keys: [] as string[], ranges: [] as string[], nulls: [] as string[] };
  const conditions = methods.filter((it) => it.name === "where" || it.name === "filter");
  for (const it of conditions) for (const argument of it.call.args) readCondition(argument.value, found);
  if (where !== undefined) readCondition(where, found);
  const equal = methods.find((it) => it.name === "filter_by")?.call.args.flatMap((it) => it.name ?? []) ?? [];
  const called = methodsIn(symbolic);
  return {
    ...found,
    keys: [...found.keys, ...equal],
    hasWhere: conditions.length > 0 || where !== undefined || methods.some((it) => it.name === "filter_by"),
    limited: called.has("limit") || called.has("offset"),
    ordered: called.has("order_by"),
    offset: called.has("offset"),
    pagedBy: [],
    pagedFrom: [],
    condensed: called.has("group_by") || called.has("distinct") || isAggregate(methodChain(symbolic).base),
    fromQuery: methods.some((it) => it.name === "from_select"),
    named,
    assignedTwice: null,
  };
}

interface Conditions {
  readonly keys: string[];
  readonly ranges: string[];
  readonly nulls: string[];
}

/** `t.c.a == 1`, `.in_([…])`, `.between(…)`, `.is_(None)`, joined by `&` and `and_()`. */
function readCondition(value: PyValue, into: Conditions): void {
  const symbolic = symbolicOf(value);
  if (symbolic?.kind === "binary") {
    const { operator, left, right } = symbolic;
    if (operator === "&" || operator === "and") {
      readCondition(left, into);
      readCondition(right, into);
      return;
    }
    const column = columnOf(left) !== null && isValue(right) ? columnOf(left) : isValue(left) ? columnOf(right) : null;
    if (column === null) return;
    const isNone = right.type === "none" || left.type === "none";
    if (operator === "==") (isNone ? into.nulls : into.keys).push(column);
    else if (["<", "<=", ">", ">="].includes(operator)) into.ranges.push(column);
    return;
  }
  if (symbolic?.kind !== "call") return;
  if (symbolic.path === "sqlalchemy.and_") {
    for (const it of symbolic.args) readCondition(it.value, into);
    return;
  }
  const { callee } = symbolic;
  if (callee.kind !== "attribute") return;
  const column = columnName(callee.of);
  const first = symbolic.args[0]?.value;
  if (column === null || !symbolic.args.every((it) => isValue(it.value))) return;
  if (callee.name === "in_") into.keys.push(column);
  else if (callee.name === "between") into.ranges.push(column, column);
  else if ((callee.name === "is_" && first?.type === "none") || callee.name === "is_null") into.nulls.push(column);
}

function columnOf(value: PyValue): string | null {
  const symbolic = symbolicOf(value);
  return symbolic === undefined ? null : columnName(symbolic);
}

/** `t.c.a`, `t.c["a"]`, `sa.column("a")`. */
function columnName(symbolic: Symbolic): string | null {
  if (symbolic.kind === "subscript") return symbolic.index.type === "str" ? symbolic.index.value : null;
  const name = columnOfSymbolic(symbolic, symbolic.span);
  return name?.known === true ? name.value : null;
}

/** A value of Python, known or not, or a parameter; not another column or a query. */
function isValue(value: PyValue): boolean {
  const symbolic = symbolicOf(value);
  if (symbolic !== undefined) {
    return symbolic.kind === "call" && ["sqlalchemy.bindparam", "sqlalchemy.literal"].includes(symbolic.path ?? "");
  }
  return value.type === "list" || value.type === "tuple" ? value.elements.every(isValue) : true;
}

/** The names of the methods that are called anywhere in an expression, in its subqueries too. */
function methodsIn(symbolic: Symbolic): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<Symbolic>();
  const visitValue = (value: PyValue): void => {
    const inner = symbolicOf(value);
    if (inner !== undefined) visit(inner);
    else if (value.type === "list" || value.type === "tuple") value.elements.forEach(visitValue);
  };
  const visit = (it: Symbolic): void => {
    if (seen.has(it)) return;
    seen.add(it);
    if (it.kind === "call") {
      if (it.callee.kind === "attribute") found.add(it.callee.name);
      visit(it.callee);
      for (const argument of it.args) visitValue(argument.value);
    } else if (it.kind === "attribute" || it.kind === "subscript") visit(it.of);
    else if (it.kind === "binary") {
      visitValue(it.left);
      visitValue(it.right);
    } else if (it.kind === "unary") visit(it.operand);
  };
  visit(symbolic);
  return found;
}

const aggregates: ReadonlySet<string> = new Set(["count", "max", "min", "sum", "avg"]);

/** `select(func.count())`. */
function isAggregate(base: Symbolic): boolean {
  if (base.kind !== "call" || base.args.length === 0) return false;
  return base.args.every(({ value }) => {
    const call = symbolicOf(value);
    if (call?.kind !== "call") return false;
    const { callee } = call;
    const name =
      callee.kind === "reference"
        ? (callee.path.split(".").at(-1) ?? "")
        : callee.kind === "attribute"
          ? callee.name
          : "";
    return aggregates.has(name);
  });
}

/** The columns to which rows of Python dictionaries give values; null when a row cannot be read. */
export function columnsOfRows(rows: readonly (PyValue | undefined)[]): InsertedColumns | null {
  const columns = new Map<string, boolean>();
  for (const row of rows) {
    if (row?.type !== "dict") return null;
    for (const { key, value } of row.entries) {
      if (key.type !== "str") return null;
      columns.set(key.value, (columns.get(key.value) ?? true) && value.type === "none");
    }
  }
  const names = [...columns.keys()];
  return { columns: names, width: null, defaulted: names.filter((it) => columns.get(it) === true) };
}
