import { conditionsHold } from "../conditions-hold.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { RuleContext } from "../rule.ts";

export const sessionOutsideConnection = defineRule({
  id: "session-outside-connection",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A second connection, or a session that rolls back, inside a migration",
    why: md`
      A connection that the migration opens itself (\`create_engine\`, \`op.get_bind().engine.connect()\`, a session bound to an engine) does not see what the migration did before, because that is not committed yet: \`relation "…" does not exist\`.
      Where it wants a table that the migration has altered, it waits for the lock that the migration itself holds. PostgreSQL sees no deadlock, since one of the two waits in the client: the migration hangs for ever.
      What it writes is committed by itself, also when the migration fails afterwards.
      \`session.rollback()\` of a session on the migration's own connection rolls back Alembic's transaction: all work of the run is lost, and the command exits with 0.
    `,
    instead:
      "`Session(bind=op.get_bind())` works on the connection of the migration, in its transaction. `commit()` and `close()` of such a session are harmless; do not call `rollback()`.",
    limits: md`
      A second connection is an error where the same function changed the schema before, else a warning. A session of the application (\`SessionLocal()\`) is only known for what it is where its module can be read.
      A \`rollback()\` of a session that has sent nothing does nothing, and nothing is said. With SQLAlchemy 1.4 it loses the work of this revision, and records it.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/orm/session_transaction.html#joining-a-session-into-an-external-transaction-such-as-for-test-suites",
    ],
    examples: [
      {
        title: "An engine of its own",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              with op.get_bind().engine.connect() as connection:
                 # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[session-outside-connection]: Opens a second connection, which does not see what this migration did before.
                  connection.execute(sa.text("UPDATE users SET plan = 'free'"))
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.execute("UPDATE users SET plan = 'free' WHERE id = 1")


          def downgrade():
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  calls: {
    connect(call, ctx) {
      if (call.own !== false) return;
      const isLate = changedSchemaBefore(call.before, ctx);
      ctx.report({
        at: call.site.callee,
        what: isLate
          ? "Opens a second connection, which does not see what this migration did before."
          : "Opens a second connection, outside of the migration's transaction.",
        why: isLate
          ? "It fails on tables that are new, and waits for ever for the locks on those that were altered. Use `op.get_bind()`, or `Session(bind=op.get_bind())`."
          : "What it writes is committed by itself, also when the migration fails. Use `op.get_bind()`, or `Session(bind=op.get_bind())`.",
        ...(isLate ? {} : { atMost: "warning" as const }),
      });
    },
    rollback(call, ctx) {
      if (call.on !== "session" || !call.begun || call.own === false) return;
      ctx.report({
        at: call.site.callee,
        what: "Rolls back the transaction in which Alembic runs the migration.",
        why: "All work of this run is lost, and the command exits with 0. Let the exception end the migration instead.",
        doubt: call.own === null ? "which connection the session is bound to cannot be told without running it." : null,
      });
    },
  },
});

/** Did an operation before this index change the schema within the transaction? Unconditional ones only. */
function changedSchemaBefore(before: number, { statements }: RuleContext): boolean {
  return statements.some(
    ({ operation, actions }) =>
      operation !== null &&
      operation.index < before &&
      !operation.autocommit &&
      conditionsHold(operation) &&
      actions.some(
        (it) => !["select", "set", "insert", "update", "delete", "transaction", "unknown", "other"].includes(it.kind),
      ),
  );
}
