import type { Span } from "../base/span.ts";
import { notKnown, type Static } from "../base/static.ts";
import { sqlText } from "../migration/sql-argument.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { CreateIndex } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { sqlToActions } from "../postgres/sql-to-actions.ts";
import type { NamingConvention } from "../project/project-config.ts";
import { columnName, columnOfSymbolic } from "./column-name.ts";
import type { ColumnReading } from "./column-reading.ts";
import type { EmitContext } from "./emit-context.ts";
import { expressionText } from "./expression-text.ts";
import { conventionName, type GivenName } from "./naming-convention.ts";
import { type Argument, isAbsent, isSet, readElements, readName, readText, whyOf } from "./read-argument.ts";
import { callArguments, methodChain } from "./symbolic-call.ts";

export interface IndexInput {
  readonly table: QualifiedName;
  readonly given: GivenName;
  readonly elements: readonly Argument[];
  /** More elements may follow. */
  readonly open: Static<string> | null;
  readonly option: (name: string) => Argument;
  readonly span: Span;
}

/** CREATE INDEX from what `op.create_index` or an Index object says. */
export function indexOf(input: IndexInput, context: EmitContext): CreateIndex {
  const { option, table, given, span } = input;
  const columns = input.elements.map((it) => indexColumn(it, context));
  const all = input.open === null ? columns : [...columns, input.open];
  // The convention takes the whole text of an expression for its name; such names are left unknown.
  const named = all.map(
    (it) => it ?? notKnown<string>({ reason: "unsupported", detail: "the name of an expression" }, span),
  );
  const method = readText(option("postgresql_using"));
  return {
    kind: "createIndex",
    name: conventionName(context.config.namingConvention, "ix", given, { table, columns: named, span }),
    table,
    columns: all,
    include: (readElements(option("postgresql_include"))?.elements ?? []).map(columnName),
    unique: isSet(option("unique")),
    concurrently: isSet(option("postgresql_concurrently")),
    ifNotExists: isSet(option("if_not_exists")),
    only: false,
    method: method?.known ? { ...method, value: method.value.toLowerCase() } : method,
    where: isAbsent(option("postgresql_where")) ? null : expressionText(option("postgresql_where"), "sql"),
  };
}

/** The column of an element; null for an expression. `column.desc()` is the column. */
function indexColumn(argument: Argument, context: EmitContext): Static<string> | null {
  const direct = readName(argument)?.name;
  const symbolic = symbolicOf(argument.value);
  if (symbolic === undefined)
    return direct ?? notKnown(whyOf(argument.value, "a column that is not known"), argument.span);
  if (direct?.known) return direct;
  const text = sqlText(argument.value);
  if (text !== undefined) return text.text.known ? columnOfText(text.text.value, argument, context) : text.text;
  const { base, methods } = methodChain(symbolic);
  const onlyOrder = methods.every((it) => /^(desc|asc|nulls_?first|nulls_?last)$/.test(it.name));
  if (!onlyOrder) return null;
  const isWrapped = base.kind === "call" && /^sqlalchemy\.(desc|asc|nulls_?first|nulls_?last)$/.test(base.path ?? "");
  if (isWrapped) {
    const inner = base.args[0];
    return inner === undefined ? null : indexColumn({ value: inner.value, span: inner.span }, context);
  }
  return columnOfSymbolic(base, argument.span);
}

/** `sa.text("created_at DESC")` is a column, `sa.text("lower(name)")` is not: PostgreSQL's parser tells. */
function columnOfText(text: string, argument: Argument, context: EmitContext): Static<string> | null {
  const source = { text: `CREATE INDEX ON t (${text})`, pieces: [], span: argument.span };
  const [action, ...more] = sqlToActions(source, context.parser).flatMap((it) => it.actions);
  if (action?.kind !== "createIndex" || more.length > 0 || action.columns.length !== 1) return null;
  return action.columns[0] ?? null;
}

/** `sa.Index("ix", "a", unique=True)`. */
export function readIndexCall(call: SymbolicCall, table: QualifiedName, context: EmitContext): CreateIndex {
  const args = callArguments(call, ["name"]);
  return indexOf(
    {
      table,
      given: readName(args.get("name")),
      elements: args.rest,
      open: args.open === null ? null : notKnown(args.open, call.span),
      option: (name) => args.get(name),
      span: call.span,
    },
    context,
  );
}

/** The index that `index=True` of a column makes. */
export function columnIndex(
  column: ColumnReading,
  table: QualifiedName,
  convention: NamingConvention,
): readonly { readonly index: CreateIndex; readonly span: Span }[] {
  if (column.index?.known !== true || !column.index.value) return [];
  const span = column.place("index");
  const index: CreateIndex = {
    kind: "createIndex",
    name: conventionName(convention, "ix", null, { table, columns: [column.name], span }),
    table,
    columns: [column.name],
    include: [],
    unique: column.unique?.known === true && column.unique.value,
    concurrently: false,
    ifNotExists: false,
    only: false,
    method: null,
    where: null,
  };
  return [{ index, span }];
}
