import { columnOf } from "../../migration/column-call.ts";
import { type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { type ColumnReading, columnCallOf, effectiveNullable, readColumn } from "../column-reading.ts";
import type { EmitContext, RunState } from "../emit-context.ts";
import { type Argument, readText } from "../read-argument.ts";
import { isSerialColumn } from "../serial-rule.ts";
import { callArguments, symbolicValue } from "../symbolic-call.ts";
import {
  constraintArguments,
  constraintObjectText,
  type ForeignKeyInput,
  foreignKeyTarget,
  usesAlter,
} from "./constraint.ts";
import { type Dialect, quote, type TableName } from "./dialect.ts";
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
  const isReused = !isCopy && run.attachedColumns.has(call.serial);
  const place = { schema: table.schema, name: table.name };
  const reading = readColumn(argument, qualified(place, argument), emit, run);
  needAll(reading.open);
  const written = columnOf(symbolicValue(call));
  if (written === undefined) return unrendered("a column that is not known");
  for (const keyword of written.keywords.keys()) {
    if (!silentKeywords.has(keyword)) unrendered(`the argument ${keyword} of Column`);
  }
  if (written.otherItems.length > 0) return unrendered("an item of a column");
  if (isReused && written.checks.length > 0) return unrendered("a CHECK of a column that is used again");
  const name = need(reading.name);
  const type = sqlType(dialect, written.type ?? undefined);
  refuseUnknownType(type, table, name, written.type);
  const serverDefault = serverDefaultText(dialect, written.keywords.get("server_default") ?? absent(argument));
  const generatedCall = written.identity ?? written.computed;
  const generated =
    generatedCall === null
      ? serverDefault
      : serverDefaultText(dialect, {
          value: symbolicValue(generatedCall),
          span: generatedCall.span,
        });
  if (generatedCall !== null && serverDefault.kind !== "none") return unrendered("a default beside a generated column");
  if (written.identity !== null && written.computed !== null) return unrendered("a column that is generated twice");
  const comment = readText(written.keywords.get("comment") ?? absent(argument));
  return {
    name,
    reading,
    type,
    defaultText: generated.kind === "text" ? generated.text : null,
    generated: generated.kind === "identity" || generated.kind === "computed" ? ` ${generated.text}` : "",
    checks: written.checks.map((it) => constraintObjectText(dialect, table, it) ?? ""),
    foreignKeys: isReused ? [] : written.foreignKeys.flatMap((it) => columnForeignKey(dialect, name, it)),
    unique: reading.unique !== null && need(reading.unique),
    index: reading.index !== null && need(reading.index),
    comment: comment === null ? null : need(comment),
  };
}

function absent(argument: Argument): Argument {
  return { value: undefined, span: argument.span };
}

function qualified(table: TableName, argument: Argument): QualifiedName {
  const known = (value: string) => ({ known: true, value, span: argument.span }) as const;
  return { schema: table.schema === null ? null : known(table.schema), name: known(table.name) };
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
  if (usesAlter(args)) return [];
  const target = foreignKeyTarget(dialect, args.get("column"));
  return [{ call, key: { columns: [name], referredTable: target.table, referredColumns: [target.column] } }];
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
  const serial = isSerialColumn(reading, { ...key, sqlalchemy: emit.config.sqlalchemy ?? "2.1" });
  if (typeof serial === "object") needAll(serial);
  const inKey = { known: true, value: key.primaryKey.includes(it.name), span: reading.span } as const;
  const nullable = effectiveNullable(reading, inKey);
  const isNullable = nullable === null ? null : need(nullable);
  const hasIdentity = it.generated.includes(" AS IDENTITY");
  const nulls = hasIdentity ? (isNullable === true ? " NULL" : "") : isNullable === false ? " NOT NULL" : "";
  const body =
    serial === true
      ? serialWord(it.type)
      : `${it.type.ddl}${it.defaultText === null ? "" : ` DEFAULT ${it.defaultText}`}`;
  return `${quote(dialect, it.name)} ${body}${it.generated}${nulls}`;
}

function serialWord(type: SqlType): string {
  return type.affinity === "bigint" ? "BIGSERIAL" : type.affinity === "smallint" ? "SMALLSERIAL" : "SERIAL";
}
