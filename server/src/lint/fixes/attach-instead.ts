import type { Statement } from "../../emit/statement.ts";
import type { CreateTable } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { type SqlToken, sqlTokens } from "../../postgres/sql-tokens.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { importedAs } from "./imported-as.ts";
import { insertAfter, isWrittenOnce } from "./insert-after.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { sqlName } from "./sql-name.ts";
import { stringAt } from "./string-at.ts";

/**
 * `CREATE TABLE c PARTITION OF p FOR VALUES …` as `CREATE TABLE c (LIKE p …)` and `ALTER TABLE p ATTACH PARTITION c FOR VALUES …`. None for a partition with columns, constraints or partitions of
 * its own, with storage parameters or a tablespace, and for SQL text that is not written in one literal.
 */
export function attachInstead(
  action: CreateTable,
  parent: QualifiedName,
  { operation, span }: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const { file } = ctx;
  const op = importedAs(file.module, "alembic.op");
  const literal = stringAt(file.module, span);
  if (operation === null || op === null || literal === null || !isWrittenOnce(file, operation)) return [];
  if (ctx.statements.filter((it) => it.operation === operation).length > 1 || action.ifNotExists) return [];
  if (action.columns.length > 0 || action.constraints.length > 0 || action.isPartitioned || action.temporary) return [];
  const text = file.module.text.slice(span.start, span.end);
  const at = partitionClause(text);
  const parentText = sqlName(parent);
  const childText = sqlName(action.table);
  if (at === null || parentText === null || childText === null || text.includes("\\")) return [];
  const bound = text.slice(at.bound).replace(/\s+/g, " ");
  const attach = `ALTER TABLE ${parentText} ATTACH PARTITION ${childText} ${bound}`;
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const after = insertAfter(file, operation, [`${op}.execute(${pythonString(attach, quote)})`]);
  if (after === null || parentText.includes(literal.quote)) return [];
  const like = `(LIKE ${parentText} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)`;
  const replaced = { file: file.path, span: { start: span.start + at.clause, end: span.end }, text: like };
  return [{ title: "Create it by itself, and attach it", applicability: "suggested", edits: [replaced, after] }];
}

/** Where PARTITION OF and where the bound begins; null when anything else follows the bound. */
function partitionClause(text: string): { readonly clause: number; readonly bound: number } | null {
  const tokens = sqlTokens(text);
  if (tokens.some((it) => it.kind === "comment")) return null;
  const clause = tokens.findIndex((it, index) => it.value === "partition" && tokens[index + 1]?.value === "of");
  const bound = tokens.findIndex((it, index) => index > clause && isBound(it, tokens[index + 1]));
  const first = tokens[clause];
  const start = tokens[bound];
  if (clause < 0 || first === undefined || start === undefined) return null;
  const words = topWords(tokens.slice(bound));
  const isPlain = ["default", "for values in", "for values from to", "for values with"].includes(words.join(" "));
  return isPlain ? { clause: first.start, bound: start.start } : null;
}

function isBound(token: SqlToken, next: SqlToken | undefined): boolean {
  if (token.kind !== "name") return false;
  return (token.value === "for" && next?.value === "values") || (token.value === "default" && next === undefined);
}

function topWords(tokens: readonly SqlToken[]): readonly string[] {
  let depth = 0;
  const words: string[] = [];
  for (const token of tokens) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (depth === 0) words.push(token.value);
  }
  return words;
}
