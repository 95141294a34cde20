import type { Span } from "../base/span.ts";
import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { ColumnDefinition, ConstraintDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { PyValue } from "../python/value.ts";
import { type ColumnType, columnType } from "./column-type.ts";
import { columnForeignKey, constraintOf, readConstraintCall } from "./constraint-reading.ts";
import type { EmitContext } from "./emit-context.ts";
import { type Argument, isAbsent, isSet, readFlag, readName, readText, whyOf } from "./read-argument.ts";
import { readGenerated, readServerDefault, type ServerDefault } from "./server-default.ts";
import { type CallArguments, callArguments, callOf, methodCall } from "./symbolic-call.ts";

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
  /** Place of `unique=…`, `index=…`, `primary_key=…`, or of the column. */
  place(flag: "unique" | "index" | "primary_key"): Span;
  readonly span: Span;
  readonly open: Unknown | null;
}

const itemPaths: ReadonlySet<string> = new Set([
  "sqlalchemy.ForeignKey",
  "sqlalchemy.CheckConstraint",
  "sqlalchemy.Identity",
  "sqlalchemy.Computed",
  "sqlalchemy.Sequence",
  "sqlalchemy.FetchedValue",
  "sqlalchemy.DefaultClause",
  "sqlalchemy.ColumnDefault",
]);

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
export function readColumn(argument: Argument, table: QualifiedName, context: EmitContext): ColumnReading {
  const call = columnCallOf(argument.value);
  if (call === null) return unknownColumn(whyOf(argument.value, "a column that is not known"), argument.span);
  const { args, items, type } = splitArguments(call);
  const name =
    readName(args.get("name"))?.name ??
    notKnown<string>(args.open ?? { reason: "unsupported", detail: "a column without a name" }, call.calleeSpan);
  const convention = context.config.namingConvention;
  const foreignKeys: ConstraintDefinition[] = [];
  const checks: ConstraintDefinition[] = [];
  let serverDefault = readServerDefault(args.get("server_default"));
  let hasOwnDefault = !isAbsent(args.get("default"));
  let open = args.open;
  for (const item of items) {
    const itemCall = callOf(item.value);
    const path = itemCall?.path;
    if (itemCall === null || path === null) {
      if (item.value?.type !== "none") open ??= whyOf(item.value, "an item of a column");
    } else if (path === "sqlalchemy.ForeignKey") {
      const key = columnForeignKey(itemCall, name, table, convention);
      if (key !== null) foreignKeys.push(key);
    } else if (path === "sqlalchemy.CheckConstraint") {
      const check = readConstraintCall(itemCall, table, convention);
      if (check !== null) checks.push({ ...check, columns: [name] });
    } else if (path === "sqlalchemy.Sequence") {
      hasOwnDefault ||= !isSet(callArguments(itemCall, []).get("optional"));
    } else if (path === "sqlalchemy.ColumnDefault") {
      hasOwnDefault = true;
    } else {
      serverDefault = readGenerated(item) ?? readServerDefault(item);
    }
  }
  return {
    name,
    type,
    nullable: readFlag(args.get("nullable")),
    primaryKey: readFlag(args.get("primary_key")),
    unique: readFlag(args.get("unique")),
    index: readFlag(args.get("index")),
    default: serverDefault,
    autoincrement: autoincrementOf(args.get("autoincrement")),
    hasOwnDefault,
    comment: readText(args.get("comment")),
    isSystem: isSet(args.get("system")),
    foreignKeys,
    checks: [...checks, ...typeChecks(type, name, table, context, call.span)],
    place: (flag) => (args.has(flag) ? args.get(flag).span : call.span),
    span: call.span,
    open,
  };
}

/** `Column(name, type, *items)`, `Column(name, *items)`, `Column(type, name=…)`. */
function splitArguments(call: SymbolicCall): {
  readonly args: CallArguments;
  readonly items: readonly Argument[];
  readonly type: ColumnType;
} {
  const plain = callArguments(call, []);
  const positional = [...plain.rest];
  const first = positional[0];
  const startsWithName =
    first !== undefined &&
    !plain.has("name") &&
    (isAbsent(first) || readName(first)?.name.known === true || first.value?.type === "unknown");
  const named = startsWithName ? positional.shift() : undefined;
  const second = positional[0];
  const typeArgument = plain.has("type_")
    ? plain.get("type_")
    : second !== undefined && !isItem(second)
      ? positional.shift()
      : undefined;
  return {
    args: {
      ...plain,
      get: (name) => (name === "name" && named !== undefined ? named : plain.get(name)),
    },
    items: positional,
    type: columnType(typeArgument ?? { value: undefined, span: call.calleeSpan }),
  };
}

function isItem(argument: Argument): boolean {
  const call = callOf(argument.value);
  return call?.path != null && itemPaths.has(call.path);
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
function typeChecks(
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
      ? known(`${column.value} IN (${list})`, span)
      : notKnown({ reason: "unsupported", detail: "the labels of the Enum" }, span);
  const given = name === null ? null : readName(name);
  return [
    constraintOf("check", table, context.config.namingConvention, { given, columns: [column], expression, span }),
  ];
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
export function effectiveNullable(column: ColumnReading, inPrimaryKey: Static<boolean>): Static<boolean> {
  if (column.nullable !== null) return column.nullable;
  if (inPrimaryKey.known) return known(!inPrimaryKey.value, column.span);
  return notKnown(inPrimaryKey.why, column.span);
}
