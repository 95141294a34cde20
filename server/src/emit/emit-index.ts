import { known, notKnown, type Static } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import { existenceFlag } from "./alembic-features.ts";
import { draft, type EmitContext, type Emitter } from "./emit-context.ts";
import { indexOf } from "./index-reading.ts";
import { conventionName } from "./naming-convention.ts";
import { argumentOf, isAbsent, isSet, readElements, readName, requiredName, whyOf } from "./read-argument.ts";
import { tableOf } from "./table-name.ts";

export const emitCreateIndex: Emitter = (operation, context) => {
  const columns = argumentOf(operation, "columns");
  const list = readElements(columns);
  // A plain string is taken letter by letter, as Alembic does.
  const letters =
    columns.value?.type === "str"
      ? [...columns.value.value].map((it) => ({
          value: { ...columns.value, value: it } as typeof columns.value,
          span: columns.span,
        }))
      : [];
  const why = list === null ? whyOf(columns.value, "the columns of the index") : list.open;
  const index = indexOf(
    {
      table: tableOf(operation),
      given: readName(argumentOf(operation, "index_name")),
      elements: list?.elements ?? letters,
      open: why === null || letters.length > 0 ? null : notKnown(why, columns.span),
      option: (name) => argumentOf(operation, name),
      span: operation.site.call,
    },
    context,
  );
  const ifNotExists = existenceFlag(argumentOf(operation, "if_not_exists"), "indexExistence", context.config);
  return [draft({ ...index, ifNotExists }, operation.site.call, operation.openArguments)];
};

export const emitDropIndex: Emitter = (operation, context) => {
  const table = argumentOf(operation, "table_name");
  const schema = readName(argumentOf(operation, "schema"))?.name ?? null;
  return [
    draft(
      {
        kind: "dropIndex",
        index: { schema, name: droppedName(operation, context) },
        table: isAbsent(table) ? null : tableOf(operation),
        concurrently: isSet(argumentOf(operation, "postgresql_concurrently")),
        ifExists: existenceFlag(argumentOf(operation, "if_exists"), "indexExistence", context.config),
        cascade: false,
      },
      operation.site.call,
      operation.openArguments,
    ),
  ];
};

/** The name of a dropped index: to Alembic it is an index of a column `x` in a table `no_table`, unless the table is given. */
function droppedName(operation: Operation, { config }: EmitContext): Static<string> {
  const argument = argumentOf(operation, "index_name");
  const given = readName(argument);
  if (given === null) return requiredName(argument, "the name of the index");
  const { span } = argument;
  const table = isAbsent(argumentOf(operation, "table_name"))
    ? { schema: readName(argumentOf(operation, "schema"))?.name ?? null, name: known("no_table", span) }
    : tableOf(operation);
  return (
    conventionName(config.namingConvention, "ix", given, { table, columns: [known("x", span)], span }) ?? given.name
  );
}
