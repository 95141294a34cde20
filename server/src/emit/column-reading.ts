import type { Span } from "../base/span.ts";
import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import { columnOf } from "../migration/column-call.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { ColumnDefinition, ConstraintDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { quoteIdentifier } from "../postgres/quote-identifier.ts";
import type { PyValue } from "../python/value.ts";
import { type ColumnType, columnType } from "./column-type.ts";
import { columnForeignKey, constraintOf, readConstraintCall } from "./constraint-reading.ts";
import type { EmitContext, RunState } from "./emit-context.ts";
import { type Argument, isAbsent, isSet, readName, readText, wholeArgument, whyOf } from "./read-argument.ts";
import { readServerDefault, type ServerDefault } from "./server-default.ts";
import { callArguments, callOf, methodCall, symbolicValue } from "./symbolic-call.ts";

/** A column of a migration with everything that hangs on it. */
export interface ColumnReading {
  readonly name: Static<string>;
  readonly type: ColumnType;
  /** As the migration says it; null when it says nothing. */
  readonly nullable: Static<boolean> | null;
  readonly primaryKey: Static<boolean> | null;
  readonly unique: Static<boolean> | null;
  readonly index: Static<boolean> | null;
  readonly default: ServerDefault;
  /** `autoincrement=`: "auto" is the default. */
  readonly autoincrement: "auto" | "ignore_fk" | "yes" | "no" | "unknown";
  /** A Python default, or a Sequence that is not optional: no SERIAL then. */
  readonly hasOwnDefault: boolean;
  readonly comment: Static<string> | null;
  /** Left out of the DDL (`system=True`). */
  readonly isSystem: boolean;
  readonly foreignKeys: readonly ConstraintDefinition[];
  /** CHECKs written with the column. */
  readonly checks: readonly ConstraintDefinition[];
  /** The CHECK of a non-native Enum, which stands behind the columns. */
  readonly typeChecks: readonly ConstraintDefinition[];
  /** Place of `unique=…`, `index=…`, `primary_key=…`, or of the column. */
  place(flag: "unique" | "index" | "primary_key"): Span;
  readonly span: Span;
  readonly open: Unknown | null;
}

/** `sa.Column(…)`, also through `.copy()`. */
export function columnCallOf(value: PyValue | undefined): SymbolicCall | null {
  const symbolic = symbolicOf(value);
  const method = methodCall(symbolic);
  if (method !== null && (method.name === "copy" || method.name === "_copy") && method.of.kind === "call") {
    return method.of.path === "sqlalchemy.Column" ? method.of : null;
  }
  return callOf(value, "sqlalchemy.Column");
}

/** A column of `table`. A value that is no Column gives one of which nothing is known. */
export function readColumn(
  argument: Argument,
  table: QualifiedName,
  context: EmitContext,
  run: RunState,
): ColumnReading {
  const call = columnCallOf(argument.value);
  const column = call === null ? undefined : columnOf(symbolicValue(call));
  if (call === null || column === undefined) {
    return unknownColumn(whyOf(argument.value, "a column that is not known"), argument.span);
  }
  const convention = context.config.namingConvention;
  const isCopy = symbolicOf(argument.value) !== call;
  const isReused = !isCopy && run.attached.has(call.serial);
  if (!isCopy) run.attached.add(call.serial);
  const { name, span } = { name: column.name, span: call.span };
  const keyword = (key: string): Argument => column.keywords.get(key) ?? { value: undefined, span: call.calleeSpan };
  const type = columnType({ value: column.type ?? undefined, span: call.calleeSpan }, table);
  const { sequence } = column;
  let serverDefault = readServerDefault(keyword("server_default"));
  let hasOwnDefault = !isAbsent(keyword("default"));
  let { openArguments: open } = column;
  if (sequence !== null) hasOwnDefault ||= !isSet(callArguments(sequence, []).get("optional"));
  const generated = column.computed ?? column.identity;
  if (generated !== null) serverDefault = readServerDefault({ value: symbolicValue(generated), span: generated.span });
  for (const item of column.otherItems) {
    if (callOf(item.value, "sqlalchemy.ColumnDefault") !== null) hasOwnDefault = true;
    else if (callOf(item.value, "sqlalchemy.FetchedValue", "sqlalchemy.DefaultClause") !== null) {
      serverDefault = readServerDefault(item);
    } else if (item.value.type !== "none") open ??= whyOf(item.value, "an item of a column");
  }
  const checks = column.checks.flatMap((it) => readConstraintCall(it, table, convention) ?? []);
  return {
    name,
    type,
    nullable: column.nullable,
    primaryKey: column.primaryKey,
    unique: column.unique,
    index: column.index,
    default: serverDefault,
    autoincrement: autoincrementOf(keyword("autoincrement")),
    hasOwnDefault,
    comment: readText(keyword("comment")),
    isSystem: isSet(keyword("system")),
    foreignKeys: isReused
      ? []
      : column.foreignKeys.flatMap((it) => columnForeignKey(it, name, table, convention) ?? []),
    checks: checks.map((it) => ({ ...it, columns: [name] })),
    typeChecks: typeCheck(type, name, table, context, span),
    place: (flag) => (column.keywords.has(flag) ? wholeArgument(keyword(flag)) : span),
    span,
    open,
  };
}

