import type { Operation } from "../migration/operation.ts";
import type { ActionKind } from "../postgres/action.ts";
import { existenceFlag } from "./alembic-features.ts";
import { type Draft, draft, type EmitContext, type Emitter, type RunState } from "./emit-context.ts";
import type { EnumType } from "./enum-type.ts";
import { type Argument, argumentOf, readText } from "./read-argument.ts";
import { tableOf } from "./table-name.ts";
import { readTable, type TableReading } from "./table-reading.ts";

/** CREATE TYPE for native enums, CREATE TABLE, CREATE INDEX, comments: the order of Alembic. */
export const emitCreateTable: Emitter = (operation, context, run) => {
  const items: readonly Argument[] = operation.rest;
  const reading = readTable(
    tableOf(operation),
    items,
    {
      comment: readText(argumentOf(operation, "comment")),
      ifNotExists: existenceFlag(argumentOf(operation, "if_not_exists"), "tableExistence", context.config),
      prefixes: argumentOf(operation, "prefixes"),
      partitionBy: argumentOf(operation, "postgresql_partition_by"),
      inherits: argumentOf(operation, "postgresql_inherits"),
      open: operation.openArguments,
      span: operation.site.call,
    },
    context,
    run,
  );
  return tableDrafts(reading, operation, context, run);
};

/** The statements that create a table, whichever call asks for it. */
export function tableDrafts(
  reading: TableReading,
  operation: Operation,
  context: EmitContext,
  run: RunState,
): readonly Draft[] {
  const { call } = operation.site;
  return [
    ...reading.enums.flatMap((it) => createEnumOnce(it, context, run)),
    draft(reading.create, call, reading.gap),
    ...reading.indexes.map((it) => draft(it.index, it.span)),
    ...reading.comments.map((it) => draft(it.action, it.span)),
  ];
}

/** Alembic creates the enum types of a table's columns, each once in a run, whatever was dropped in between. */
function createEnumOnce(type: EnumType, context: EmitContext, run: RunState): readonly Draft[] {
  const modern = context.config.sqlalchemy !== "1.4" && context.config.sqlalchemy !== "2.0";
  const createType = type.generic && !modern ? null : type.createType;
  if (createType?.known === true && !createType.value) return [];
  // A type that belongs to a MetaData is created with it, not with the table, before SQLAlchemy 2.1.
  if (type.hasMetadata && !modern) return [];
  const { schema, name } = type.name;
  if (name.known && (schema === null || schema.known)) {
    const key = JSON.stringify([schema === null ? null : schema.value, name.value]);
    if (run.createdTypes.has(key)) return [];
    run.createdTypes.add(key);
  }
  const kind: ActionKind = { kind: "createEnum", type: type.name, values: type.values };
  return [draft(kind, type.span, createType?.known === false ? createType.why : null)];
}
