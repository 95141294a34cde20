import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createPrimaryKeyBlocking = defineRule({
  id: "create-primary-key-blocking",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Adding a primary key builds its index while nobody can read or write the table",
    why: md`
      \`ALTER TABLE … ADD PRIMARY KEY\` reads the whole table for its index, and once more where a column is still nullable, under a lock that keeps out reads and writes until the transaction ends.
    `,
    instead: md`
      1. Make the columns NOT NULL without a long lock: \`CHECK (id IS NOT NULL) NOT VALID\`, \`VALIDATE CONSTRAINT\` in a transaction of its own, then \`SET NOT NULL\`, which is quick then (PostgreSQL 12).
      2. Build a unique index concurrently in an autocommit block.
      3. \`ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY USING INDEX …\`, which takes no time.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, nor about \`USING INDEX\` where the columns are NOT NULL already; where they are nullable, or that is not known, PostgreSQL reads every row.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX",
    ],
    peers: [
      "squawk:adding-serial-primary-key-field",
      "eugene:E7",
      "pgfence:add-pk-without-using-index",
      "pg-migration-lint:PGM016",
    ],
    examples: [
      {
        title: "A primary key on a table that is in use",
        bad: py`
          def upgrade():
              op.create_primary_key("users_pkey", "users", ["id"])
            # ^^^^^^^^^^^^^^^^^^^^^ warning[create-primary-key-blocking]: Builds the index of the primary key of users.
        `,
        good: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), nullable=False))
              op.create_primary_key("users_pkey", "users", ["id"])


          def downgrade():
              op.drop_table("users")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (constraint.type !== "primaryKey" || statement.operation?.directive === "add_column") return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      const fromIndex = constraint.usingIndex !== null;
      if (existing === null || (fromIndex && effect?.scans === false)) return;
      const unsure = fromIndex && effect?.scans !== true;
      ctx.report({
        at: placeOf(action, statement),
        what: fromIndex
          ? `Reads every row of ${displayName(table)} to see that no column of the primary key is NULL.`
          : `Builds the index of the primary key of ${displayName(table)}.`,
        why: `${fromIndex ? "" : "Every row is read for it. "}${waitingSentence(effect)} ${fromIndex ? "Make the columns NOT NULL before, by way of a CHECK that is validated in a transaction of its own." : "Build a unique index concurrently, and make it the primary key with USING INDEX."}`,
        doubt: unsure ? "whether the columns are NOT NULL already is not known." : existing.doubt,
      });
    },
  },
});
