import { columnsOfRows } from "./core-detail.ts";
import { draft, type Emitter } from "./emit-context.ts";
import { argumentOf, readElements } from "./read-argument.ts";
import { tableOfValue } from "./table-name.ts";

/** `op.bulk_insert`: INSERTs into one table; an empty list does nothing. */
export const emitBulkInsert: Emitter = (operation) => {
  const rows = readElements(argumentOf(operation, "rows"));
  if (rows !== null && rows.open === null && rows.elements.length === 0) return [];
  const target = argumentOf(operation, "table");
  const table = tableOfValue(target.value, target.span);
  const named = rows === null || rows.open !== null ? null : columnsOfRows(rows.elements.map((it) => it.value));
  const data = {
    keys: [],
    ranges: [],
    nulls: [],
    hasWhere: false,
    limited: false,
    ordered: false,
    offset: false,
    pagedBy: [],
    pagedFrom: [],
    condensed: false,
    fromQuery: false,
    named,
    assignedTwice: null,
  };
  return [draft({ kind: "insert", tables: [table], reads: [], data }, operation.site.call, operation.openArguments)];
};
