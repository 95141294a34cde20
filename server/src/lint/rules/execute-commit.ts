import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const executeCommit = defineRule({
  id: "execute-commit",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "`COMMIT`, `ROLLBACK` or `BEGIN` as SQL goes behind the back of SQLAlchemy and Alembic",
    why: md`
      \`ROLLBACK\` undoes what the migration did before, and the revision is recorded all the same: the command exits with 0, and the work is lost.
      \`COMMIT\` makes the first half final: when a later statement fails, the database is in between, and the next attempt fails at what exists already. It does not even make room for \`CREATE INDEX CONCURRENTLY\`: psycopg 3 begins a new transaction before the next statement; with psycopg2 everything behind it is committed statement by statement.
      \`BEGIN\` does nothing inside a transaction but a warning of the server.
    `,
    instead: md`
      \`with op.get_context().autocommit_block():\` around what cannot run in a transaction. \`transaction_per_migration=True\` in env.py where each revision is to be committed by itself. \`SAVEPOINT\` and \`ROLLBACK TO\` are fine.
    `,
    limits: md`
      \`ROLLBACK\` is an error, \`COMMIT\` a warning, \`BEGIN\` information; inside an autocommit block all three are information, since there is no transaction to end. Text that PostgreSQL does not accept is left to sql-parse-error. \`connection.commit()\` is looked at by commit-in-migration.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-commit.html",
      "https://www.psycopg.org/psycopg3/docs/basic/transactions.html",
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    peers: ["squawk:transaction-nesting", "atlas:TX101"],
    examples: [
      {
        title: "COMMIT before an index",
        bad: py`
          def upgrade():
              op.execute("COMMIT")
                        # ^^^^^^ warning[execute-commit]: COMMIT ends Alembic's transaction behind its back.
              op.execute("CREATE INDEX CONCURRENTLY ix_users_email ON users (email)")
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("CREATE INDEX CONCURRENTLY ix_users_email ON users (email)")


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    transaction(action, statement, ctx) {
      const { operation } = statement;
      // `connection.commit()` sends COMMIT by itself.
      if (operation === null || operation.name === "commit" || operation.name === "rollback") return;
      // The pieces of a text that PostgreSQL does not accept are no statements: `END` may belong to a body.
      if (ctx.statements.some((it) => it.operation === operation && it.syntaxError !== null)) return;
      const at = placeOf(action, statement);
      if (
        operation.autocommit &&
        (action.command === "commit" || action.command === "rollback" || action.command === "begin")
      ) {
        const name = action.command.toUpperCase();
        ctx.report({
          at,
          what: `${name} has no transaction to ${action.command === "begin" ? "nest in" : "end"} inside an autocommit block.`,
          why:
            action.command === "begin"
              ? "It begins one, which the block does not end: what follows in the block is not committed by itself."
              : "The server only warns. It can go.",
          atMost: "information",
        });
      } else if (action.command === "rollback") {
        ctx.report({
          at,
          what: "ROLLBACK undoes what this migration did before, yet the revision is recorded.",
          why: "The command exits with 0 and the work is lost. Raise an exception to stop the migration; `ROLLBACK TO` a savepoint undoes a part.",
        });
      } else if (action.command === "commit") {
        ctx.report({
          at,
          what: "COMMIT ends Alembic's transaction behind its back.",
          why: "When a later statement fails, what came before stays, and the revision is not recorded. psycopg 3 begins a new transaction at once, so that CONCURRENTLY fails all the same. Use `op.get_context().autocommit_block()`.",
          atMost: "warning",
        });
      } else if (action.command === "begin") {
        ctx.report({
          at,
          what: "BEGIN does nothing inside Alembic's transaction.",
          why: "The server warns that there is already a transaction in progress. Leave transactions to Alembic.",
          atMost: "information",
        });
      }
    },
  },
});
