import { defaultVolatility } from "../../locks/default-volatility.ts";
import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { fixVolatileDefault } from "../fixes/fix-volatile-default.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const addColumnVolatileDefault = defineRule({
  id: "add-column-volatile-default",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A default that differs from row to row rewrites the whole table when the column is added",
    why: md`
      Since PostgreSQL 11 a new column with a constant default is added without touching the rows. A default that is computed for each row (\`gen_random_uuid()\`, \`clock_timestamp()\`, \`random()\`, \`nextval(…)\`)
      cannot be kept that way: the table and all its indexes are written anew, and nobody can read or write it meanwhile.
    `,
    instead: "Add the column without a default, set the default for new rows, and fill the old rows in batches.",
    limits: md`
      \`now()\`, \`CURRENT_TIMESTAMP\` and other functions that give one value for the whole statement are fine. Whether a function that is not PostgreSQL's own gives the same value for every row is not known: the finding is then information, and says so.
      Nothing is said about a table that the same revision created. Serial and identity columns are the matter of \`add-column-autoincrement\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: [
      "squawk:adding-field-with-default",
      "strong_migrations:add_column_default",
      "atlas:PG302",
      "pgfence:add-column-non-constant-default",
      "pg-migration-lint:PGM006",
      "migrationpilot:MP003",
      "alembic-guard:AG009",
    ],
    examples: [
      {
        title: "A key for every row",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("key", sa.UUID(), server_default=sa.func.gen_random_uuid()))
            # ^^^^^^^^^^^^^ warning[add-column-volatile-default] +fix: Adds the column key to users with a default that is computed for each row.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("key", sa.UUID()))
              op.alter_column("users", "key", server_default=sa.func.gen_random_uuid())


          def downgrade():
              op.drop_column("users", "key")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      const { column, table } = action;
      if (column.default?.known !== true || column.serial) return;
      const volatile = defaultVolatility(column.default.value);
      if (volatile === "no") return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      if (existing === null || effect?.rewrites === false) return;
      const unsure =
        volatile === "unknown" ? "whether the function gives another value for each row is not known." : null;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the ${columnPhrase(column.name)} to ${displayName(table)} with a default that is computed for each row.`,
        why: `The whole table and its indexes are written anew. ${waitingSentence(effect)} Add the column without a default, set the default afterwards, and fill the rows in batches.`,
        doubt: unsure ?? existing.doubt,
        ...(volatile === "unknown" ? { atMost: "hint" as const } : {}),
        fixes: () => (volatile === "yes" ? fixVolatileDefault(action, statement, ctx) : []),
      });
    },
  },
});
