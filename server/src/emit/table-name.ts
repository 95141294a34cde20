import type { Span } from "../base/span.ts";
import { notKnown } from "../base/static.ts";
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

export function tableOfValue(value: PyValue | undefined, at: Span): QualifiedName {
  const table = tableOfSymbolic(symbolicOf(value));
  if (table !== null) return table;
  const why =
    value?.type === "unknown" ? value.why : ({ reason: "unsupported", detail: "a table that is not known" } as const);
  return { schema: null, name: notKnown(why, at) };
}
