import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createExcludeConstraint = defineRule({
  id: "create-exclude-constraint",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Adding an exclusion constraint builds its index while nobody can read or write the table",
    why: md`
      \`ALTER TABLE … ADD EXCLUDE\` reads the whole table for its index and compares the rows, under a lock that keeps out reads and writes until the transaction ends. PostgreSQL has neither NOT VALID nor USING INDEX for it.
    `,
    instead: md`
      There is no way without the lock. For a large table: create a new table with the constraint, copy the rows in batches, and exchange the two; or choose a quiet hour, with a \`lock_timeout\`.
    `,
    limits: "Nothing is said about a table that the same revision created.",
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    peers: ["strong_migrations:add_exclusion_constraint", "eugene:E2", "pgfence:add-constraint-exclude"],
    examples: [
      {
        title: "A constraint on a table that is in use",
        bad: py`
          def upgrade():
              op.create_exclude_constraint("ex_bookings_room", "bookings", ("room", "="), using="gist")
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[create-exclude-constraint]: Builds the index of an exclusion constraint of bookings.
        `,
        good: py`
          def upgrade():
              op.create_table("bookings", sa.Column("room", sa.Integer()))
              op.create_exclude_constraint("ex_bookings_room", "bookings", ("room", "="), using="gist")


          def downgrade():
              op.drop_table("bookings")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      const existing = existingTable(ctx, table);
      if (constraint.type !== "exclude" || existing === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Builds the index of an exclusion constraint of ${displayName(table)}.`,
        why: `Every row is read and compared for it. ${waitingSentence(effectOn(ctx, statement, table))} There is no way without that lock: for a large table, copy it into a new one that has the constraint.`,
        doubt: existing.doubt,
      });
    },
  },
});
