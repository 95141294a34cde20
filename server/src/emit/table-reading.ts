import type { Span } from "../base/span.ts";
import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import { symbolicOf } from "../migration/symbolic.ts";
import type { ActionKind, ConstraintDefinition, CreateIndex, CreateTable } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { sqlToActions } from "../postgres/sql-to-actions.ts";
import { type ColumnReading, columnCallOf, columnDefinition, effectiveNullable, readColumn } from "./column-reading.ts";
import { constraintOf, isConstraintPath, readConstraintCall } from "./constraint-reading.ts";
import type { EmitContext, RunState } from "./emit-context.ts";
import type { EnumType } from "./enum-type.ts";
import { columnIndex, readIndexCall } from "./index-reading.ts";
import { type Argument, readElements, readName, whyOf } from "./read-argument.ts";
import { isSerialColumn } from "./serial-rule.ts";

/** What `op.create_table` or a Table object says, as far as it is known. */
export interface TableReading {
  readonly create: Extract<ActionKind, { kind: "createTable" }>;
  readonly enums: readonly EnumType[];
  readonly indexes: readonly { readonly index: CreateIndex; readonly span: Span }[];
  readonly comments: readonly { readonly action: ActionKind; readonly span: Span }[];
  /** Columns of which nothing is known. */
  readonly gap: Unknown | null;
}

export interface TableOptions {
  readonly comment: Static<string> | null;
  readonly ifNotExists: boolean;
  readonly prefixes: Argument;
  readonly partitionBy: Argument;
  readonly inherits: Argument;
  readonly open: Unknown | null;
  readonly span: Span;
}

/** A table from its items: columns, constraints and indexes in any order. */
export function readTable(
  table: QualifiedName,
  items: readonly Argument[],
  options: TableOptions,
  context: EmitContext,
  run: RunState,
): TableReading {
  const convention = context.config.namingConvention;
  const columns: ColumnReading[] = [];
  const explicit: { readonly constraint: ConstraintDefinition; readonly serial: number }[] = [];
  const indexes: { readonly index: CreateIndex; readonly span: Span }[] = [];
  let open = options.open;
  for (const item of items) {
    const symbolic = symbolicOf(item.value);
    const path = symbolic?.kind === "call" ? symbolic.path : null;
    if (columnCallOf(item.value) !== null) columns.push(readColumn(item, table, context, run));
    else if (symbolic?.kind === "call" && path !== null && isConstraintPath(path)) {
      const constraint = readConstraintCall(symbolic, table, convention);
      if (constraint !== null) explicit.push({ constraint, serial: symbolic.serial });
    } else if (symbolic?.kind === "call" && path === "sqlalchemy.Index") {
      indexes.push({ index: readIndexCall(symbolic, table, context), span: symbolic.span });
    } else if (item.value?.type !== "none") {
      open ??= whyOf(item.value, "an item of the table that is not known");
    }
  }
  // SQLAlchemy prints constraints in the order in which their objects were made.
  explicit.sort((a, b) => a.serial - b.serial);
  const keys = explicit.map((it) => it.constraint);
  const primaryKey = primaryKeyOf(columns, keys, open);
  const flagKey = keys.some((it) => it.type === "primaryKey")
    ? []
    : flagPrimaryKey(columns, table, context, options.span);
  const foreignKeys = keys.filter((it) => it.type === "foreignKey");
  const definitions = columns
    .filter((it) => !it.isSystem)
    .map((column) => {
      const inKey = inPrimaryKey(column, primaryKey);
      const serial = isSerialColumn(column, {
        primaryKey: primaryKey === null ? null : primaryKey,
        hasForeignKey: column.foreignKeys.length > 0 || foreignKeys.some((it) => holds(it, column)),
        sqlalchemy: context.config.sqlalchemy,
      });
      return columnDefinition(column, { serial, nullable: effectiveNullable(column, inKey) });
    });
  const implicit = columns.flatMap((it) => [...uniqueFlag(it, table, context), ...it.typeChecks, ...it.foreignKeys]);
  return {
    create: {
      kind: "createTable",
      table,
      columns: definitions,
      constraints: [...flagKey, ...keys.filter(isKey), ...keys.filter((it) => !isKey(it)), ...implicit],
      ifNotExists: options.ifNotExists,
      temporary: isTemporary(options.prefixes),
      partitionOf: null,
      isPartitioned: options.partitionBy.value !== undefined && options.partitionBy.value.type !== "none",
      ...partitionKeyOf(options.partitionBy, context),
      inherits: inherited(options.inherits),
      columnsFrom: "list",
      reads: [],
      open,
    },
    enums: columns.flatMap((it) => (it.type.enum === null ? [] : [it.type.enum])),
    indexes: [...columns.flatMap((it) => columnIndex(it, table, convention)), ...indexes],
    comments: tableComments(table, columns, options),
    gap: open,
  };
}

