import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const concurrentlyInsideBatch = defineRule({
  id: "concurrently-inside-batch",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A batch block runs when it ends, outside of an autocommit block in it",
    why: md`
      \`batch_op.create_index(…, postgresql_concurrently=True)\` is not sent where it stands, but when the \`with op.batch_alter_table(…)\` ends. An autocommit block inside the batch is over by then, and the statement fails: \`CREATE INDEX CONCURRENTLY cannot run inside a transaction block\`.
    `,
    instead:
      "`op.create_index(…, postgresql_concurrently=True)` in an autocommit block, outside of the batch. On PostgreSQL a batch block sends the same statements one by one and gains nothing.",
    limits:
      "An autocommit block around the whole batch works, and nothing is said. Operations of `op` inside the batch are sent at once, and are looked at by the rules about transactions.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/batch.html",
      "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    ],
    examples: [
      {
        title: "An index in a batch",
        bad: py`
          def upgrade():
              with op.batch_alter_table("users") as batch_op:
                  with op.get_context().autocommit_block():
                      batch_op.create_index("ix_users_plan", ["plan"], postgresql_concurrently=True)
                    # ^^^^^^^^^^^^^^^^^^^^^ error[concurrently-inside-batch]: Runs when the batch block ends, inside the transaction.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_plan", "users", ["plan"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_plan", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: { createIndex: check, dropIndex: check },
});

function check(action: Action & { readonly concurrently: boolean }, statement: Statement, ctx: RuleContext): void {
  const { operation } = statement;
  if (operation === null || operation.batch === null || !action.concurrently || operation.autocommit) return;
  if (!operation.name.startsWith("batch_op.") || operation.directive === "execute") return;
  ctx.report({
    at: placeOf(action, statement),
    what: "Runs when the batch block ends, inside the transaction.",
    why: "CONCURRENTLY fails in a transaction, and an autocommit block inside the batch is over by then. Use `op` in an autocommit block outside of the batch.",
  });
}
