import { draft, type Emitter } from "./emit-context.ts";
import { argumentOf, readElements } from "./read-argument.ts";
import { tableOfValue } from "./table-name.ts";

/** `op.bulk_insert`: INSERTs into one table; an empty list does nothing. */
export const emitBulkInsert: Emitter = (operation) => {
  const rows = readElements(argumentOf(operation, "rows"));
  if (rows !== null && rows.open === null && rows.elements.length === 0) return [];
  const target = argumentOf(operation, "table");
  const table = tableOfValue(target.value, target.span);
  return [draft({ kind: "insert", tables: [table], reads: [] }, operation.site.call, operation.openArguments)];
};
