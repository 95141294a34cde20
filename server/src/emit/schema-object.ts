import type { Span } from "../base/span.ts";
import type { Operation } from "../migration/operation.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { columnType } from "./column-type.ts";
import { type Draft, draft, type EmitContext, type RunState, unknownDraft } from "./emit-context.ts";
import { tableDrafts } from "./emit-create-table.ts";
import { isEnumPath, readEnum } from "./enum-type.ts";
import { readIndexCall } from "./index-reading.ts";
import { type Argument, readName, readText, requiredName, whyOf } from "./read-argument.ts";
import { callArguments } from "./symbolic-call.ts";
import { tableOfSymbolic } from "./table-name.ts";
import { readTable } from "./table-reading.ts";

interface ObjectOptions {
  readonly operation: Operation;
  readonly context: EmitContext;
  readonly run: RunState;
  readonly span: Span;
}

/** What creating a schema object of SQLAlchemy does: a Table, an Enum, a Sequence, an Index. */
export function createObjectDrafts(
  object: Argument,
  options: ObjectOptions & { readonly ifNotExists: boolean },
): readonly Draft[] {
  const symbolic = symbolicOf(object.value);
  const { span, ifNotExists } = options;
  if (symbolic?.kind !== "call" || symbolic.path === null) {
    return [unknownDraft(whyOf(object.value, "what is created"), span)];
  }
  const { path } = symbolic;
  if (isEnumPath(path)) {
    const { type } = readEnum(path, symbolic);
    return [draft({ kind: "createEnum", type: type.name, values: type.values }, span)];
  }
  if (path === "sqlalchemy.Sequence") return [draft({ kind: "createSequence", sequence: objectName(symbolic) }, span)];
  if (path === "sqlalchemy.dialects.postgresql.DOMAIN") return [domainDraft(symbolic, span)];
  if (path === "sqlalchemy.Index") {
    const index = readIndexCall(symbolic, indexTable(symbolic), options.context);
    return [draft({ ...index, ifNotExists }, span)];
  }
  const table = tableOfSymbolic(symbolic);
  if (table === null) return [unknownDraft({ reason: "unsupported", detail: `what ${path} creates` }, span)];
  return tableObjectDrafts(symbolic, table, options);
}

function tableObjectDrafts(
  call: SymbolicCall,
  table: QualifiedName,
  options: ObjectOptions & { readonly ifNotExists: boolean },
): readonly Draft[] {
  const args = callArguments(call, call.path === "sqlalchemy.Table" ? ["name", "metadata"] : ["name"]);
  const reading = readTable(
    table,
    args.rest,
    {
      comment: readText(args.get("comment")),
      ifNotExists: options.ifNotExists,
      prefixes: args.get("prefixes"),
      partitionBy: args.get("postgresql_partition_by"),
      inherits: args.get("postgresql_inherits"),
      // `autoload_with` and a table that the MetaData already knows bring columns that are not written here.
      open: args.open ?? (args.has("autoload_with") || args.has("autoload") ? reflected : null),
      span: options.span,
    },
    options.context,
    options.run,
  );
  return tableDrafts(reading, options.operation, options.context, options.run);
}

const reflected = { reason: "query", detail: "columns that are read from the database" } as const;

/** The reverse of `createObjectDrafts`. */
export function dropObjectDrafts(
  object: Argument,
  options: ObjectOptions & { readonly ifExists: boolean },
): readonly Draft[] {
  const symbolic = symbolicOf(object.value);
  const { span, ifExists } = options;
  if (symbolic?.kind !== "call" || symbolic.path === null) {
    return [unknownDraft(whyOf(object.value, "what is dropped"), span)];
  }
  const { path } = symbolic;
  const cascade = false;
  if (isEnumPath(path)) {
    return [draft({ kind: "dropType", type: readEnum(path, symbolic).type.name, ifExists, cascade }, span)];
  }
  if (path === "sqlalchemy.dialects.postgresql.DOMAIN") {
    return [draft({ kind: "dropType", type: objectName(symbolic), ifExists, cascade }, span)];
  }
  if (path === "sqlalchemy.Sequence") {
    return [draft({ kind: "dropSequence", sequence: objectName(symbolic), ifExists, cascade }, span)];
  }
  if (path === "sqlalchemy.Index") {
    const index = objectName(symbolic);
    return [draft({ kind: "dropIndex", index, table: null, concurrently: false, ifExists, cascade }, span)];
  }
  const table = tableOfSymbolic(symbolic);
  if (table === null) return [unknownDraft({ reason: "unsupported", detail: `what ${path} drops` }, span)];
  return [draft({ kind: "dropTable", table, ifExists, cascade }, span)];
}

function objectName(call: SymbolicCall): QualifiedName {
  const args = callArguments(call, ["name"]);
  return { schema: readName(args.get("schema"))?.name ?? null, name: requiredName(args.get("name"), "the name") };
}

/** `Index("ix", table.c.a)`: the table of its first column. */
function indexTable(call: SymbolicCall): QualifiedName {
  for (const argument of call.args) {
    const symbolic = symbolicOf(argument.value);
    if (symbolic?.kind !== "attribute" || symbolic.of.kind !== "attribute") continue;
    const table = tableOfSymbolic(symbolic.of.of);
    if (table !== null) return table;
  }
  const why = { reason: "unsupported", detail: "the table of the index" } as const;
  return { schema: null, name: { known: false, why, span: call.span } };
}

function domainDraft(call: SymbolicCall, span: Span): Draft {
  const args = callArguments(call, ["name", "data_type"]);
  const notNull = args.get("not_null").value;
  return draft(
    {
      kind: "createDomain",
      type: objectName(call),
      base: columnType(args.get("data_type")).text,
      notNull: notNull?.type === "bool" && notNull.value,
      hasCheck: args.has("check"),
    },
    span,
  );
}
