import type { Span } from "../../base/span.ts";
import type { Static } from "../../base/static.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const partitionKeyNotInPk = defineRule({
  id: "partition-key-not-in-pk",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A primary key or unique constraint of a partitioned table must hold the partition columns",
    why: md`
      Each partition has an index of its own, so PostgreSQL can only promise uniqueness where the columns of the key tell the partition. It refuses the rest: \`unique constraint on partitioned table must include all partitioning columns\`. Where the table is partitioned by an expression, no such key is possible at all.
    `,
    instead: md`
      Add the partition columns to the key: \`sa.PrimaryKeyConstraint("id", "at")\`. Or make the key on each partition; then it holds within the partition only.
    `,
    limits: "Whether a table that an earlier revision made is partitioned, and by what, is told by that revision.",
    sources: ["https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS"],
    peers: ["migrationpilot:MP049"],
    examples: [
      {
        title: "A key without the partition column",
        bad: py`
          def upgrade():
              op.create_table(
                  "events",
                  sa.Column("id", sa.BigInteger(), primary_key=True),
                                                 # ^^^^^^^^^^^^^^^^ error[partition-key-not-in-pk]: The primary key of events (id) leaves out the partition column at.
                  sa.Column("at", sa.Date(), nullable=False),
                  postgresql_partition_by="RANGE (at)",
              )
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "events",
                  sa.Column("id", sa.BigInteger(), primary_key=True),
                  sa.Column("at", sa.Date(), primary_key=True),
                  postgresql_partition_by="RANGE (at)",
              )


          def downgrade():
              op.drop_table("events")
        `,
      },
    ],
  },
  action: {
    createTable(action, _statement, ctx) {
      const { table, partitionKey } = action;
      if (partitionKey === undefined) return;
      for (const it of [...action.columns.flatMap((column) => column.constraints), ...action.constraints]) {
        if (it.type !== "primaryKey" && it.type !== "unique") continue;
        check({ table, partitionKey, what: wordsOf[it.type], columns: it.columns, at: it.span, doubt: null }, ctx);
      }
    },
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      const { type, columns } = constraint;
      const known = type === "primaryKey" || type === "unique" ? keyOf(table, statement, ctx) : null;
      if (known === null || (type !== "primaryKey" && type !== "unique")) return;
      check({ table, ...known, what: wordsOf[type], columns, at: placeOf(action, statement) }, ctx);
    },
    createIndex(action, statement, ctx) {
      const { table } = action;
      const known = action.unique ? keyOf(table, statement, ctx) : null;
      if (known === null) return;
      const columns = action.columns.filter((it) => it !== null);
      check({ table, ...known, what: "unique index", columns, at: placeOf(action, statement) }, ctx);
    },
  },
});

const wordsOf = { primaryKey: "primary key", unique: "unique constraint" } as const;

interface Key {
  readonly table: QualifiedName;
  readonly partitionKey: readonly (string | null)[];
  readonly what: string;
  readonly columns: readonly Static<string>[];
  readonly at: Span;
  readonly doubt: string | null;
}

/** By what an existing table is partitioned. */
function keyOf(table: QualifiedName, statement: Parameters<RuleContext["schemaAt"]>[0], ctx: RuleContext) {
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  if (found?.answer !== "yes" || found.table.partitionKey === undefined) return null;
  const doubt = found.exact ? null : "a statement that could not be read may have changed the table.";
  return { partitionKey: found.table.partitionKey, doubt };
}

function check({ table, partitionKey, what, columns, at, doubt }: Key, ctx: RuleContext): void {
  const names = columns.flatMap((it) => (it.known ? [it.value] : []));
  if (names.length !== columns.length) return;
  const list = names.length === 0 ? "" : ` (${names.join(", ")})`;
  const subject = `The ${what} of ${displayName(table)}${list}`;
  if (partitionKey.includes(null)) {
    ctx.report({
      at,
      what: `${subject} is not possible: the table is partitioned by an expression.`,
      why: "PostgreSQL refuses the statement. Make the key on each partition, or partition by columns.",
      doubt,
    });
    return;
  }
  const missing = partitionKey.flatMap((it) => (it === null || names.includes(it) ? [] : [it]));
  if (missing.length === 0) return;
  ctx.report({
    at,
    what: `${subject} leaves out the partition ${missing.length === 1 ? "column" : "columns"} ${listed(missing)}.`,
    why: `PostgreSQL refuses the statement: a key of a partitioned table must hold all its partition columns. Add ${listed(missing)} to it.`,
    doubt,
  });
}
