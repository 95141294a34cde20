import type { Statement } from "../../emit/statement.ts";
import type { ConstraintDefinition } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { statementAt } from "../suppressions.ts";
import { tableArguments } from "./alter-column-line.ts";
import { inAutocommitBlock } from "./in-autocommit-block.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { indentationAt, pythonString } from "./python-text.ts";
import { sqlName } from "./sql-name.ts";

/** `op.create_unique_constraint` as an index that is built concurrently and then becomes the constraint. Nothing for one with further options, and inside a batch block. */
export function uniqueUsingIndex(
  statement: Statement,
  table: QualifiedName,
  { name, columns }: ConstraintDefinition,
  ctx: RuleContext,
): readonly Fix[] {
  const { operation } = statement;
  if (operation?.directive !== "create_unique_constraint" || operation.kw.size > 0 || operation.batch !== null)
    return [];
  if (operation.openArguments !== null || !isWrittenOnce(ctx.file, operation) || name?.known !== true) return [];
  const target = tableArguments(operation, ctx);
  const sqlTable = sqlName(table);
  const names = columns.flatMap((it) => (it.known ? [it.value] : []));
  const whole = statementAt(ctx.file.module, operation.site.call.start);
  if (target === null || sqlTable === null || names.length !== columns.length || names.length === 0) return [];
  if (whole?.type !== "ExpressionStatement" || ctx.project.outerTransaction === "yes") return [];
  const { start, end } = whole.span;
  if (start !== operation.site.call.start || end !== operation.site.call.end) return [];
  const text = (it: string): string => pythonString(it, target.quote);
  const index = [
    text(name.value),
    target.table,
    `[${names.map(text).join(", ")}]`,
    ...target.schema,
    "unique=True",
    "postgresql_concurrently=True",
  ];
  const quoted = quoteIdentifier(name.value);
  const sql = `ALTER TABLE ${sqlTable} ADD CONSTRAINT ${quoted} UNIQUE USING INDEX ${quoted}`;
  const create = [`${target.op}.create_index(${index.join(", ")})`];
  const lines = [
    ...(operation.autocommit ? create : inAutocommitBlock(target.op, create)),
    `${target.op}.execute(${text(sql)})`,
  ];
  const indent = indentationAt(ctx.file.module.text, start);
  return [
    {
      title: "Build the index concurrently, then make it the constraint",
      applicability: "suggested",
      edits: [{ file: ctx.file.path, span: { start, end }, text: lines.join(`\n${indent}`) }],
    },
  ];
}
