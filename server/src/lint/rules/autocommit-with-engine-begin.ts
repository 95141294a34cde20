import { defineRule, md, py } from "../define-rule.ts";

export const autocommitWithEngineBegin = defineRule({
  id: "autocommit-with-engine-begin",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "An autocommit block fails where env.py begins the transaction itself",
    why: md`
      With \`with engine.begin() as connection:\` (or \`with connection.begin():\`) around \`context.configure\`, the transaction belongs to env.py. Alembic cannot commit it for an autocommit block, and fails with a bare AssertionError.
    `,
    instead:
      "`with engine.connect() as connection:` in env.py, and `with context.begin_transaction():` around `context.run_migrations()`: then Alembic holds the transaction.",
    limits:
      "env.py is read without running it: `with` statements around `context.configure(connection=…)` are seen, a transaction that a function elsewhere began is not, and then nothing is said.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    examples: [
      {
        title: "engine.begin()",
        env: py`
          with engine.begin() as connection:
              context.configure(connection=connection, target_metadata=None)
              context.run_migrations()
        `,
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                 # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[autocommit-with-engine-begin]: The autocommit block fails, because env.py begins the transaction itself.
                  op.create_index("ix_users_plan", "users", ["plan"], postgresql_concurrently=True)
        `,
        good: py`
          def upgrade():
              op.execute("SELECT 1")


          def downgrade():
              op.execute("SELECT 1")
        `,
      },
    ],
  },
  calls: {
    autocommit_block(call, ctx) {
      if (ctx.project.outerTransaction !== "yes") return;
      ctx.report({
        at: call.site.call,
        what: "The autocommit block fails, because env.py begins the transaction itself.",
        why: "Alembic raises an AssertionError. Use `engine.connect()` instead of `engine.begin()` in env.py, and let `context.begin_transaction()` hold the transaction.",
      });
    },
  },
});
