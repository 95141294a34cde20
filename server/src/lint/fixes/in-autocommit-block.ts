import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { pythonString, type Quote } from "./python-text.ts";
import { sqlName } from "./sql-name.ts";

/** Lines of Python inside `with op.get_context().autocommit_block():`. */
export function inAutocommitBlock(op: string, lines: readonly string[]): readonly string[] {
  return [`with ${op}.get_context().autocommit_block():`, ...lines.map((it) => `    ${it}`)];
}

/** Checks the rows of a NOT VALID constraint in a transaction of its own, in which others can read and write the table; null when the table is not known. */
export function validateLines(
  target: { readonly op: string; readonly quote: Quote },
  table: QualifiedName,
  constraint: string,
): readonly string[] | null {
  const name = sqlName(table);
  if (name === null) return null;
  const sql = `ALTER TABLE ${name} VALIDATE CONSTRAINT ${quoteIdentifier(constraint)}`;
  return inAutocommitBlock(target.op, [`${target.op}.execute(${pythonString(sql, target.quote)})`]);
}
