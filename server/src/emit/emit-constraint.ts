import { notKnown, type Static } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import type { ConstraintDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { existenceFlag } from "./alembic-features.ts";
import { columnName } from "./column-name.ts";
import { constraintOf, exclusionColumns, phrase } from "./constraint-reading.ts";
import { type Draft, draft, type EmitContext, type Emitter } from "./emit-context.ts";
import { expressionText } from "./expression-text.ts";
import { type ConventionKind, conventionName } from "./naming-convention.ts";
import { argumentOf, isSet, readElements, readName, readNames, readText } from "./read-argument.ts";
import { tableOf } from "./table-name.ts";

export const emitCreatePrimaryKey: Emitter = (operation, context) => keyConstraint("primaryKey", operation, context);

export const emitCreateUniqueConstraint: Emitter = (operation, context) => keyConstraint("unique", operation, context);

function keyConstraint(type: "primaryKey" | "unique", operation: Operation, context: EmitContext): readonly Draft[] {
  return added(type, tableOf(operation), operation, context, { columns: columns(operation, "columns") });
}

export const emitCreateCheckConstraint: Emitter = (operation, context) =>
  added("check", tableOf(operation), operation, context, {
    columns: [],
    expression: expressionText(argumentOf(operation, "condition"), "sql"),
  });

export const emitCreateExcludeConstraint: Emitter = (operation, context) =>
  added("exclude", tableOf(operation), operation, context, { columns: exclusionColumns(operation.rest) });

export const emitCreateForeignKey: Emitter = (operation, context) => {
  const source = tableOf(operation, "source_table", operation.args.has("source_schema") ? "source_schema" : "schema");
  return added("foreignKey", source, operation, context, {
    columns: columns(operation, "local_cols"),
    references: {
      table: tableOf(operation, "referent_table", "referent_schema"),
      columns: columns(operation, "remote_cols"),
      onDelete: phrase(argumentOf(operation, "ondelete")),
      onUpdate: phrase(argumentOf(operation, "onupdate")),
    },
  });
};

/** Names, or Column objects as some write them. */
function columns(operation: Operation, name: string): readonly Static<string>[] {
  const argument = argumentOf(operation, name);
  const list = readElements(argument);
  if (list === null) return readNames(argument);
  const found = list.elements.map(columnName);
  return list.open === null ? found : [...found, notKnown(list.open, argument.span)];
}

interface Parts {
  readonly columns: readonly Static<string>[];
  readonly expression?: Static<string> | null;
  readonly references?: ConstraintDefinition["references"];
}

function added(
  type: ConstraintDefinition["type"],
  table: QualifiedName,
  operation: Operation,
  context: EmitContext,
  parts: Parts,
): readonly Draft[] {
  const constraint = constraintOf(type, table, context.config.namingConvention, {
    ...parts,
    given: readName(argumentOf(operation, "constraint_name")),
    deferrable: isSet(argumentOf(operation, "deferrable")),
    notValid: isSet(argumentOf(operation, "postgresql_not_valid")),
    span: operation.site.call,
  });
  return [draft({ kind: "addConstraint", table, constraint }, operation.site.call, operation.openArguments)];
}

const kinds: Readonly<Record<string, ConventionKind>> = {
  foreignkey: "fk",
  primary: "pk",
  unique: "uq",
  check: "ck",
};

/** `op.drop_constraint`: `type_` matters only for the naming convention. A name of None cannot be executed; the name is then unknown. */
export const emitDropConstraint: Emitter = (operation, context) => {
  const table = tableOf(operation);
  const { call } = operation.site;
  const given = readName(argumentOf(operation, "constraint_name"));
  const type = readText(argumentOf(operation, "type_"));
  const kind = type?.known ? kinds[type.value] : undefined;
  const parts = { table, columns: [], span: call };
  const name = kind === undefined ? given?.name : conventionName(context.config.namingConvention, kind, given, parts);
  return [
    draft(
      {
        kind: "dropConstraint",
        table,
        name: name ?? notKnown({ reason: "syntax", detail: "the constraint has no name" }, call),
        ifExists: existenceFlag(argumentOf(operation, "if_exists"), "constraintExistence", context.config),
        cascade: false,
      },
      call,
      operation.openArguments,
    ),
  ];
};