function autoincrementOf(argument: Argument): ColumnReading["autoincrement"] {
  const { value } = argument;
  if (value === undefined) return "auto";
  if (value.type === "str")
    return value.value === "auto" ? "auto" : value.value === "ignore_fk" ? "ignore_fk" : "unknown";
  if (value.type === "bool") return value.value ? "yes" : "no";
  return value.type === "none" ? "no" : "unknown";
}

/** The CHECK of a non-native Enum with `create_constraint=True`. */
export function typeCheck(
  type: ColumnType,
  column: Static<string>,
  table: QualifiedName,
  context: EmitContext,
  span: Span,
): readonly ConstraintDefinition[] {
  if (type.check === null) return [];
  const { labels, name } = type.check;
  const list = labels.known ? labels.value.map((it) => `'${it.replaceAll("'", "''")}'`).join(", ") : "";
  const expression: Static<string> =
    labels.known && column.known
      ? known(`${quoteIdentifier(column.value)} IN (${list})`, span)
      : notKnown({ reason: "unsupported", detail: "the labels of the Enum" }, span);
  const given = name === null ? null : readName(name);
  return [constraintOf("check", table, context.config.namingConvention, { given, columns: [], expression, span })];
}

function unknownColumn(why: Unknown, span: Span): ColumnReading {
  return {
    name: notKnown(why, span),
    type: { text: notKnown(why, span), enum: null, check: null, affinity: "unknown", collation: null },
    nullable: notKnown(why, span),
    primaryKey: notKnown(why, span),
    unique: notKnown(why, span),
    index: notKnown(why, span),
    default: { kind: "text", text: notKnown(why, span) },
    autoincrement: "unknown",
    hasOwnDefault: false,
    comment: null,
    isSystem: false,
    foreignKeys: [],
    checks: [],
    typeChecks: [],
    place: () => span,
    span,
    open: why,
  };
}

/** The definition that PostgreSQL gets. `serial` and `isPrimaryKey` come from the table. */
export function columnDefinition(
  column: ColumnReading,
  options: { readonly serial: boolean | Unknown; readonly nullable: Static<boolean> | null },
): ColumnDefinition {
  const { serial, nullable } = options;
  const serverDefault = column.default;
  const isSerial = serial === true;
  return {
    name: column.name,
    type: serialType(column, serial),
    nullable,
    default: isSerial || serverDefault.kind !== "text" ? null : serverDefault.text,
    identity: serverDefault.kind === "identity" ? identityKind(serverDefault.always) : null,
    generated: serverDefault.kind === "computed" ? serverDefault.generated : null,
    serial: isSerial,
    collation: column.type.collation,
    constraints: column.checks,
    span: column.span,
    open: column.open ?? (typeof serial === "object" ? serial : null),
  };
}

function identityKind(always: Static<boolean>): "always" | "byDefault" {
  return always.known && always.value ? "always" : "byDefault";
}

function serialType(column: ColumnReading, serial: boolean | Unknown): Static<string> {
  const { text, affinity } = column.type;
  if (serial === false) return text;
  if (typeof serial === "object") return notKnown(serial, text.span);
  return known(affinity === "bigint" ? "BIGSERIAL" : affinity === "smallint" ? "SMALLSERIAL" : "SERIAL", text.span);
}

/** NOT NULL as SQLAlchemy prints it: `nullable` as written, else "not part of the primary key". */
export function effectiveNullable(column: ColumnReading, inPrimaryKey: Static<boolean>): Static<boolean> | null {
  // With Identity NOT NULL is never printed, as PostgreSQL implies it.
  if (column.default.kind === "identity") {
    return column.nullable === null || (column.nullable.known && !column.nullable.value) ? null : column.nullable;
  }
  if (column.nullable !== null) return column.nullable;
  if (inPrimaryKey.known) return known(!inPrimaryKey.value, column.span);
  return notKnown(inPrimaryKey.why, column.span);
}
