import { columnCases } from "./column-cases.ts";
import { constraintCases } from "./constraint-cases.ts";
import { dataCases } from "./data-cases.ts";
import { indexCases } from "./index-cases.ts";
import type { LockCase } from "./lock-case.ts";
import { partitionCases } from "./partition-cases.ts";
import { tableCases } from "./table-cases.ts";

/** The rows of the lock matrix by the headings of docs/locks.md. */
export const lockCases: readonly { readonly heading: string; readonly cases: readonly LockCase[] }[] = [
  { heading: "Columns", cases: columnCases },
  { heading: "Constraints", cases: constraintCases },
  { heading: "Indexes", cases: indexCases },
  { heading: "Tables, views, types", cases: tableCases },
  { heading: "Partitions and inheritance", cases: partitionCases },
  { heading: "Rows, and what keeps tables in order", cases: dataCases },
];
