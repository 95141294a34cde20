import type { Statement } from "../../emit/statement.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { attachInstead } from "../fixes/attach-instead.ts";
import { listed } from "../hanging-on.ts";
import { effectOn } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const createPartitionLocksParent = defineRule({
  id: "create-partition-locks-parent",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`CREATE TABLE … PARTITION OF` keeps out every read and write of the partitioned table",
    why: md`
      It is quick, but needs the strongest lock on the partitioned table: it waits for every query of any partition, and who comes later waits behind it. Where there is a default partition, all its rows are read meanwhile.
    `,
    instead: md`
      Create the table by itself, and attach it: \`CREATE TABLE events_2026 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)\`, then \`ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES …\`, which lets reads and writes of the others through. The outcome is the same.
    `,
    limits: "Nothing is said about tables that the same revision created. The default partition is locked either way.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-createtable.html",
      "https://www.postgresql.org/docs/current/sql-altertable.html",
    ],
    examples: [
      {
        title: "The next year",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE events (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)")
        `,
        bad: py`
          def upgrade():
              op.execute("CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[create-partition-locks-parent] +fix: Creates the partition events_2026, and nobody can read or write events meanwhile.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE events_2026 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)")
              op.execute("ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")


          def downgrade():
              op.execute("DROP TABLE events_2026")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      const { partitionOf } = action;
      const existing = partitionOf === null ? null : existingTable(ctx, partitionOf);
      if (partitionOf === null || existing === null) return;
      const effect = effectOn(ctx, statement, partitionOf);
      if (effect?.blocks?.includes("reads") === false) return;
      const scanned = scannedBy(statement, ctx);
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the partition ${displayName(action.table)}, and nobody can read or write ${displayName(partitionOf)} meanwhile.`,
        why: `It waits for every query of any partition, and who comes later waits behind it.${scanned.length === 0 ? " Create the table by itself, and attach it." : ` Every row of ${listed(scanned)} is read, too.`}`,
        doubt: existing.doubt,
        fixes: () => (scanned.length > 0 ? [] : attachInstead(action, partitionOf, statement, ctx)),
      });
    },
  },
});

/** The default partition, as far as it is known. */
function scannedBy(statement: Statement, ctx: RuleContext): readonly string[] {
  return ctx
    .locks(statement)
    .flatMap((it) => (it.scans === true && it.relation !== null ? [displayName(it.relation)] : []));
}
