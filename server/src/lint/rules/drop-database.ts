import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const dropDatabase = defineRule({
  id: "drop-database",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "`DROP DATABASE` has no place in a migration",
    why: md`
      A whole database is gone at once, without a transaction that could be rolled back. In the transaction of a migration PostgreSQL refuses it: \`DROP DATABASE cannot run inside a transaction block\`.
    `,
    instead: "Drop a database by hand, after a backup.",
    limits: "None.",
    sources: ["https://www.postgresql.org/docs/current/sql-dropdatabase.html"],
    peers: ["squawk:ban-drop-database", "pgfence:drop-database", "migrationpilot:MP034", "safe-migrate:drop-database"],
    examples: [
      {
        title: "A database",
        bad: py`
          def upgrade():
              op.execute("DROP DATABASE reports")
                        # ^^^^^^^^^^^^^^^^^^^^^ error[drop-database]: Drops a whole database.
        `,
        good: py`
          def upgrade():
              op.execute("COMMENT ON DATABASE reports IS 'not used any more'")


          def downgrade():
              op.execute("COMMENT ON DATABASE reports IS NULL")
        `,
      },
    ],
  },
  action: {
    other(action, statement, ctx) {
      if (action.statement !== "DropdbStmt") return;
      ctx.report({
        at: placeOf(action, statement),
        what: "Drops a whole database.",
        why: "Inside a transaction PostgreSQL refuses it; in an autocommit block nothing can be taken back. Do it by hand, after a backup.",
      });
    },
  },
});
