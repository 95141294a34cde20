import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { addNotValid, validateInNextRevision } from "../fixes/add-not-valid.ts";
import { effectOn, readsNoRows, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createCheckValidates = defineRule({
  id: "create-check-validates",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Adding a CHECK reads every row while nobody can read or write the table",
    why: md`
      \`ALTER TABLE … ADD CHECK\` reads the whole table to check its rows, under a lock that keeps out reads and writes until the transaction ends.
    `,
    instead: md`
      \`op.create_check_constraint(…, postgresql_not_valid=True)\`: new rows are checked from then on. Then \`ALTER TABLE … VALIDATE CONSTRAINT …\` in a transaction of its own (an autocommit block, or the next revision with \`transaction_per_migration=True\`), in which others can go on reading and writing.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. A CHECK that comes with a new column is add-column-inline-check.
      Behind the fix, what stands before the block in the same revision is committed first: see \`autocommit-block-mid-revision\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: [
      "squawk:constraint-missing-not-valid",
      "strong_migrations:add_check_constraint",
      "eugene:E1",
      "pgfence:add-constraint-check-no-not-valid",
      "pg-migration-lint:PGM015",
      "alembic-guard:AG008",
    ],
    examples: [
      {
        title: "A condition on a table that is in use",
        bad: py`
          def upgrade():
              op.create_check_constraint("ck_users_days", "users", "days >= 0")
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[create-check-validates] +fix: Adds a CHECK to users, and checks every row.
        `,
        good: py`
          def upgrade():
              op.create_check_constraint("ck_users_days", "users", "days >= 0", postgresql_not_valid=True)


          def downgrade():
              op.drop_constraint("ck_users_days", "users", type_="check")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (constraint.type !== "check" || constraint.notValid) return;
      if (statement.operation?.directive === "add_column") return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      if (existing === null || readsNoRows(ctx, statement)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds a CHECK to ${displayName(table)}, and checks every row.`,
        why: `${waitingSentence(effect)} Add it NOT VALID, and validate it in a transaction of its own.`,
        doubt: existing.doubt,
        revision: () => validateInNextRevision(statement, table, constraint, ctx),
        fixes: () => addNotValid(statement, table, constraint, ctx),
      });
    },
  },
});
