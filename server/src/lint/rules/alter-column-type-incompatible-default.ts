import { displayName } from "../../postgres/name.ts";
import { canAssign } from "../assignment-cast.ts";
import { changedType } from "../changed-type.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { fixIncompatibleDefault } from "../fixes/fix-incompatible-default.ts";
import { placeOf } from "../place-of.ts";

export const alterColumnTypeIncompatibleDefault = defineRule({
  id: "alter-column-type-incompatible-default",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A default that does not fit the new type ends the change of type",
    why: md`
      PostgreSQL takes the default of the column along to the new type, by the cast that it would make unasked: \`USING\` is for the rows and does not help. Text to an enum, a boolean to an integer: \`default for column "…" cannot be cast automatically to type …\`.
      \`op.alter_column(…, type_=…, server_default=…)\` fails as well, because Alembic changes the type first and the default afterwards.
    `,
    instead: "Drop the default, change the type, and set the new default, in three statements.",
    limits: md`
      The default is that of the replayed schema, so nothing is said where a revision does not tell of it; \`existing_server_default=\` alone is not believed. The fix is offered where the old default is a literal.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE"],
    examples: [
      {
        title: "A boolean becomes a number",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("active", sa.Boolean(), server_default=sa.false()))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "active", type_=sa.Integer(), postgresql_using="active::integer")
                                               # ^^^^^^^^^^^^^^^^^^ error[alter-column-type-incompatible-default] +fix: The default of the column active of users cannot become INTEGER.
        `,
        good: py`
          def upgrade():
              op.create_table("members", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("active", sa.Boolean(), server_default=sa.false()))
              op.alter_column("members", "active", server_default=None)
              op.alter_column("members", "active", type_=sa.Integer(), postgresql_using="active::integer")
              op.alter_column("members", "active", server_default=sa.text("0"))


          def downgrade():
              op.drop_table("members")
        `,
      },
    ],
  },
  action: {
    alterColumnType(action, statement, ctx) {
      const { table, column, using } = action;
      const change = using === null ? null : changedType(action, statement, ctx);
      if (change?.default == null || /^\(*null\b/i.test(change.default)) return;
      if (canAssign(change.from, change.to) !== false || column.known === false) return;
      // Commands of one ALTER TABLE are sorted: the default goes first.
      const dropsDefault = statement.actions.some(
        (it) => it.kind === "dropDefault" && it.column.known && it.column.value === column.value,
      );
      if (dropsDefault) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The default of the ${columnPhrase(column)} of ${displayName(table)} cannot become ${change.toText}.`,
        why: `The default ${change.default} is taken along by itself, without USING, and the statement fails. Drop the default, change the type, and set the new default.`,
        fixes: () => fixIncompatibleDefault(action, statement, change, ctx),
      });
    },
  },
});
