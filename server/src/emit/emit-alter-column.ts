import type { Span } from "../base/span.ts";
import { notKnown, type Static } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import type { ActionKind } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { typeCheck } from "./column-reading.ts";
import { columnType } from "./column-type.ts";
import { constraintDraft } from "./emit-add-column.ts";
import { type Draft, draft, type EmitContext, type Emitter } from "./emit-context.ts";
import {
  type Argument,
  argumentOf,
  isAbsent,
  readFlag,
  readName,
  readText,
  requiredName,
  wholeArgument,
  whyOf,
} from "./read-argument.ts";
import { readServerDefault } from "./server-default.ts";
import { tableOf } from "./table-name.ts";

/**
 * `op.alter_column`: one statement for each change, in Alembic's order for PostgreSQL: type, NOT NULL, default, comment, name (alembic-semantics 4.5).
 * Each has the place of its argument.
 */
export const emitAlterColumn: Emitter = (operation, context) => {
  const table = tableOf(operation);
  const column = requiredName(argumentOf(operation, "column_name"), "the name of the column");
  const changes: Draft[] = [
    ...oldCheck(operation, table, column, context),
    ...typeChange(operation, table, column),
    ...nullability(operation, table, column),
    ...defaultChange(operation, table, column),
    ...commentChange(operation, table, column),
    ...rename(operation, table, column),
    ...newCheck(operation, table, column, context),
  ];
  if (operation.openArguments === null) return changes;
  const why = operation.openArguments;
  return [...changes, draft({ kind: "unknown", why, touches: [table] }, operation.site.call, why)];
};

function typeChange(operation: Operation, table: QualifiedName, column: Static<string>): readonly Draft[] {
  const argument = argumentOf(operation, "type_");
  if (isAbsent(argument)) return [];
  const using = readText(argumentOf(operation, "postgresql_using"));
  const { text, collation } = columnType(argument);
  return [draft({ kind: "alterColumnType", table, column, type: text, using, collation }, wholeArgument(argument))];
}

function nullability(operation: Operation, table: QualifiedName, column: Static<string>): readonly Draft[] {
  const argument = argumentOf(operation, "nullable");
  const flag = readFlag(argument);
  if (flag === null) return [];
  if (!flag.known)
    return [draft({ kind: "unknown", why: flag.why, touches: [table] }, wholeArgument(argument), flag.why)];
  return [draft({ kind: flag.value ? "dropNotNull" : "setNotNull", table, column }, wholeArgument(argument))];
}

/** `False` (the default) means "not given"; None drops the default. */
function isNotGiven(argument: Argument): boolean {
  return argument.value === undefined || (argument.value.type === "bool" && !argument.value.value);
}

function defaultChange(operation: Operation, table: QualifiedName, column: Static<string>): readonly Draft[] {
  const argument = argumentOf(operation, "server_default");
  if (isNotGiven(argument)) return [];
  const existing = argumentOf(operation, "existing_server_default");
  const hadIdentity =
    readServerDefault(isNotGiven(existing) ? { ...existing, value: undefined } : existing).kind === "identity";
  const span = wholeArgument(argument);
  if (argument.value?.type === "none") {
    return [draft({ kind: hadIdentity ? "dropIdentity" : "dropDefault", table, column }, span)];
  }
  const wanted = readServerDefault(argument);
  switch (wanted.kind) {
    case "none":
    case "fetched":
      return [];
    case "text":
      return [draft({ kind: "setDefault", table, column, default: wanted.text }, span)];
    case "identity":
      return [draft({ kind: hadIdentity ? "setIdentity" : "addIdentity", table, column }, span)];
    case "computed": {
      // Alembic refuses to make a column computed.
      const why = whyOf(undefined, "adding a computed default to an existing column");
      return [draft({ kind: "unknown", why, touches: [table] }, span, why)];
    }
  }
}

function commentChange(operation: Operation, table: QualifiedName, column: Static<string>): readonly Draft[] {
  const argument = argumentOf(operation, "comment");
  if (isNotGiven(argument)) return [];
  const kind: ActionKind = { kind: "comment", object: "column", table, column, text: readText(argument) };
  return [draft(kind, wholeArgument(argument))];
}

function rename(operation: Operation, table: QualifiedName, column: Static<string>): readonly Draft[] {
  const argument = argumentOf(operation, "new_column_name");
  const newName = readName(argument)?.name;
  return newName === undefined
    ? []
    : [draft({ kind: "renameColumn", table, column, newName }, wholeArgument(argument))];
}

/** The CHECK of a non-native Enum that was the type: it is dropped before the type changes. */
function oldCheck(
  operation: Operation,
  table: QualifiedName,
  column: Static<string>,
  context: EmitContext,
): readonly Draft[] {
  const argument = argumentOf(operation, "existing_type");
  if (isAbsent(argument) || isAbsent(argumentOf(operation, "type_"))) return [];
  const span = wholeArgument(argument);
  return typeCheck(columnType(argument), column, table, context, span).map((it) =>
    draft({ kind: "dropConstraint", table, name: it.name ?? unnamed(span), ifExists: false, cascade: false }, span),
  );
}

function unnamed(span: Span): Static<string> {
  return notKnown({ reason: "syntax", detail: "the constraint has no name" }, span);
}

/** The CHECK of a non-native Enum that becomes the type. */
function newCheck(
  operation: Operation,
  table: QualifiedName,
  column: Static<string>,
  context: EmitContext,
): readonly Draft[] {
  const argument = argumentOf(operation, "type_");
  if (isAbsent(argument)) return [];
  const checks = typeCheck(columnType(argument), column, table, context, wholeArgument(argument));
  return checks.map((it) => constraintDraft(table, it));
}
