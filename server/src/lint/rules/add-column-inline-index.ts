import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { splitIndex } from "../fixes/split-inline-constraint.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const addColumnInlineIndex = defineRule({
  id: "add-column-inline-index",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`index=True` of a new column builds an index while nobody can write to the table",
    why: "`op.add_column` sends `CREATE INDEX` behind the column, and there is no way to say CONCURRENTLY for it. Every row is read for the index, also where the column is NULL everywhere, and the lock of ADD COLUMN, which keeps out reads as well, is held in the same transaction.",
    instead:
      "Add the column without `index=True`, and build the index with `op.create_index(…, postgresql_concurrently=True)` in an autocommit block.",
    limits: md`
      Nothing is said about a table that the same revision created. Behind the fix, what stands before the block in the same revision is committed first: see \`autocommit-block-mid-revision\`.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.add_column",
    ],
    peers: [
      "squawk:require-concurrent-index-creation",
      "strong_migrations:add_index",
      "eugene:E6",
      "django-migration-linter:CREATE_INDEX",
      "atlas:PG101",
      "pgfence:create-index-not-concurrent",
      "pg-migration-lint:PGM001",
      "migrationpilot:MP001",
      "alembic-guard:AG002",
    ],
    examples: [
      {
        title: "A column with an index",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("code", sa.Text(), index=True))
                                                                # ^^^^^^^^^^ warning[add-column-inline-index] +fix: Builds an index on the new column code of users.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_code", "users", ["code"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_code", "users", postgresql_concurrently=True, if_exists=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const { table, columns, name, unique } = action;
      const [column] = columns;
      if (statement.operation?.directive !== "add_column" || column == null) return;
      const existing = existingTable(ctx, table);
      if (existing === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Builds an index on the new ${columnPhrase(column)} of ${displayName(table)}.`,
        why: `Every row is read for it. ${waitingSentence(effectOn(ctx, statement, table))} Build it with op.create_index, concurrently, in an autocommit block.`,
        doubt: existing.doubt,
        fixes: () => (unique ? [] : splitIndex({ table, column, statement }, name, ctx)),
      });
    },
  },
});
