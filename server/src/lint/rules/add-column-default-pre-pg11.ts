import { defaultVolatility } from "../../locks/default-volatility.ts";
import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";

export const addColumnDefaultPrePg11 = defineRule({
  id: "add-column-default-pre-pg11",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  versions: { postgres: { below: "11" } },
  docs: {
    summary: "Before PostgreSQL 11, a column that is added with a default rewrites the whole table",
    why: md`
      PostgreSQL 10 and older write the default into every row (tried on 10.23, with a constant and with \`now()\`): the table and all its indexes are written anew, and nobody can read or write it meanwhile. Since version 11 a constant default is kept beside the rows.
    `,
    instead:
      "Three steps: add the column without a default, set the default for new rows, and fill the old rows in batches.",
    limits: md`
      Asked only where the project states such a version (\`postgres = "10"\` under \`versions\`, or \`--postgres 10\`): one that is not known is taken for a newer one, since PostgreSQL 10 has had no corrections since 2022. Nothing is said about a table that the same revision created, about DEFAULT NULL, and about defaults that differ from row to row, which have a rule for all versions (add-column-volatile-default).
    `,
    sources: [
      "https://www.postgresql.org/docs/10/static/sql-altertable.html#SQL-ALTERTABLE-NOTES",
      "https://www.postgresql.org/docs/release/11.0/",
    ],
    peers: [
      "squawk:adding-field-with-default",
      "strong_migrations:add_column_default",
      "django-migration-linter:ADD_COLUMN_WITH_DEFAULT",
    ],
    examples: [
      {
        title: "A state for every row",
        config: 'versions.postgres = "10"',
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("state", sa.Text(), server_default="new"))
            # ^^^^^^^^^^^^^ warning[add-column-default-pre-pg11]: Adds the column state to users with a default, which PostgreSQL 10 writes into every row.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("state", sa.Text()))
              op.alter_column("users", "state", server_default="new")


          def downgrade():
              op.drop_column("users", "state")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      const { column, table } = action;
      // A version that is not known counts as one that the rule is about.
      if (column.default === null || column.serial || ctx.isAtLeast("postgres", "11") !== "no") return;
      if (column.default.known) {
        const { value } = column.default;
        if (/^\(*\s*null\b/i.test(value) || defaultVolatility(value) !== "no") return;
      }
      const existing = existingTable(ctx, table);
      if (existing === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the ${columnPhrase(column.name)} to ${displayName(table)} with a default, which PostgreSQL ${ctx.analysis.postgres} writes into every row.`,
        why: "Nobody can read or write the table until it is done. Add the column without a default, set the default afterwards, and fill the rows in batches.",
        doubt: existing.doubt,
      });
    },
  },
});