/** `postgresql_partition_by="RANGE (at)"`: PostgreSQL's parser tells what the columns are. */
function partitionKeyOf(argument: Argument, context: EmitContext): Pick<CreateTable, "partitionKey"> {
  const { value } = argument;
  if (value?.type !== "str") return {};
  const source = { text: `CREATE TABLE t () PARTITION BY ${value.value}`, pieces: [], span: argument.span };
  const [action, ...more] = sqlToActions(source, context.parser).flatMap((it) => it.actions);
  if (action?.kind !== "createTable" || more.length > 0 || action.partitionKey === undefined) return {};
  return { partitionKey: action.partitionKey };
}

function isKey(constraint: ConstraintDefinition): boolean {
  return constraint.type === "primaryKey";
}

function holds(constraint: ConstraintDefinition, column: ColumnReading): boolean {
  return constraint.columns.some((it) => it.known && column.name.known && it.value === column.name.value);
}

/** Names of the primary key's columns; null when they are not all known. */
function primaryKeyOf(
  columns: readonly ColumnReading[],
  keys: readonly ConstraintDefinition[],
  open: Unknown | null,
): readonly string[] | null {
  const written = keys.find(isKey);
  const names: string[] = [];
  if (written !== undefined) {
    for (const name of written.columns) {
      if (!name.known) return null;
      names.push(name.value);
    }
    return names;
  }
  if (open !== null) return null;
  for (const column of columns) {
    if (column.primaryKey === null) continue;
    if (!column.primaryKey.known || !column.name.known) return null;
    if (column.primaryKey.value) names.push(column.name.value);
  }
  return names;
}

function inPrimaryKey(column: ColumnReading, primaryKey: readonly string[] | null): Static<boolean> {
  if (column.primaryKey?.known === true && column.primaryKey.value) return known(true, column.span);
  if (primaryKey === null || !column.name.known) {
    return notKnown({ reason: "unsupported", detail: "the columns of the primary key" }, column.span);
  }
  return known(primaryKey.includes(column.name.value), column.span);
}

/** The PRIMARY KEY that `primary_key=True` of the columns makes. */
function flagPrimaryKey(
  columns: readonly ColumnReading[],
  table: QualifiedName,
  context: EmitContext,
  fallback: Span,
): readonly ConstraintDefinition[] {
  const marked = columns.filter((it) => it.primaryKey !== null && (!it.primaryKey.known || it.primaryKey.value));
  const first = marked[0];
  if (first === undefined || marked.some((it) => it.primaryKey?.known !== true)) return [];
  const span = marked.length === 1 ? first.place("primary_key") : fallback;
  // SQLAlchemy puts the autoincrement column first.
  const ordered = [
    ...marked.filter((it) => it.autoincrement === "yes"),
    ...marked.filter((it) => it.autoincrement !== "yes"),
  ];
  const names = ordered.map((it) => it.name);
  return [constraintOf("primaryKey", table, context.config.namingConvention, { given: null, columns: names, span })];
}

/** `unique=True` without `index=True`; with it, the index is unique instead. */
export function uniqueFlag(
  column: ColumnReading,
  table: QualifiedName,
  context: EmitContext,
): readonly ConstraintDefinition[] {
  if (column.unique?.known !== true || !column.unique.value) return [];
  if (column.index?.known === true && column.index.value) return [];
  const span = column.place("unique");
  return [
    constraintOf("unique", table, context.config.namingConvention, { given: null, columns: [column.name], span }),
  ];
}

function isTemporary(prefixes: Argument): boolean {
  const list = readElements(prefixes)?.elements ?? [];
  return list.some((it) => it.value?.type === "str" && /^temp(orary)?$/i.test(it.value.value.trim()));
}

function inherited(argument: Argument): readonly QualifiedName[] {
  const elements = readElements(argument)?.elements ?? (argument.value === undefined ? [] : [argument]);
  return elements.flatMap((it) => {
    const name = readName(it)?.name;
    return name === undefined ? [] : [{ schema: null, name }];
  });
}

function tableComments(table: QualifiedName, columns: readonly ColumnReading[], options: TableOptions) {
  const found: { readonly action: ActionKind; readonly span: Span }[] = [];
  if (options.comment !== null) {
    found.push({
      action: { kind: "comment", object: "table", table, column: null, text: options.comment },
      span: options.comment.span,
    });
  }
  for (const column of columns) {
    const comment = columnComment(column, table);
    if (comment !== null) found.push(comment);
  }
  return found;
}

export function columnComment(column: ColumnReading, table: QualifiedName) {
  if (column.comment === null) return null;
  const action: ActionKind = { kind: "comment", object: "column", table, column: column.name, text: column.comment };
  return { action, span: column.comment.span };
}
