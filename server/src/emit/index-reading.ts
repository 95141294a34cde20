import type { Span } from "../base/span.ts";
import { notKnown, type Static } from "../base/static.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { CreateIndex } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { NamingConvention } from "../project/project-config.ts";
import { columnName, columnOfSymbolic } from "./column-name.ts";
import type { ColumnReading } from "./column-reading.ts";
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
export function indexOf(input: IndexInput, convention: NamingConvention): CreateIndex {
  const { option, table, given, span } = input;
  const columns = input.elements.map(indexColumn);
  const all = input.open === null ? columns : [...columns, input.open];
  // The convention takes the whole text of an expression for its name; such names are left unknown.
  const named = all.map(
    (it) => it ?? notKnown<string>({ reason: "unsupported", detail: "the name of an expression" }, span),
  );
  const method = readText(option("postgresql_using"));
  return {
    kind: "createIndex",
    name: conventionName(convention, "ix", given, { table, columns: named, span }),
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
function indexColumn(argument: Argument): Static<string> | null {
  const direct = readName(argument)?.name;
  const symbolic = symbolicOf(argument.value);
  if (symbolic === undefined)
    return direct ?? notKnown(whyOf(argument.value, "a column that is not known"), argument.span);
  if (direct?.known) return direct;
  const { base, methods } = methodChain(symbolic);
  const onlyOrder = methods.every((it) => /^(desc|asc|nulls_?first|nulls_?last)$/.test(it.name));
  if (!onlyOrder) return null;
  const isWrapped = base.kind === "call" && /^sqlalchemy\.(desc|asc|nulls_?first|nulls_?last)$/.test(base.path ?? "");
  if (isWrapped) {
    const inner = base.args[0];
    return inner === undefined ? null : indexColumn({ value: inner.value, span: inner.span });
  }
  return columnOfSymbolic(base, argument.span);
}

/** `sa.Index("ix", "a", unique=True)`. */
export function readIndexCall(call: SymbolicCall, table: QualifiedName, convention: NamingConvention): CreateIndex {
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
    convention,
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
