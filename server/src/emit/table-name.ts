import type { Span } from "../base/span.ts";
import { known, notKnown } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import { type Symbolic, symbolicOf } from "../migration/symbolic.ts";
import { tableOf as tableCall } from "../migration/table-call.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { PyValue } from "../python/value.ts";
import { argumentOf, readName, requiredName } from "./read-argument.ts";
import { symbolicValue } from "./symbolic-call.ts";

/** The table of a directive. */
export function tableOf(operation: Operation, table = "table_name", schema = "schema"): QualifiedName {
  return {
    schema: readName(argumentOf(operation, schema))?.name ?? null,
    name: requiredName(argumentOf(operation, table), "the name of the table"),
  };
}

/** The table behind `sa.table("t", …)`, `sa.Table("t", metadata, …)`, the result of `op.create_table(…)`; also through `.alias()`. Null for anything else. */
export function tableOfSymbolic(symbolic: Symbolic | undefined): QualifiedName | null {
  if (symbolic?.kind !== "call") return null;
  if (symbolic.callee.kind === "attribute" && ["alias", "tometadata", "to_metadata"].includes(symbolic.callee.name)) {
    return tableOfSymbolic(symbolic.callee.of);
  }
  const table = tableCall(symbolicValue(symbolic));
  return table === undefined ? null : { schema: table.schema, name: table.name };
}

/** A declarative class of the migration with `__tablename__`, and its schema when it says so in a plain way. */
function tableOfModel(value: PyValue | undefined, at: Span): QualifiedName | null {
  if (value?.type !== "class") return null;
  const name = value.attributes.get("__tablename__");
  if (name?.type !== "str") return null;
  const options = value.attributes.get("__table_args__");
  const last = options?.type === "tuple" ? options.elements.at(-1) : options;
  const schema =
    last?.type === "dict" ? last.entries.find((it) => it.key.type === "str" && it.key.value === "schema") : undefined;
  const schemaName = schema === undefined ? null : (readName({ value: schema.value, span: at })?.name ?? null);
  return { schema: schemaName, name: known(name.value, at) };
}

export function tableOfValue(value: PyValue | undefined, at: Span): QualifiedName {
  const table = tableOfSymbolic(symbolicOf(value)) ?? tableOfModel(value, at);
  if (table !== null) return table;
  const why =
    value?.type === "unknown" ? value.why : ({ reason: "unsupported", detail: "a table that is not known" } as const);
  return { schema: null, name: notKnown(why, at) };
}
