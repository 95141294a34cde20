import type { Span } from "../base/span.ts";
import { known, type Static } from "../base/static.ts";
import type { ConstraintDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { existenceFlag } from "./alembic-features.ts";
import { type ColumnReading, columnDefinition, effectiveNullable, readColumn } from "./column-reading.ts";
import { type Draft, draft, type Emitter } from "./emit-context.ts";
import { columnIndex } from "./index-reading.ts";
import { argumentOf, isSet, requiredName } from "./read-argument.ts";
import { isSerialColumn } from "./serial-rule.ts";
import { tableOf } from "./table-name.ts";
import { columnComment, uniqueFlag } from "./table-reading.ts";

/**
 * `op.add_column`: ADD COLUMN, then each constraint, index and comment of the column as a statement of its own. No CREATE TYPE for an Enum, and no
 * PRIMARY KEY unless it is asked for (alembic-semantics 4.3).
 */
export const emitAddColumn: Emitter = (operation, context, run) => {
  const table = tableOf(operation);
  const column = readColumn(argumentOf(operation, "column"), table, context, run);
  const { call } = operation.site;
  const marked: Static<boolean> = column.primaryKey ?? known(false, column.span);
  const serial = isSerialColumn(column, {
    primaryKey: marked.known ? (marked.value && column.name.known ? [column.name.value] : []) : null,
    hasForeignKey: column.foreignKeys.length > 0,
    sqlalchemy: context.config.sqlalchemy,
  });
  const definition = columnDefinition(column, { serial, nullable: effectiveNullable(column, marked) });
  const inlineKey = isSet(argumentOf(operation, "inline_primary_key")) && marked.known && marked.value;
  const inlineReference = isSet(argumentOf(operation, "inline_references")) && column.foreignKeys.length === 1;
  const inline: readonly ConstraintDefinition[] = [
    ...(inlineKey ? [primaryKey(column)] : []),
    // The name and NOT VALID of the key are lost when it is written with the column.
    ...(inlineReference ? column.foreignKeys.map((it) => ({ ...it, name: null, notValid: false })) : []),
  ];
  const added = draft(
    {
      kind: "addColumn",
      table,
      column: { ...definition, constraints: [...inline, ...column.checks] },
      ifNotExists: existenceFlag(argumentOf(operation, "if_not_exists"), "columnExistence", context.config),
    },
    call,
    operation.openArguments ?? column.open,
  );
  const comment = columnComment(column, table);
  return [
    added,
    ...(inlineReference ? [] : column.foreignKeys.map((it) => constraintDraft(table, it))),
    ...uniqueFlag(column, table, context).map((it) => constraintDraft(table, it)),
    ...column.typeChecks.map((it) => constraintDraft(table, it)),
    ...columnIndex(column, table, context.config.namingConvention).map((it) => draft(it.index, it.span)),
    ...(comment === null ? [] : [draft(comment.action, comment.span)]),
    ...openFlags(column, table),
  ];
};

export function constraintDraft(table: QualifiedName, constraint: ConstraintDefinition): Draft {
  return draft({ kind: "addConstraint", table, constraint }, constraint.span);
}

function primaryKey(column: ColumnReading): ConstraintDefinition {
  return {
    type: "primaryKey",
    name: null,
    columns: [column.name],
    references: null,
    expression: null,
    notValid: false,
    deferrable: false,
    usingIndex: null,
    span: column.place("primary_key"),
  };
}

/** `unique=` and `index=` whose value is not known may add a constraint or an index. */
function openFlags(column: ColumnReading, table: QualifiedName): readonly Draft[] {
  const flags: readonly ["unique" | "index", Static<boolean> | null][] = [
    ["unique", column.unique],
    ["index", column.index],
  ];
  return flags.flatMap(([flag, value]) => {
    if (value === null || value.known || column.open !== null) return [];
    return [unknownOn(table, value.why, column.place(flag))];
  });
}

function unknownOn(table: QualifiedName, why: NonNullable<Draft["gap"]>, span: Span): Draft {
  return draft({ kind: "unknown", why, touches: [table] }, span, why);
}

/** `op.drop_column`. */
export const emitDropColumn: Emitter = (operation, context) => [
  draft(
    {
      kind: "dropColumn",
      table: tableOf(operation),
      column: requiredName(argumentOf(operation, "column_name"), "the name of the column"),
      ifExists: existenceFlag(argumentOf(operation, "if_exists"), "columnExistence", context.config),
      cascade: false,
    },
    operation.site.call,
    operation.openArguments,
  ),
];
