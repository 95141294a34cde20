import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { wrapInAutocommitBlock } from "../fixes/wrap-in-autocommit-block.ts";
import { inTransaction } from "../in-transaction.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const concurrentlyInTransaction = defineRule({
  id: "concurrently-in-transaction",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "CONCURRENTLY, VACUUM and a few others fail inside the transaction that Alembic holds",
    why: md`
      Alembic runs migrations in a transaction. \`CREATE INDEX CONCURRENTLY\`, \`DROP INDEX CONCURRENTLY\`, \`REINDEX CONCURRENTLY\`, \`REINDEX\` of a schema or a database, \`DETACH PARTITION … CONCURRENTLY\`, \`VACUUM\`, \`CLUSTER\` without a table, \`ALTER SYSTEM\`, and creating or dropping a database or a tablespace refuse to run in one: \`… cannot run inside a transaction block\`.
      \`transactional_ddl=False\` in env.py does not help: the connection begins a transaction all the same.
    `,
    instead:
      "`with op.get_context().autocommit_block():` around the statement. What the revision did before it is committed then, so such a statement is best alone in its revision.",
    limits: md`
      Nothing is said about connections that the function sets to AUTOCOMMIT before, nor, for drivers other than psycopg 3, behind \`op.execute("COMMIT")\`, which has its own rule (execute-commit).
      Nothing is said either where env.py gives Alembic a connection with \`isolation_level="AUTOCOMMIT"\`; where env.py has such a connection, and it cannot be told which one Alembic gets, the finding is information. Inside a batch block see concurrently-inside-batch. \`ALTER TYPE … ADD VALUE\` has a rule of its own (enum-add-value-in-transaction).
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    peers: ["squawk:ban-concurrent-index-creation-in-transaction", "pg-migration-lint:PGM003"],
    examples: [
      {
        title: "An index",
        bad: py`
          def upgrade():
              op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
            # ^^^^^^^^^^^^^^^ error[concurrently-in-transaction] +fix: CREATE INDEX CONCURRENTLY fails inside the transaction of the migration.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex: (action, statement, ctx) => check(action, "CREATE INDEX CONCURRENTLY", statement, ctx),
    dropIndex: (action, statement, ctx) => check(action, "DROP INDEX CONCURRENTLY", statement, ctx),
    detachPartition: (action, statement, ctx) => check(action, "DETACH PARTITION CONCURRENTLY", statement, ctx),
    reindex(action, statement, ctx) {
      const isWide = action.object !== "index" && action.object !== "table";
      const what = isWide ? `REINDEX ${action.object.toUpperCase()}` : "REINDEX CONCURRENTLY";
      check({ ...action, concurrently: isWide || action.concurrently }, what, statement, ctx);
    },
    vacuum: (action, statement, ctx) => report(action, "VACUUM", statement, ctx),
    cluster(action: Action, statement, ctx) {
      if (action.kind === "cluster" && action.table === null) report(action, "CLUSTER of all tables", statement, ctx);
    },
    other(action, statement, ctx) {
      const what = alone[action.statement];
      if (what !== undefined) report(action, what, statement, ctx);
    },
  },
});

/** Statements that PostgreSQL runs outside of transactions only, by the parser's names. */
const alone: Readonly<Record<string, string>> = {
  CreatedbStmt: "CREATE DATABASE",
  DropdbStmt: "DROP DATABASE",
  CreateTableSpaceStmt: "CREATE TABLESPACE",
  DropTableSpaceStmt: "DROP TABLESPACE",
  AlterSystemStmt: "ALTER SYSTEM",
};

function check(
  action: Action & { readonly concurrently: boolean },
  what: string,
  statement: Statement,
  ctx: RuleContext,
): void {
  if (action.concurrently) report(action, what, statement, ctx);
}

function report(action: Action, what: string, statement: Statement, ctx: RuleContext): void {
  const { operation } = statement;
  if (operation === null) return;
  const isQueued = operation.batch !== null && operation.name.startsWith("batch_op.");
  if (isQueued && operation.directive !== "execute") return;
  const inside = inTransaction(statement, ctx);
  if (inside === "no") return;
  ctx.report({
    at: placeOf(action, statement),
    what: `${what} fails inside the transaction of the migration.`,
    why: "PostgreSQL refuses it there. Put it into `with op.get_context().autocommit_block():`, best in a revision of its own.",
    doubt: inside === "unknown" ? "env.py has a connection in AUTOCOMMIT mode, and may hand it to Alembic." : null,
    fixes: () => {
      const isAlone = ctx.statements.filter((it) => it.operation === operation).length === 1;
      const edits = isAlone ? wrapInAutocommitBlock(operation, ctx) : null;
      return edits === null || edits.length === 0
        ? []
        : [{ title: "Put it into an autocommit block", applicability: "suggested", edits }];
    },
  });
}
