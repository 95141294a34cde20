import { defineRule, md, py } from "../define-rule.ts";

export const autocommitBlockInNested = defineRule({
  id: "autocommit-block-in-nested",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "An autocommit block and a savepoint cannot stand in each other",
    why: md`
      \`autocommit_block()\` inside \`with connection.begin_nested():\` ends the transaction of the savepoint, and SQLAlchemy refuses to go on: \`Can't operate on closed transaction inside context manager\`.
      \`begin_nested()\` inside an autocommit block has no transaction to make a savepoint in: \`SAVEPOINT can only be used in transaction blocks\`.
    `,
    instead: "Put the two after each other.",
    limits: "Only `with` blocks around the call are seen, not a savepoint that was begun by a plain call.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
      "https://www.postgresql.org/docs/current/sql-savepoint.html",
    ],
    examples: [
      {
        title: "Inside a savepoint",
        bad: py`
          def upgrade():
              with op.get_bind().begin_nested():
                  with op.get_context().autocommit_block():
                     # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[autocommit-block-in-nested]: An autocommit block inside a savepoint ends the savepoint's transaction.
                      op.create_index("ix_users_plan", "users", ["plan"], postgresql_concurrently=True)
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
  calls: {
    autocommit_block(call, ctx) {
      if (!call.inSavepoint) return;
      ctx.report({
        at: call.site.call,
        what: "An autocommit block inside a savepoint ends the savepoint's transaction.",
        why: "SQLAlchemy then refuses to go on. Put the block before or behind the savepoint.",
      });
    },
    begin_nested(call, ctx) {
      if (!call.autocommit || call.own !== true) return;
      ctx.report({
        at: call.site.callee,
        what: "There is no transaction inside an autocommit block in which to make a savepoint.",
        why: "PostgreSQL fails: SAVEPOINT can only be used in transaction blocks. Put it before or behind the block.",
      });
    },
  },
});
