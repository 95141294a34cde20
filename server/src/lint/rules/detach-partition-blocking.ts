import { lockSchema } from "../../locks/lock-schema.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { makeConcurrent } from "../fixes/make-concurrent.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const detachPartitionBlocking = defineRule({
  id: "detach-partition-blocking",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  versions: { postgres: { from: "14" } },
  docs: {
    summary: "`DETACH PARTITION` without CONCURRENTLY keeps out every read and write of the partitioned table",
    why: md`
      The strongest lock is taken on the partitioned table itself, not only on the partition: every query of any partition waits until the transaction ends, and the statement itself waits for all that are running.
    `,
    instead: md`
      \`ALTER TABLE … DETACH PARTITION … CONCURRENTLY\` in \`with op.get_context().autocommit_block():\`. When it is interrupted, \`DETACH PARTITION … FINALIZE\` ends it.
    `,
    limits: md`
      Nothing is said about tables that the same revision created. A table with a default partition knows no CONCURRENTLY; no fix is offered there.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    peers: [
      "squawk:require-concurrent-partition-detach",
      "pgfence:detach-partition",
      "pg-migration-lint:PGM004",
      "migrationpilot:MP046",
    ],
    examples: [
      {
        title: "An old partition",
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE events DETACH PARTITION events_2020")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[detach-partition-blocking] +fix: Detaches the partition events_2020 of events without CONCURRENTLY.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY")


          def downgrade():
              raise NotImplementedError("The partition stays detached.")
        `,
      },
    ],
  },
  action: {
    detachPartition(action, statement, ctx) {
      if (action.concurrently || action.locking?.command === "AT_DetachPartitionFinalize") return;
      const existing = existingTable(ctx, action.table);
      if (existing === null) return;
      const effect = effectOn(ctx, statement, action.table);
      if (effect?.blocks?.includes("reads") === false) return;
      const schema = lockSchema(ctx.schemaAt(statement));
      const others = schema.defaultPartition(schema.find(action.table), schema.find(action.partition));
      const hasDefault = others.list.length > 0 && others.complete;
      ctx.report({
        at: placeOf(action, statement),
        what: `Detaches the partition ${displayName(action.partition)} of ${displayName(action.table)} without CONCURRENTLY.`,
        why: `${waitingSentence(effect)} ${hasDefault ? "CONCURRENTLY is not possible, as the table has a default partition: do it when little is going on, behind SET LOCAL lock_timeout." : "Detach it with CONCURRENTLY in an autocommit block."}`,
        doubt: existing.doubt,
        fixes: () => (hasDefault ? [] : makeConcurrent(statement, /[\s\S]*/, ctx)),
      });
    },
  },
});
