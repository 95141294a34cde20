import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const defaultPartition = defineRule({
  id: "default-partition",
  since: "0.2.0",
  group: "tables",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A default partition is read from beginning to end whenever a partition is added",
    why: md`
      Each new partition may be the right one for rows that lie in the default partition, so PostgreSQL reads all of them while nobody can use that partition; one such row makes the statement fail. \`DETACH PARTITION … CONCURRENTLY\` is not possible for a table that has one.
    `,
    instead: md`
      Create partitions ahead of time, and let an insert without a partition fail. Where a default partition is wanted, keep it empty.
    `,
    limits: "Off by default: an empty default partition costs nothing.",
    sources: ["https://www.postgresql.org/docs/current/ddl-partitioning.html"],
    peers: ["migrationpilot:MP093"],
    examples: [
      {
        title: "For all the rest",
        config: 'select = ["default-partition"]',
        bad: py`
          def upgrade():
              op.execute("CREATE TABLE events_rest PARTITION OF events DEFAULT")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[default-partition]: Makes events_rest the default partition of events.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE days (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)")
              op.execute("CREATE TABLE days_2026 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")


          def downgrade():
              op.execute("DROP TABLE days")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      if (action.partitionOf === null || action.detail?.isDefaultPartition !== true) return;
      check({ partition: action.table, parent: action.partitionOf }, action, statement, ctx);
    },
    attachPartition(action, statement, ctx) {
      if (action.isDefault) check({ partition: action.partition, parent: action.table }, action, statement, ctx);
    },
  },
});

interface Pair {
  readonly partition: QualifiedName;
  readonly parent: QualifiedName;
}

function check({ partition, parent }: Pair, action: Action, statement: Statement, ctx: RuleContext): void {
  ctx.report({
    at: placeOf(action, statement),
    what: `Makes ${displayName(partition)} the default partition of ${displayName(parent)}.`,
    why: "Whenever a partition is added, all its rows are read while nobody can use it. Create partitions ahead of time, or keep it empty.",
  });
}
