import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const duplicateAssignment = defineRule({
  id: "duplicate-assignment",
  since: "0.2.0",
  group: "data",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "An UPDATE that sets a column twice fails",
    why: "PostgreSQL refuses it: `multiple assignments to same column`.",
    instead: "Set the column once.",
    limits: md`
      Elements of an array (\`SET a[1] = 1, a[2] = 2\`) and fields of a composite may be set one by one. Only SQL text is looked at: SQLAlchemy takes the last value.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-update.html"],
    peers: ["pgls:multiple-assignments"],
    examples: [
      {
        title: "The same column",
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET email = lower(email), email = trim(email) WHERE id = 1")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[duplicate-assignment]: Sets email of users twice.
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE users SET email = trim(lower(email)) WHERE id = 1")


          def downgrade():
              raise NotImplementedError("How the address was written is not known any more.")
        `,
      },
    ],
  },
  action: {
    update(action, statement, ctx) {
      const column = action.data?.assignedTwice;
      if (column == null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Sets ${column} of ${displayName(action.table)} twice.`,
        why: "PostgreSQL refuses it (multiple assignments to same column). Set it once.",
      });
    },
  },
});
