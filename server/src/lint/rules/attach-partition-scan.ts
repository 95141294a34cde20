import type { Statement } from "../../emit/statement.ts";
import { lockSchema } from "../../locks/lock-schema.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const attachPartitionScan = defineRule({
  id: "attach-partition-scan",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary:
      "`ATTACH PARTITION` reads every row of the new partition, and of the default partition, while nobody can use them",
    why: md`
      PostgreSQL checks that each row of the table lies within the bounds, unless a CHECK constraint of the table says so already. Where there is a default partition, its rows are read, too: one of them may belong into the new one. Both tables are locked against every read and write meanwhile.
    `,
    instead: md`
      Before the revision that attaches it, give the table a CHECK that says what the bound says: \`ALTER TABLE events_2024 ADD CONSTRAINT ck CHECK (at >= '2024-01-01' AND at < '2025-01-01') NOT VALID\`, then \`VALIDATE CONSTRAINT\`, which lets reads and writes through. A nullable partition column needs \`at IS NOT NULL\` in it. Drop the CHECK afterwards.
      The default partition needs a CHECK that excludes the new bound.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. Whether a CHECK that the table has proves the bound is for PostgreSQL to tell: then the finding is information.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html",
      "https://www.postgresql.org/docs/current/ddl-partitioning.html",
    ],
    peers: ["pgfence:attach-partition", "pg-migration-lint:PGM005", "migrationpilot:MP072", "migrationpilot:MP094"],
    examples: [
      {
        title: "A table with rows",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at)")
              op.execute("CREATE TABLE events_2024 (at date NOT NULL)")
        `,
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[attach-partition-scan]: Attaches the partition events_2024, which reads every row of events_2024.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE events_2025 (at date NOT NULL PRIMARY KEY)")
              op.execute("ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')")


          def downgrade():
              op.drop_table("events_2025")
        `,
      },
    ],
  },
  action: {
    attachPartition(action, statement, ctx) {
      const existing = existingTable(ctx, action.partition);
      const isParentNew = existingTable(ctx, action.table) === null;
      const scanned = ctx
        .locks(statement)
        .filter(
          (it) =>
            it.object === "table" &&
            it.relation !== null &&
            it.isNew !== "yes" &&
            it.scans !== false &&
            it.blocks?.includes("reads") === true,
        );
      if (scanned.length === 0 || isParentNew || isFirst(action.isDefault, action.table, statement, ctx)) return;
      const certain = scanned.filter((it) => it.scans === true);
      const shown = certain.length > 0 ? certain : scanned;
      const names = shown.flatMap((it) => (it.relation === null ? [] : [displayName(it.relation)]));
      const isOwn = shown.some((it) => it.relation !== null && sameName(it.relation, action.partition) === "yes");
      ctx.report({
        at: placeOf(action, statement),
        what: `Attaches the partition ${displayName(action.partition)}, which reads every row of ${listed([...new Set(names)])}.`,
        why: `Until the transaction ends, nobody can read or write ${shown.length === 1 ? "that table" : "these tables"}. Give ${isOwn ? "it a CHECK that says what the bound says" : "the default partition a CHECK that excludes the bound"}, NOT VALID and then validated, in an earlier revision.`,
        doubt:
          certain.length === 0 ? "a CHECK of the table may prove the bound." : isOwn ? (existing?.doubt ?? null) : null,
      });
    },
  },
});

/** A default partition takes every row while it is the only partition. */
function isFirst(isDefault: boolean, parent: QualifiedName, statement: Statement, ctx: RuleContext): boolean {
  const state = isDefault ? ctx.schemaAt(statement) : null;
  const schema = lockSchema(state);
  const { list, complete } = schema.descendants(schema.find(parent));
  return state !== null && complete && list.length === 0;
}
