import { known } from "../../base/static.ts";
import { columnOf } from "../../migration/column-call.ts";
import { type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import { type ColumnReading, columnCallOf, effectiveNullable, readColumn } from "../column-reading.ts";
import type { EmitContext, RunState } from "../emit-context.ts";
import { type Argument, isAbsent, readText } from "../read-argument.ts";
import { isSerialColumn } from "../serial-rule.ts";
import { callArguments, symbolicValue } from "../symbolic-call.ts";
import { columnsIn } from "./columns-in.ts";
import {
  constraintArguments,
  constraintObjectText,
  type ForeignKeyInput,
  foreignKeyTarget,
  usesAlter,
} from "./constraint.ts";
import { type Dialect, qualifiedName, quote, type TableName } from "./dialect.ts";
import { serverDefaultText } from "./server-default-text.ts";
import { type SqlType, sqlType } from "./sql-type.ts";
import { need, needAll, refused, unrendered } from "./unrendered.ts";

/** What rendering needs of the project and of the run. */
export interface RenderContext {
  readonly dialect: Dialect;
  readonly emit: EmitContext;
  readonly run: RunState;
  /** Types of which it is not known whether this run has created them; null when that may be any type. */
  readonly uncertainTypes: { names: Set<string> | null };
}

/** A column with everything that is printed of it. */
export interface Column {
  readonly name: string;
  readonly reading: ColumnReading;
  readonly type: SqlType;
  readonly defaultText: string | null;
  readonly generated: string;
  readonly checks: readonly string[];
  readonly foreignKeys: readonly ColumnForeignKey[];
  readonly unique: boolean;
  readonly index: boolean;
  readonly comment: string | null;
}

export interface ColumnForeignKey {
  readonly key: ForeignKeyInput;
  readonly call: SymbolicCall;
  /** CREATE TABLE leaves it out. */
  readonly useAlter: boolean;
}

const silentKeywords: ReadonlySet<string> = new Set(
  (
    "name type_ nullable primary_key unique index server_default server_onupdate default onupdate autoincrement comment doc info system " +
    "insert_default"
  ).split(" "),
);

export function column(context: RenderContext, table: TableName, argument: Argument): Column {
  const { dialect, emit, run } = context;
  const call = columnCallOf(argument.value);
  if (call === null) {
    if (argument.value?.type === "unknown") needAll(argument.value.why);
    return unrendered("a column that is not known");
  }
  const isCopy = symbolicOf(argument.value) !== call;
  const isReused = !isCopy && run.attached.has(call.serial);
  const place = { schema: table.schema, name: table.name };
  const reading = readColumn(argument, qualifiedName(place, argument.span), emit, run);
  needAll(reading.open);
  const written = columnOf(symbolicValue(call));
  if (written === undefined) return unrendered("a column that is not known");
  for (const keyword of written.keywords.keys()) {
    if (!silentKeywords.has(keyword)) unrendered(`the argument ${keyword} of Column`);
  }
  if (written.otherItems.length > 0) return unrendered("an item of a column");
  if (isReused && written.checks.length > 0) return unrendered("a CHECK of a column that is used again");
  // The copy of a column forgets what was said about the creation of its type.
  const ownType = reading.type.enum;
  if (isReused && ownType !== null && !need(ownType.createType)) unrendered("a type that is used again");
  const name = need(reading.name);
  const type = sqlType(dialect, written.type ?? undefined, place);
  // Some copies lose their variants.
  if (isReused && type.isVariant === true) return unrendered("a variant of a column that is used again");
  attachType(type, run);
  refuseUnknownType(type, table, name, written.type);
  if (
    reading.isSystem &&
    (written.keywords.has("server_default") || written.identity !== null || written.computed !== null)
  ) {
    return unrendered("a default of a column that is left out");
  }
  const serverDefault = serverDefaultText(dialect, written.keywords.get("server_default") ?? absent(argument));
  const generatedCall = written.identity ?? written.computed;
  const generated =
    generatedCall === null
      ? serverDefault
      : serverDefaultText(dialect, {
          value: symbolicValue(generatedCall),
          span: generatedCall.span,
        });
  const hasDefault = !isAbsent(written.keywords.get("server_default") ?? absent(argument));
  if (generatedCall !== null && hasDefault) return unrendered("a default beside a generated column");
  if (generated.kind === "identity" && written.sequence !== null) return unrendered("an Identity beside a Sequence");
  if (generated.kind === "identity" && reading.autoincrement === "no") {
    return unrendered("an Identity beside autoincrement=False");
  }
  if (written.identity !== null && written.computed !== null) return unrendered("a column that is generated twice");
  const comment = readText(written.keywords.get("comment") ?? absent(argument));
  return {
    name,
    reading,
    type,
    defaultText: generated.kind === "text" ? generated.text : null,
    generated: generated.kind === "identity" || generated.kind === "computed" ? ` ${generated.text}` : "",
    checks: written.checks.map((it) => columnCheck(dialect, table, it)),
    foreignKeys: isReused ? [] : written.foreignKeys.flatMap((it) => columnForeignKey(dialect, name, it)),
    unique: reading.unique !== null && need(reading.unique),
    index: reading.index !== null && need(reading.index),
    comment: comment === null ? null : need(comment),
  };
}

/** A CHECK of a column: SQLAlchemy 2.0 and newer mostly fail when its expression holds columns that are in no table. */
function columnCheck(dialect: Dialect, table: TableName, call: SymbolicCall): string {
  const condition = constraintArguments(call).get("sqltext").value;
  if (dialect.features.sqlalchemy2 && condition !== undefined && columnsIn(condition).length > 0) {
    return unrendered("a CHECK of a column that holds a column");
  }
  return constraintObjectText(dialect, table, call) ?? "";
}

function absent(argument: Argument): Argument {
  return { value: undefined, span: argument.span };
}

/** A type with `inherit_schema` is changed by the first table that it belongs to, and the versions differ in what the next one finds. */
function attachType(type: SqlType, run: RunState): void {
  const own = type.enum?.type;
  if (own?.inheritsSchema !== true) return;
  if (run.attached.has(own.serial)) unrendered("a type with the schema of its table that is used again");
  run.attached.add(own.serial);
}

function refuseUnknownType(type: SqlType, table: TableName, name: string, written: unknown): void {
  if (type.ddl !== null) return;
  if (written !== null) return;
  refused(
    "CompileError",
    `(in table '${table.name}', column '${name}'): Can't generate DDL for NullType(); did you forget to specify a type on this Column?`,
  );
}

function columnForeignKey(dialect: Dialect, name: string, call: SymbolicCall): readonly ColumnForeignKey[] {
  const args = constraintArguments(call);
  if (callArguments(call, ["column", "_constraint"]).has("_constraint")) return unrendered("a positional argument");
  const target = foreignKeyTarget(dialect, args.get("column"));
  return [
    {
      call,
      useAlter: usesAlter(args),
      key: { columns: [name], referredTable: target.table, referredColumns: [target.column], isObject: true },
    },
  ];
}

/** `name TYPE DEFAULT … NOT NULL`, as in CREATE TABLE and ADD COLUMN, without its CHECKs. */
export function columnSpec(
  context: RenderContext,
  it: Column,
  key: { readonly primaryKey: readonly string[]; readonly hasForeignKey: boolean },
): string {
  const { dialect, emit } = context;
  const { reading } = it;
  if (it.type.ddl === null) return unrendered("a column without a type");
  if (it.type.isVariant === true && key.primaryKey.includes(it.name)) return unrendered("a variant in a primary key");
  const serial = isSerialColumn(reading, { ...key, sqlalchemy: emit.config.sqlalchemy ?? "2.1" });
  if (typeof serial === "object") needAll(serial);
  // `primary_key=True` makes a column NOT NULL even where another key than its own is the table's.
  const isFlagged = reading.primaryKey !== null && need(reading.primaryKey);
  const inKey = known(isFlagged || key.primaryKey.includes(it.name), reading.span);
  const nullable = effectiveNullable(reading, inKey);
  const isNullable = nullable === null ? null : need(nullable);
  const hasIdentity = it.generated.includes(" AS IDENTITY");
  const nulls = hasIdentity ? (isNullable === true ? " NULL" : "") : isNullable === false ? " NOT NULL" : "";
  const body =
    serial === true
      ? serialWord(dialect, it.type)
      : `${it.type.ddl}${it.defaultText === null ? "" : ` DEFAULT ${it.defaultText}`}`;
  return `${quote(dialect, it.name)} ${body}${it.generated}${nulls}`;
}

function serialWord({ drivers, features }: Dialect, type: SqlType): string {
  if (type.affinity === "bigint") return "BIGSERIAL";
  if (type.affinity !== "smallint") return "SERIAL";
  // Up to SQLAlchemy 1.4 its dialect for asyncpg takes small numbers for plain ones.
  if (features.sqlalchemy2 || (drivers.length > 0 && !drivers.includes("asyncpg"))) return "SMALLSERIAL";
  return drivers.length === 1 ? "SERIAL" : unrendered("SERIAL of a small number: the driver is not known");
}
