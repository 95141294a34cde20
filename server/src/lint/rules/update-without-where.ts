import { displayName } from "../../postgres/name.ts";
import { addsColumn } from "../adds-column.ts";
import { isSmall, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { batchByKey } from "../fixes/batch-by-key.ts";
import { placeOf } from "../place-of.ts";

export const updateWithoutWhere = defineRule({
  id: "update-without-where",
  since: "0.2.0",
  group: "data",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "An UPDATE without WHERE writes every row of the table anew, in one statement",
    why: md`
      Every row is locked until the transaction ends, every row leaves a dead copy behind, and every index gets an entry for the new one. And when the condition was forgotten, nothing brings the old values back.
    `,
    instead: md`
      Say which rows are meant. Where all are, go through them in batches, each in a transaction of its own (in \`with op.get_context().autocommit_block():\`). For a table that stays small, write \`WHERE true\`, or list it in \`smallTables\`.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, nor about columns that it has added: filling those in is meant for every row, and is \`unbatched-backfill\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-update.html"],
    peers: ["pgfence:update-in-migration", "pg-migration-lint:PGM302", "migrationpilot:MP011"],
    examples: [
      {
        title: "No condition",
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET active = true")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[update-without-where]: Updates every row of users.
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE users SET active = true WHERE id BETWEEN 1 AND 1000")


          def downgrade():
              op.execute("UPDATE users SET active = NULL WHERE id BETWEEN 1 AND 1000")
        `,
      },
    ],
  },
  action: {
    update(action, statement, ctx) {
      const { table, columns } = action;
      if (action.hasWhere || isSmall(table, ctx)) return;
      const existing = existingTable(ctx, table);
      const before = ctx.statements.slice(0, ctx.statements.indexOf(statement));
      const areNew = columns.length > 0 && columns.every((it) => addsColumn(before, table, it) === "yes");
      if (existing === null || areNew) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Updates every row of ${displayName(table)}.`,
        why: "All rows are locked until the transaction ends, and each leaves a dead copy. Say which rows are meant, or go through them in batches; WHERE true says that all are meant.",
        doubt: existing.doubt,
        fixes: () => batchByKey(action, statement, ctx),
      });
    },
  },
});
