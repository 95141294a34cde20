import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import type { DataDetail } from "../../postgres/data-detail.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import type { For, While } from "../../python/syntax.ts";
import { findTable } from "../../schema/find-table.ts";
import { isSmall, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { enclosingLoop } from "../enclosing-loop.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const batchWithoutProgressKey = defineRule({
  id: "batch-without-progress-key",
  since: "0.2.0",
  group: "data",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "Pages that are not counted along a key skip rows, or read the table from its beginning each time",
    why: md`
      Without ORDER BY the order of rows is not defined, and pages by OFFSET can give a row twice and leave another one out. When the loop itself changes which rows the query finds, those behind move up, and OFFSET skips as many. And \`WHERE done IS NULL LIMIT 1000\` without an index looks through all rows that are done already, before it finds the next ones: the time grows with the square of the rows.
    `,
    instead: md`
      Go along the primary key: \`WHERE id > :last ORDER BY id LIMIT 1000\`, and remember the last one; or ranges of it (\`WHERE id BETWEEN :first AND :first + 999\`).
    `,
    limits: md`
      Only loops of this file. That no index helps is said, as information, only where the history of the migrations tells all indexes of the table. Nothing is said about a table that the same revision created, and about \`smallTables\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/queries-limit.html", "https://use-the-index-luke.com/no-offset"],
    examples: [
      {
        title: "The rows move up",
        bad: py`
          def upgrade():
              connection = op.get_bind()
              for offset in range(0, 10_000, 1000):
                  page = sa.text("SELECT id FROM users WHERE plan IS NULL ORDER BY id LIMIT 1000 OFFSET :offset")
                                # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[batch-without-progress-key]: Skips rows of users: the loop takes them out of what OFFSET counts.
                  for row in connection.execute(page, {"offset": offset}):
                      connection.execute(sa.text("UPDATE users SET plan = 'free' WHERE id = :id"), {"id": row.id})
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  for first in range(0, 10_000, 1000):
                      op.execute(
                          sa.text(
                              "UPDATE users SET plan = 'free' WHERE id BETWEEN :first AND :first + 999 AND plan IS NULL"
                          ).bindparams(first=first)
                      )


          def downgrade():
              raise NotImplementedError("Which had none is not known any more.")
        `,
      },
    ],
  },
  action: {
    select(action, statement, ctx) {
      const { data } = action;
      const [table] = action.reads;
      if (data === undefined || !data.offset || table === undefined) return;
      const loop = loopAround(table, statement, ctx);
      if (loop === null) return;
      const isMoving = changesIn(loop, table, [...data.nulls, ...data.keys], ctx);
      if (data.ordered && !isMoving) return;
      ctx.report({
        at: placeOf(action, statement),
        what: isMoving
          ? `Skips rows of ${displayName(table)}: the loop takes them out of what OFFSET counts.`
          : `Reads pages of ${displayName(table)} in no certain order.`,
        why: isMoving
          ? "What the loop has changed is not found any more, and the rows behind move up. Go along the primary key: WHERE id > :last ORDER BY id LIMIT …."
          : "Without ORDER BY a row can come twice, and another one not at all. Go along the primary key: WHERE id > :last ORDER BY id LIMIT ….",
      });
    },
    update: check,
    delete: check,
  },
});

/** A batch of whatever is left, without an index that finds it. */
function check(
  action: { readonly table: QualifiedName; readonly data?: DataDetail } & Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const { data, table } = action;
  if (data === undefined || !data.limited || data.ranges.length + data.pagedFrom.length > 0) return;
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  if (data.pagedBy.length === 0 || found?.answer !== "yes" || found.gaps.length > 0) return;
  const helps = found.table.indexes.some(({ elements, whereColumns }) =>
    data.pagedBy.some((it) => whereColumns.includes(it) || elements[0]?.column === it),
  );
  const isKey = found.table.constraints.some(({ columns }) => data.pagedBy.includes(columns[0] ?? ""));
  if (helps || isKey || loopAround(table, statement, ctx) === null) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Looks for the next rows of ${displayName(table)} from its beginning, each time.`,
    why: `No index helps to find them by ${data.pagedBy.join(", ")}, so each batch reads all rows that are done already. Go along the primary key, or make a partial index for the time.`,
    atMost: "information",
  });
}

/** The loop around a statement about a table that existed before and is not small. */
function loopAround(table: QualifiedName, { operation }: Statement, ctx: RuleContext): For | While | null {
  if (operation === null || operation.site.file !== null) return null;
  if (ctx.createdBefore(table) !== "no" || isSmall(table, ctx)) return null;
  return enclosingLoop(ctx.file.module, operation.site.call.start);
}

/** Does a statement of the loop take rows away, or change one of these columns? */
function changesIn({ span }: For | While, table: QualifiedName, columns: readonly string[], ctx: RuleContext): boolean {
  return ctx.statements.some(({ operation, actions }) => {
    if (operation === null || operation.site.file !== null) return false;
    if (operation.site.call.start < span.start || span.end < operation.site.call.end) return false;
    return actions.some((it) => {
      if ((it.kind !== "update" && it.kind !== "delete") || sameName(it.table, table) !== "yes") return false;
      return it.kind === "delete" || it.columns.some((one) => one.known && columns.includes(one.value));
    });
  });
}
