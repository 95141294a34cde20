import { displayName } from "../../postgres/name.ts";
import { columnAt } from "../column-at.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";

export const dropNotNull = defineRule({
  id: "drop-not-null",
  since: "0.2.0",
  group: "columns",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Code that reads the column may not expect NULL",
    why: md`
      The statement itself is quick. But processes that run the former code, and readers such as reports, may rely on a value; and once the first NULL is stored, \`downgrade()\` cannot set NOT NULL again.
    `,
    instead:
      "Deploy code that can read NULL first. In `downgrade()`, give the rows a value before NOT NULL is set again.",
    limits: md`
      Nothing is said about a table that the same revision created, about a column that is known to be nullable already, and in \`downgrade()\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL"],
    peers: ["squawk:ban-drop-not-null", "pgfence:drop-not-null", "migrationpilot:MP029"],
    examples: [
      {
        title: "A value that may be missing from now on",
        bad: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), nullable=True)
                                                                       # ^^^^^^^^^^^^^ information[drop-not-null]: The column email of users may be NULL from now on.
        `,
        good: py`
          def upgrade():
              op.create_table("carts", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("n", sa.Integer(), nullable=False))
              op.alter_column("carts", "n", existing_type=sa.Integer(), nullable=True)


          def downgrade():
              op.drop_table("carts")
        `,
      },
    ],
  },
  action: {
    dropNotNull(action, statement, ctx) {
      const { table, column } = action;
      const existing = existingTable(ctx, table);
      if (ctx.direction === "downgrade" || existing === null) return;
      const before = columnAt(ctx.schemaAt(statement), table, column);
      if (before?.exact === true && !before.column.notNull) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The ${columnPhrase(column)} of ${displayName(table)} may be NULL from now on.`,
        why: "Code that runs may rely on a value. Deploy code that can read NULL first.",
        doubt: existing.doubt,
      });
    },
  },
});
