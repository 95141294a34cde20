import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const duplicateConstraintName = defineRule({
  id: "duplicate-constraint-name",
  since: "0.2.0",
  group: "constraints",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A table has a constraint of that name already",
    why: md`
      \`constraint "…" for relation "…" already exists\` ends the migration. All constraints of a table share their names, whatever their kind; those of other tables do not matter.
    `,
    instead: "Another name, or drop the former constraint before.",
    limits: md`
      Looked at are foreign keys and CHECKs that are added to a table; the index of a primary key or unique constraint is duplicate-index-name. Nothing is said about a statement under a condition, about tables that no revision creates, nor where something that could not be read may have taken the constraint away.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    examples: [
      {
        title: "Two constraints of one name",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("days", sa.Integer()), sa.CheckConstraint("days > 0", name="ck_days"))
        `,
        bad: py`
          def upgrade():
              op.create_check_constraint("ck_days", "users", "days < 9", postgresql_not_valid=True)
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[duplicate-constraint-name]: The table users has a constraint ck_days already.
        `,
        good: py`
          def upgrade():
              op.create_check_constraint("ck_few_days", "users", "days < 9", postgresql_not_valid=True)


          def downgrade():
              op.drop_constraint("ck_few_days", "users", type_="check")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { name, type } = action.constraint;
      if ((type !== "check" && type !== "foreignKey") || name?.known !== true) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, action.table);
      const isConditional = (statement.operation?.site.conditions.length ?? 1) > 0;
      if (found?.answer !== "yes" || !found.exact || isConditional) return;
      if (!found.table.constraints.some((it) => it.name === name.value)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The table ${displayName(action.table)} has a constraint ${name.value} already.`,
        why: "The statement fails. Choose another name, or drop the former constraint before.",
      });
    },
  },
});
