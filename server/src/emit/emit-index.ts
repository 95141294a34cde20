import { notKnown } from "../base/static.ts";
import { existenceFlag } from "./alembic-features.ts";
import { draft, type Emitter } from "./emit-context.ts";
import { indexOf } from "./index-reading.ts";
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
        index: { schema, name: requiredName(argumentOf(operation, "index_name"), "the name of the index") },
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
