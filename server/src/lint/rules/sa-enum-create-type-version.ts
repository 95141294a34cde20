import { callArguments } from "../../emit/symbolic-call.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { enumCalls, takeAsItIs } from "../enum-calls.ts";

export const saEnumCreateTypeVersion = defineRule({
  id: "sa-enum-create-type-version",
  since: "0.2.0",
  group: "types",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  versions: { sqlalchemy: { below: "2.1" } },
  docs: {
    summary: "`sa.Enum(…, create_type=False)` creates the type all the same before SQLAlchemy 2.1",
    why: md`
      Up to SQLAlchemy 2.0 the generic \`Enum\` ignores \`create_type\`: \`op.create_table\` sends CREATE TYPE, and fails where the type exists. Since 2.1 it is respected, and then fails where the type does not exist.
      The same migration does two things, depending on what is installed.
    `,
    instead: "`postgresql.ENUM(…, create_type=False)` means the same in every version.",
    limits:
      "Only `op.create_table` is looked at: `op.add_column` and `op.alter_column` never create types. Nothing is said where the project certainly has SQLAlchemy 2.1.",
    sources: [
      "https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#sqlalchemy.dialects.postgresql.ENUM.params.create_type",
    ],
    examples: [
      {
        title: "The generic type",
        bad: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum(name="state", create_type=False)))
            # ^^^^^^^^^^^^^^^ warning[sa-enum-create-type-version] +fix: create_type=False of sa.Enum is ignored before SQLAlchemy 2.1, so the type state is created.
        `,
        good: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", postgresql.ENUM(name="state", create_type=False)))


          def downgrade():
              op.drop_table("orders")
        `,
      },
    ],
  },
  on: {
    createTable(operation, ctx) {
      for (const it of enumCalls(operation)) {
        const flag = callArguments(it.call, []).get("create_type").value;
        if (!it.generic || flag?.type !== "bool" || flag.value) continue;
        ctx.report({
          at: operation.site.callee,
          what: `create_type=False of sa.Enum is ignored before SQLAlchemy 2.1, so the type ${displayName(it.name)} is created.`,
          why: "It fails where the type exists already. `postgresql.ENUM(…, create_type=False)` means the same in every version.",
          fixes: () => takeAsItIs(ctx.file, operation, it),
        });
      }
    },
  },
});
