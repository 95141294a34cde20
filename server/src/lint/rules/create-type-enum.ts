import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const createTypeEnum = defineRule({
  id: "create-type-enum",
  since: "0.2.0",
  group: "types",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A native enum type: values can be added and renamed, but never removed",
    why: md`
      To take a value away, or to change the order, the type has to be made anew and every column rewritten. Autogenerate sees no change of the values, and a type outlives its table. Some teams therefore want a lookup table or a text with a CHECK instead.
    `,
    instead: md`
      \`sa.Enum(…, native_enum=False, create_constraint=True)\`: a text column with a CHECK, which a migration can change like any other constraint. Or a table of the values, and a foreign key.
    `,
    limits: "Off by default: it is a matter of taste.",
    sources: [
      "https://www.postgresql.org/docs/current/datatype-enum.html",
      "https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.Enum",
    ],
    examples: [
      {
        title: "A native type",
        config: 'select = ["create-type-enum"]',
        bad: py`
          def upgrade():
              op.execute("CREATE TYPE mood AS ENUM ('calm', 'glad')")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[create-type-enum]: Creates the enum type mood.
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "days",
                  sa.Column("id", sa.BigInteger(), primary_key=True),
                  sa.Column("mood", sa.Enum("calm", "glad", name="mood", native_enum=False, create_constraint=True)),
              )


          def downgrade():
              op.drop_table("days")
        `,
      },
    ],
  },
  action: {
    createEnum(action, statement, ctx) {
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the enum type ${displayName(action.type)}.`,
        why: "No value of it can ever be removed, and autogenerate does not see its changes. A text with a CHECK (native_enum=False) or a table of the values can be changed.",
      });
    },
  },
});
