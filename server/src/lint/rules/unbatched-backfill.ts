import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { addsColumn } from "../adds-column.ts";
import { type DataAction, dataExtent, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { batchByKey } from "../fixes/batch-by-key.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const unbatchedBackfill = defineRule({
  id: "unbatched-backfill",
  since: "0.2.0",
  group: "data",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "A statement that goes through a whole table in one transaction takes as long as the table is large",
    why: md`
      Rows that an UPDATE or DELETE has reached stay locked until the transaction ends, and no VACUUM can clean up behind it meanwhile. On a table of some ten thousand rows nobody sees it; on one of many millions it is an outage.
    `,
    instead: md`
      Go through the rows in batches along the primary key, each in a transaction of its own (in \`with op.get_context().autocommit_block():\`), or outside of the migration. Where the table stays small, list it in \`smallTables\`.
    `,
    limits: md`
      How large a table is cannot be seen from here, so this is information and no more, once for each table. Nothing is said in \`downgrade()\`, about a table that the same revision created, about rows that are chosen by = or IN with constants, by a range or with LIMIT, and about an UPDATE or DELETE without any condition, which has rules of its own unless it fills in a column that the same revision has added.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-update.html",
      "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY",
    ],
    peers: ["pgfence:update-in-migration", "migrationpilot:MP011"],
    examples: [
      {
        title: "A new column for all rows",
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET name = email WHERE name IS NULL")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[unbatched-backfill]: Goes through all rows of users in one statement.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  for first in range(0, 10_000, 1000):
                      op.execute(
                          sa.text(
                              "UPDATE users SET name = email WHERE id BETWEEN :first AND :first + 999 AND name IS NULL"
                          ).bindparams(first=first)
                      )


          def downgrade():
              raise NotImplementedError("Which names were missing is not known any more.")
        `,
      },
    ],
  },
  action: { insert: check, update: check, delete: check },
});

function check(action: DataAction, statement: Statement, ctx: RuleContext): void {
  const { extent, tables } = dataExtent(action, statement, ctx);
  const [table] = tables;
  if (ctx.direction === "downgrade" || extent !== "many" || table === undefined) return;
  if (hasItsOwnRule(action, statement, ctx) || isToldOf(table, statement, ctx)) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Goes through all rows of ${displayName(table)} in one statement.`,
    why:
      action.kind === "insert"
        ? "It takes as long as the table is large, in the transaction of the migration. Where that is long, copy in batches, each in a transaction of its own."
        : "The rows that it changes stay locked until the transaction ends. Where the table is large, go through it in batches, each in a transaction of its own.",
    doubt: existingTable(ctx, table)?.doubt ?? null,
    fixes: () => (action.kind === "insert" ? [] : batchByKey(action, statement, ctx)),
  });
}

/** One remark about a table is enough. */
function isToldOf(table: QualifiedName, statement: Statement, ctx: RuleContext): boolean {
  const earlier = ctx.statements.slice(0, ctx.statements.indexOf(statement));
  return earlier.some((it) =>
    it.actions.some((one) => {
      if (one.kind !== "insert" && one.kind !== "update" && one.kind !== "delete") return false;
      const action = one as DataAction;
      if (hasItsOwnRule(action, it, ctx)) return false;
      const { extent, tables } = dataExtent(action, it, ctx);
      return extent === "many" && tables[0] !== undefined && sameName(tables[0], table) === "yes";
    }),
  );
}

/** `update-without-where` and `delete-without-where` speak then. */
function hasItsOwnRule(action: DataAction, statement: Statement, { statements }: RuleContext): boolean {
  if (action.kind === "insert" || action.hasWhere) return false;
  if (action.kind === "delete") return true;
  const before = statements.slice(0, statements.indexOf(statement));
  return action.columns.length === 0 || !action.columns.every((it) => addsColumn(before, action.table, it) === "yes");
}
