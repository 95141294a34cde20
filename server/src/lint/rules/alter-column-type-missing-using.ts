import { displayName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { canAssign, canCast } from "../assignment-cast.ts";
import { changedType } from "../changed-type.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { fixMissingUsing } from "../fixes/fix-missing-using.ts";
import { placeOf } from "../place-of.ts";

export const alterColumnTypeMissingUsing = defineRule({
  id: "alter-column-type-missing-using",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A change of type that PostgreSQL does not make by itself needs USING",
    why: md`
      Without \`USING\`, PostgreSQL takes the values along only where one type can be assigned to the other. Text to a number, a date, \`uuid\`, \`jsonb\` or an enum, an integer to a boolean and back are refused, also on an empty table: \`column "…" cannot be cast automatically to type …\`.
    `,
    instead: md`
      Say how with \`postgresql_using="days::integer"\`, in SQL with \`USING days::integer\`. A value that is none of the new type ends the migration then, so look at the rows first.
    `,
    limits: md`
      The old type is that of the replayed schema, or \`existing_type=\`. Nothing is said where either type is not known, and about domains and types of extensions. Numbers among each other, anything to text, timestamps to dates, and json to jsonb are taken along and fine; all pairs of 41 types were asked of a server.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE",
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column.params.postgresql_using",
    ],
    examples: [
      {
        title: "Text becomes a number",
        bad: py`
          def upgrade():
              op.alter_column("users", "days", existing_type=sa.Text(), type_=sa.Integer())
                                                                      # ^^^^^^^^^^^^^^^^^^ error[alter-column-type-missing-using] +fix: PostgreSQL does not turn the column days of users from TEXT into INTEGER by itself.
        `,
        good: py`
          def upgrade():
              op.create_table("numbers", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("days", sa.Text()))
              op.alter_column("numbers", "days", type_=sa.Integer(), postgresql_using="days::integer")


          def downgrade():
              op.drop_table("numbers")
        `,
      },
    ],
  },
  action: {
    alterColumnType(action, statement, ctx) {
      const { table, column, using } = action;
      const change = using === null ? changedType(action, statement, ctx) : null;
      if (change === null || canAssign(change.from, change.to) !== false) return;
      const { fromText, toText } = change;
      const name = column.known ? quoteIdentifier(column.value) : "…";
      ctx.report({
        at: placeOf(action, statement),
        what: `PostgreSQL does not turn the ${columnPhrase(column)} of ${displayName(table)} from ${fromText} into ${toText} by itself.`,
        why: `The statement fails, also on an empty table. Say how with postgresql_using="${name}::${toText.toLowerCase()}", in SQL with USING.`,
        fixes: () => (canCast(change.from, change.to) ? fixMissingUsing(action, statement, ctx) : []),
      });
    },
  },
});
