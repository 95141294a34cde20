import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { addNotValid, validateInNextRevision } from "../fixes/add-not-valid.ts";
import { effectOn, readsNoRows, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createForeignKeyValidates = defineRule({
  id: "create-foreign-key-validates",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Adding a foreign key checks every row while nobody can write to the two tables",
    why: md`
      \`ALTER TABLE … ADD FOREIGN KEY\` looks up every row of the table in the other one. Meanwhile, and until the transaction ends, both tables are locked against writes.
    `,
    instead: md`
      \`op.create_foreign_key(…, postgresql_not_valid=True)\`: new rows are checked from then on. Then \`ALTER TABLE … VALIDATE CONSTRAINT …\` in a transaction of its own (an autocommit block, or the next revision with \`transaction_per_migration=True\`), in which others can go on reading and writing.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. A foreign key that comes with a new column is add-column-inline-foreign-key.
      On a partitioned table NOT VALID needs PostgreSQL 18; no fix is offered before. Behind the fix, what stands before the block in the same revision is committed first: see \`autocommit-block-mid-revision\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: [
      "squawk:adding-foreign-key-constraint",
      "strong_migrations:add_foreign_key",
      "eugene:E4",
      "pgfence:add-constraint-fk-no-not-valid",
      "pg-migration-lint:PGM014",
      "migrationpilot:MP005",
      "alembic-guard:AG007",
    ],
    examples: [
      {
        title: "A foreign key between tables that are in use",
        bad: py`
          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"])
            # ^^^^^^^^^^^^^^^^^^^^^ warning[create-foreign-key-validates] +fix: Adds a foreign key of orders to users, and checks every row.
        `,
        good: py`
          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)


          def downgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (constraint.type !== "foreignKey" || constraint.notValid) return;
      if (statement.operation?.directive === "add_column") return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      if (existing === null || readsNoRows(ctx, statement) || constraint.references === null) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, table);
      const isPartitioned = found?.answer === "yes" && found.table.kind === "partitioned table";
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds a foreign key of ${displayName(table)} to ${displayName(constraint.references.table)}, and checks every row.`,
        why: `${waitingSentence(effect)} The same goes for the table that it refers to. Add the key NOT VALID, and validate it in a transaction of its own.`,
        doubt: existing.doubt,
        revision: () => (isPartitioned ? null : validateInNextRevision(statement, table, constraint, ctx)),
        fixes: () =>
          isPartitioned && ctx.isAtLeast("postgres", "18") !== "yes"
            ? []
            : addNotValid(statement, table, constraint, ctx),
      });
    },
  },
});
