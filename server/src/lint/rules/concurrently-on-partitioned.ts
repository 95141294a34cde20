import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { indexAt } from "../index-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const concurrentlyOnPartitioned = defineRule({
  id: "concurrently-on-partitioned",
  since: "0.2.0",
  group: "indexes",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "CREATE and DROP INDEX CONCURRENTLY fail on a partitioned table",
    why: md`
      PostgreSQL refuses it, also with \`ON ONLY\`: \`cannot create index on partitioned table "…" concurrently\`, \`cannot drop partitioned index "…" concurrently\`.
    `,
    instead: md`
      1. \`CREATE INDEX … ON ONLY parent (…)\`, which is quick and leaves an invalid index.
      2. The same index on each partition with CONCURRENTLY, in an autocommit block.
      3. \`ALTER INDEX … ATTACH PARTITION …\` for each: with the last one, the index of the parent becomes valid.
      To drop one, choose a quiet moment and a \`lock_timeout\`: DROP INDEX itself is quick.
    `,
    limits: md`
      Whether the table is partitioned is told by the revisions before. Nothing is said about tables that no revision creates. \`REINDEX CONCURRENTLY\` of a partitioned table is accepted.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"],
    peers: ["pg-migration-lint:PGM004"],
    examples: [
      {
        title: "A partitioned table",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE events (at date) PARTITION BY RANGE (at)")
        `,
        bad: py`
          def upgrade():
              op.execute("CREATE INDEX CONCURRENTLY ix_events_at ON events (at)")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[concurrently-on-partitioned]: The table events is partitioned, which knows no CREATE INDEX CONCURRENTLY.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE INDEX ix_events_at ON ONLY events (at)")


          def downgrade():
              op.drop_index("ix_events_at", "events")
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const state = action.concurrently ? ctx.schemaAt(statement) : null;
      const found = state === null ? null : findTable(state, action.table);
      if (found?.answer !== "yes" || found.table.kind !== "partitioned table") return;
      report(action, statement, ctx, {
        what: `The table ${displayName(action.table)} is partitioned, which knows no CREATE INDEX CONCURRENTLY.`,
        why: "The statement fails. Create the index ON ONLY the table, build those of the partitions concurrently, and attach them.",
        isExact: found.exact,
      });
    },
    dropIndex(action, statement, ctx) {
      const held = action.concurrently ? indexAt(ctx.schemaAt(statement), action.index) : null;
      if (held?.table.kind !== "partitioned table") return;
      report(action, statement, ctx, {
        what: `The index ${displayName(action.index)} is that of a partitioned table, which knows no DROP INDEX CONCURRENTLY.`,
        why: "The statement fails. Drop it without CONCURRENTLY, with a short lock_timeout.",
        isExact: held.exact,
      });
    },
  },
});

function report(
  action: Action,
  statement: Statement,
  ctx: RuleContext,
  { isExact, what, why }: { readonly what: string; readonly why: string; readonly isExact: boolean },
): void {
  ctx.report({
    at: placeOf(action, statement),
    what,
    why,
    doubt: isExact ? null : "something before that could not be read may have changed the table.",
  });
}
