import type { Operation } from "../migration/operation.ts";
import { symbolicOf } from "../migration/symbolic.ts";
import type { Action } from "../postgres/action.ts";
import type { SqlParser } from "../postgres/sql-parser.ts";
import { sqlToActions } from "../postgres/sql-to-actions.ts";
import { sqlTokens } from "../postgres/sql-tokens.ts";
import type { PyUnknown, PyValue } from "../python/value.ts";

/** Stands for an unknown part: a name where a name may stand, and text inside quotes. */
const hole = "limbeck_unknown_part";

/**
 * What SQL text does of which parts are not known, where these parts can only be values: they stand inside a string constant, or come from a query, the clock or a generator. Only
 * statements on rows are told; null for everything else. A value that closes its quotes and goes on with another statement is not thought of: such a migration would be an attack on itself.
 */
export function rowsOfTextWithGaps(operation: Operation, parser: SqlParser): readonly Action[] | null {
  const text = unknownText(operation.args.get("sqltext")?.value);
  if (text?.parts === undefined) return null;
  const sql = text.parts.map((it) => (it.type === "str" ? it.value : hole)).join("");
  const outside = sqlTokens(sql).some((it) => it.kind !== "string" && it.text.includes(hole));
  const areValues = text.parts.every(
    (it) => it.type === "str" || it.why.reason === "query" || it.why.reason === "input",
  );
  if (outside && !areValues) return null;
  const span = { start: 0, end: sql.length };
  const statements = sqlToActions({ text: withoutMarkers(sql), pieces: [], span }, parser);
  const actions = statements.flatMap((it) => it.actions);
  const areRows = actions.every(
    (it) => it.kind === "insert" || it.kind === "update" || it.kind === "delete" || it.kind === "select",
  );
  return areRows && actions.length > 0 && !names(actions).some((it) => it.includes(hole)) ? actions : null;
}

/** Bind markers as a value. */
function withoutMarkers(sql: string): string {
  return sql.replace(/(?<![:\w\\]):(?!:)[A-Za-z_]\w*/g, "NULL");
}

/** The tables and functions of the statements. */
function names(actions: readonly Action[]): readonly string[] {
  return actions.flatMap((it) => {
    const tables = "tables" in it ? it.tables : "table" in it && it.table !== null ? [it.table] : [];
    const calls = "calls" in it ? (it.calls ?? []) : [];
    return [...tables.flatMap((table) => (table.name.known ? [table.name.value] : [hole])), ...calls];
  });
}

function unknownText(value: PyValue | undefined): PyUnknown | null {
  if (value === undefined) return null;
  if (value.type === "unknown") return value;
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call" || symbolic.path !== "sqlalchemy.text") return null;
  return unknownText(symbolic.args[0]?.value);
}
