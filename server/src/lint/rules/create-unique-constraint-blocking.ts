import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { uniqueUsingIndex } from "../fixes/unique-using-index.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createUniqueConstraintBlocking = defineRule({
  id: "create-unique-constraint-blocking",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Adding a unique constraint builds its index while nobody can read or write the table",
    why: md`
      \`ALTER TABLE … ADD UNIQUE\` reads the whole table for the index of the constraint, under a lock that keeps out reads and writes until the transaction ends. It fails when there are duplicates.
    `,
    instead: md`
      Build a unique index concurrently in an autocommit block, and make it the constraint with \`ALTER TABLE … ADD CONSTRAINT … UNIQUE USING INDEX …\`, which takes no time. Alembic has no argument for USING INDEX, so that is \`op.execute\`.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, nor about \`USING INDEX\`. A partitioned table knows neither CONCURRENTLY nor USING INDEX, so no fix is offered there. \`unique=True\` of a new column is add-column-inline-unique.
      Behind the fix, what stands before the block in the same revision is committed first: see \`autocommit-block-mid-revision\`.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX",
    ],
    peers: [
      "squawk:disallowed-unique-constraint",
      "strong_migrations:add_unique_constraint",
      "eugene:E7",
      "django-migration-linter:ADD_UNIQUE",
      "pgfence:add-unique-constraint",
      "pg-migration-lint:PGM017",
    ],
    examples: [
      {
        title: "A unique constraint on a table that is in use",
        bad: py`
          def upgrade():
              op.create_unique_constraint("uq_users_email", "users", ["email"])
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[create-unique-constraint-blocking] +fix: Builds the index of a unique constraint of users.
        `,
        good: py`
          def upgrade():
              op.execute("SELECT merge_users_with_the_same_email()")
              with op.get_context().autocommit_block():
                  op.create_index("uq_users_email", "users", ["email"], unique=True, postgresql_concurrently=True)
              op.execute("ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email")


          def downgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (constraint.type !== "unique" || constraint.usingIndex !== null) return;
      if (statement.operation?.directive === "add_column") return;
      const existing = existingTable(ctx, table);
      if (existing === null) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, table);
      const isPartitioned = found?.answer === "yes" && found.table.kind === "partitioned table";
      ctx.report({
        at: placeOf(action, statement),
        what: `Builds the index of a unique constraint of ${displayName(table)}.`,
        why: `Every row is read for it. ${waitingSentence(effectOn(ctx, statement, table))}${isPartitioned ? "" : " Build a unique index concurrently, and make it the constraint."}`,
        doubt: existing.doubt,
        fixes: () => (isPartitioned ? [] : uniqueUsingIndex(statement, table, constraint, ctx)),
      });
    },
  },
});
