import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { isSmall, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { batchByKey } from "../fixes/batch-by-key.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const deleteWithoutWhere = defineRule({
  id: "delete-without-where",
  since: "0.2.0",
  group: "data",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "A DELETE without WHERE takes every row of the table away",
    why: md`
      All rows are gone, and those that point to them with ON DELETE CASCADE, too. Until the transaction ends every row is locked; the space comes back only with VACUUM.
    `,
    instead: md`
      Say which rows are meant. Where all are, write \`WHERE true\`, so that a reader sees that no condition was forgotten; a table that is to be emptied is emptied by \`TRUNCATE\` in no time, under a lock that keeps everybody out. For a table that stays small, list it in \`smallTables\`.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, or drops later.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-delete.html",
      "https://www.postgresql.org/docs/current/sql-truncate.html",
    ],
    peers: ["pgfence:delete-without-where", "pg-migration-lint:PGM303", "migrationpilot:MP067"],
    examples: [
      {
        title: "No condition",
        bad: py`
          def upgrade():
              op.execute("DELETE FROM sessions")
                        # ^^^^^^^^^^^^^^^^^^^^ warning[delete-without-where]: Deletes every row of sessions.
        `,
        good: py`
          def upgrade():
              op.execute("DELETE FROM sessions WHERE id BETWEEN 1 AND 1000")


          def downgrade():
              raise NotImplementedError("The sessions are gone.")
        `,
      },
    ],
  },
  action: {
    delete(action, statement, ctx) {
      const { table } = action;
      if (action.hasWhere || isSmall(table, ctx) || isDroppedLater(table, statement, ctx)) return;
      const existing = existingTable(ctx, table);
      if (existing === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Deletes every row of ${displayName(table)}.`,
        why: "Nothing brings them back. Say which rows are meant; WHERE true says that all are.",
        doubt: existing.doubt,
        fixes: () => batchByKey(action, statement, ctx),
      });
    },
  },
});

/** Its rows go with the table in any case. */
function isDroppedLater(table: QualifiedName, statement: Statement, { statements }: RuleContext): boolean {
  const later = statements.slice(statements.indexOf(statement) + 1).flatMap((it) => it.actions);
  return later.some((it) => it.kind === "dropTable" && sameName(it.table, table) === "yes");
}
