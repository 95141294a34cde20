import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { insertInSql } from "../fixes/insert-in-sql.ts";
import { placeOf } from "../place-of.ts";

export const refreshMatviewBlocking = defineRule({
  id: "refresh-matview-blocking",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`REFRESH MATERIALIZED VIEW` without CONCURRENTLY keeps out everybody who reads the view",
    why: md`
      The query of the view runs again, from the beginning, while nobody can read the view; and until the transaction ends.
    `,
    instead: md`
      \`REFRESH MATERIALIZED VIEW CONCURRENTLY\`, which lets reads through. It needs a unique index of the view, on columns and without WHERE, and a view that has been filled before. Better still: leave the refreshing to the job that does it every day.
    `,
    limits: md`
      Nothing is said about a view that the same revision created, and about \`WITH NO DATA\`, which empties it at once. The fix is offered where a revision made such an index.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html"],
    peers: ["pgfence:refresh-matview-blocking", "migrationpilot:MP033", "safe-migrate:blocking-mat-view-refresh"],
    examples: [
      {
        title: "A view that is read",
        bad: py`
          def upgrade():
              op.execute("REFRESH MATERIALIZED VIEW totals")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[refresh-matview-blocking]: Fills totals again, and nobody can read it meanwhile.
        `,
        good: py`
          def upgrade():
              op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY totals")


          def downgrade():
              raise NotImplementedError("There is nothing to take back.")
        `,
      },
    ],
  },
  action: {
    refreshView(action, statement, ctx) {
      const existing = existingTable(ctx, action.view);
      if (action.concurrently || existing === null || action.locking?.options.includes("no data") === true) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, action.view);
      const isUnique =
        found?.answer === "yes" &&
        found.table.indexes.some(
          (it) => it.unique && it.where === null && it.elements.every((one) => one.column !== null),
        );
      ctx.report({
        at: placeOf(action, statement),
        what: `Fills ${displayName(action.view)} again, and nobody can read it meanwhile.`,
        why: isUnique
          ? "REFRESH … CONCURRENTLY lets reads through; the view has the unique index that it needs."
          : "REFRESH … CONCURRENTLY lets reads through; it needs a unique index of the view.",
        doubt: existing.doubt,
        fixes: () =>
          isUnique
            ? insertInSql(
                { title: "Do it CONCURRENTLY", text: " CONCURRENTLY", behind: /^\s*REFRESH\s+MATERIALIZED\s+VIEW\b/i },
                statement,
                ctx,
              )
            : [],
      });
    },
  },
});
