import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const enumRenameValue = defineRule({
  id: "enum-rename-value",
  since: "0.2.0",
  group: "types",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Renaming a value of an enum type breaks the processes that still use its old name",
    why: md`
      The rename is at once true for every row. Processes that run the former code fail from then on: writing the old name is \`invalid input value for enum\`, and SQLAlchemy's \`Enum\` refuses the new name when it reads a row (LookupError).
    `,
    instead: "Add the new value, deploy code that knows both, change the rows, and leave the old value unused.",
    limits: "Whether any code uses the value is not looked at.",
    sources: ["https://www.postgresql.org/docs/current/sql-altertype.html"],
    peers: ["strong_migrations:rename_enum_value"],
    examples: [
      {
        title: "A better word",
        bad: py`
          def upgrade():
              op.execute("ALTER TYPE state RENAME VALUE 'payed' TO 'paid'")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[enum-rename-value]: Renames the value payed of an enum type.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")


          def downgrade():
              raise NotImplementedError("PostgreSQL cannot take a value away.")
        `,
      },
    ],
  },
  action: {
    renameEnumValue(action, statement, ctx) {
      const value = action.value.known ? `the value ${action.value.value}` : "a value";
      ctx.report({
        at: placeOf(action, statement),
        what: `Renames ${value} of an enum type.`,
        why: "Running code that writes the old name fails at once, and code that does not know the new one fails when it reads it. Add a value instead.",
      });
    },
  },
});
