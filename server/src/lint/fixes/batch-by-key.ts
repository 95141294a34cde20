import type { Statement } from "../../emit/statement.ts";
import type { ActionOf } from "../../locks/action-of.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { type SqlToken, sqlTokens } from "../../postgres/sql-tokens.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { statementAt } from "../suppressions.ts";
import { ensureImported, importedAs } from "./imported-as.ts";
import { inAutocommitBlock } from "./in-autocommit-block.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { indentationAt, pythonString, quoteAt } from "./python-text.ts";
import { sqlName } from "./sql-name.ts";
import { stringAt } from "./string-at.ts";

const size = 1000;

/**
 * Goes through the rows of an UPDATE or DELETE in SQL text along an integer primary key, each batch in a transaction of its own. None where the schema does not tell the
 * key for certain, or where the statement is not written as one plain text.
 */
export function batchByKey(
  action: ActionOf<"update" | "delete">,
  statement: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const { operation, text: sql } = statement;
  const { module, path } = ctx.file;
  const { text } = module;
  const op = importedAs(module, "alembic.op");
  const key = integerKey(action.table, statement, ctx);
  const table = sqlName(action.table);
  if (operation === null || op === null || sql === null || key === null || table === null) return [];
  const isAlone =
    ctx.statements.filter((it) => it.operation === operation).length === 1 && statement.actions.length === 1;
  const python = statementAt(module, operation.site.call.start);
  const canWrap = isWrittenOnce(ctx.file, operation) && operation.batch === null && !operation.autocommit;
  if (!isAlone || !canWrap || python?.type !== "ExpressionStatement" || ctx.project.outerTransaction === "yes")
    return [];
  const literal = stringAt(module, statement.span);
  const isPlain =
    literal !== null && !literal.formatted && text.slice(statement.span.start, statement.span.end) === sql;
  const isBound =
    text.slice(python.span.start, python.span.end).includes("bindparams") || operation.directive !== "execute";
  const ranged = isPlain && !isBound && !/\b(?:first|last)\b/.test(text) ? withRange(sql, key, table, action) : null;
  const startsLine = text.slice(text.lastIndexOf("\n", python.span.start - 1) + 1, python.span.start).trim() === "";
  if (ranged === null || !startsLine) return [];
  const quote = quoteAt(text, operation.site.argumentsSpan.start);
  const sa = ensureImported(module, path, "sqlalchemy", "sa");
  const indent = indentationAt(text, python.span.start);
  const column = quoteIdentifier(key);
  const lines = inAutocommitBlock(op, [
    `first, last = ${op}.get_bind().execute(${sa.expression}.text(${pythonString(`SELECT min(${column}), max(${column}) FROM ${table}`, quote)})).one()`,
    "while first is not None and first <= last:",
    `    ${op}.execute(`,
    `        ${sa.expression}.text(${pythonString(ranged, quote)}).bindparams(first=first)`,
    "    )",
    `    first += ${size}`,
  ]);
  return [
    {
      title: `Go through the rows in batches of ${size}`,
      applicability: "suggested",
      edits: [...sa.edits, { file: path, span: python.span, text: lines.join(`\n${indent}`) }],
    },
  ];
}

/** The only column of the primary key, when it is an integer and the schema is certain of it. */
function integerKey(table: QualifiedName, statement: Statement, ctx: RuleContext): string | null {
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  if (found?.answer !== "yes" || !found.exact) return null;
  const key = found.table.constraints.find((it) => it.type === "primaryKey")?.columns ?? [];
  const column = key.length === 1 ? found.table.columns.find((it) => it.name === key[0]) : undefined;
  return column !== undefined && ["integer", "bigint", "smallint"].includes(column.baseType ?? "") ? column.name : null;
}

/** The statement for a range of the key, in front of its own condition. Null for an alias and for RETURNING. */
function withRange(
  sql: string,
  key: string,
  table: string,
  { reads }: { readonly reads: readonly QualifiedName[] },
): string | null {
  const tokens = sqlTokens(sql);
  const outside = outsideOfParentheses(tokens);
  const words = outside.map((it) => it.value);
  const first = words[0] === "update" ? 1 : words[0] === "delete" && words[1] === "from" ? 2 : null;
  if (first === null || ["returning", "with", "only"].some((it) => words.includes(it)) || sql.includes("--"))
    return null;
  const next = words[words[first + 1] === "." ? first + 3 : first + 1];
  if (next !== undefined && !["set", "where", "from", "using"].includes(next)) return null;
  const column = reads.length > 0 ? `${table}.${quoteIdentifier(key)}` : quoteIdentifier(key);
  const range = `${column} BETWEEN :first AND :first + ${size - 1}`;
  const where = outside.findLast((it) => it.value === "where");
  if (where === undefined) return `${sql.trimEnd()} WHERE ${range}`;
  return `${sql.slice(0, where.start)}WHERE ${range} AND (${sql.slice(where.end).trim()})`;
}

function outsideOfParentheses(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let depth = 0;
  return tokens.filter((it) => {
    if (it.text === "(") depth++;
    const isOutside = depth === 0;
    if (it.text === ")") depth--;
    return isOutside;
  });
}
