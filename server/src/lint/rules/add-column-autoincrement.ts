import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const addColumnAutoincrement = defineRule({
  id: "add-column-autoincrement",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A new serial or identity column gives every row a number, which rewrites the whole table",
    why: md`
      A column of type SERIAL, or one that is GENERATED AS IDENTITY, takes a number from its sequence for each row that exists. The table and all its indexes are written anew, and nobody can read or write it meanwhile.
      \`sa.Column(…, sa.Integer(), primary_key=True)\` in \`op.add_column\` is such a column: it becomes \`SERIAL NOT NULL\`.
    `,
    instead: md`
      Add a nullable \`bigint\`, create the sequence, set \`nextval(…)\` as the default for new rows, fill the old rows in batches, and make it a key with an index that was built concurrently (\`ADD CONSTRAINT … PRIMARY KEY USING INDEX\`).
    `,
    limits:
      "Nothing is said about a table that the same revision created. How many rows the table has is not known here.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
      "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL",
    ],
    peers: [
      "strong_migrations:add_column_auto_incrementing",
      "eugene:E11",
      "atlas:PG310",
      "pgfence:add-column-serial",
      "migrationpilot:MP015",
    ],
    examples: [
      {
        title: "A number for every row",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("number", sa.BigInteger(), sa.Identity()))
            # ^^^^^^^^^^^^^ warning[add-column-autoincrement]: Adds the column number to users, which numbers every row.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE SEQUENCE users_number_seq")
              op.add_column("users", sa.Column("number", sa.BigInteger()))
              op.alter_column("users", "number", server_default=sa.text("nextval('users_number_seq')"))


          def downgrade():
              op.drop_column("users", "number")
              op.execute("DROP SEQUENCE users_number_seq")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      const { column, table } = action;
      if (!column.serial && column.identity === null) return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      if (existing === null || effect?.rewrites === false) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the ${columnPhrase(column.name)} to ${displayName(table)}, which numbers every row.`,
        why: `The whole table and its indexes are written anew. ${waitingSentence(effect)} Add a nullable column, give it nextval() as the default afterwards, and fill the rows in batches.`,
        doubt: existing.doubt,
      });
    },
  },
});
