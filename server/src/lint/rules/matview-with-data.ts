import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { insertInSql } from "../fixes/insert-in-sql.ts";
import { placeOf } from "../place-of.ts";

export const matviewWithData = defineRule({
  id: "matview-with-data",
  since: "0.2.0",
  group: "tables",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`CREATE MATERIALIZED VIEW` runs its query inside the migration",
    why: md`
      A view over large tables takes as long to fill as its query does, and what the migration has locked before stays locked meanwhile.
    `,
    instead: md`
      \`WITH NO DATA\` makes the view only. Until \`REFRESH MATERIALIZED VIEW\` has run, for which an autocommit block or a job of its own is the place, reading it is an error.
    `,
    limits: "Off by default: how much there is to read is not known here.",
    sources: ["https://www.postgresql.org/docs/current/sql-creatematerializedview.html"],
    peers: ["migrationpilot:MP096"],
    examples: [
      {
        title: "Filled at once",
        config: 'select = ["matview-with-data"]',
        bad: py`
          def upgrade():
              op.execute("CREATE MATERIALIZED VIEW totals AS SELECT sum(total) FROM orders")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[matview-with-data] +fix: Fills the materialized view totals inside the migration.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE MATERIALIZED VIEW totals AS SELECT sum(total) FROM orders WITH NO DATA")


          def downgrade():
              op.execute("DROP MATERIALIZED VIEW totals")
        `,
      },
    ],
  },
  action: {
    createView(action, statement, ctx) {
      const { locking, reads, view } = action;
      if (!action.materialized || locking?.options.includes("no data") === true) return;
      if (reads.length > 0 && reads.every((it) => ctx.createdBefore(it) === "yes")) return;
      const isWritten = /\bWITH\s+DATA\s*$/i.test(ctx.file.module.text.slice(statement.span.start, statement.span.end));
      ctx.report({
        at: placeOf(action, statement),
        what: `Fills the materialized view ${displayName(view)} inside the migration.`,
        why: "What the migration has locked stays locked until its query is done. WITH NO DATA makes the view only; a job or an autocommit block refreshes it.",
        fixes: () =>
          locking === undefined || isWritten
            ? []
            : insertInSql({ title: "Make it WITH NO DATA", text: " WITH NO DATA", behind: null }, statement, ctx),
      });
    },
  },
});
