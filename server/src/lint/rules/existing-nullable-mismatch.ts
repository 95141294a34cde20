import { defineRule, md, py } from "../define-rule.ts";
import { existingColumn } from "../existing-column.ts";
import { existingNullableDiffers } from "../existing-differs.ts";

export const existingNullableMismatch = defineRule({
  id: "existing-nullable-mismatch",
  since: "0.2.0",
  group: "schema",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`existing_nullable=` says the opposite of what the column is",
    why: md`
      PostgreSQL is sent nothing of it, so nothing fails. But on MySQL the column becomes what the argument says, and it shows that the author's picture of the table, often a model that has grown apart from the database, was another one.
    `,
    instead: "What the column is at this point, or leave the argument out where only PostgreSQL is used.",
    limits: md`
      What the column is, is told by the revisions before. Nothing is said where something that could not be read may have changed the column, nor about a call under a condition.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column.params.existing_nullable",
    ],
    examples: [
      {
        title: "A column that every row has",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text(), nullable=False))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "email", server_default="", existing_nullable=True)
                                                                                   # ^^^^ information[existing-nullable-mismatch] +fix: The column email of users is NOT NULL.
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "email", server_default="", existing_nullable=False)


          def downgrade():
              op.alter_column("users", "email", server_default=None, existing_nullable=False)
        `,
      },
    ],
  },
  on: {
    alterColumn(operation, ctx) {
      const given = operation.args.get("existing_nullable");
      if (given === undefined || given.passed === "default" || given.value.type !== "bool") return;
      const found = existingColumn(operation, ctx);
      if (found === null || !existingNullableDiffers(operation, found.column)) return;
      const { notNull, name } = found.column;
      ctx.report({
        at: given.span,
        what: `The column ${name} of ${found.table.name} is ${notNull ? "NOT NULL" : "nullable"}.`,
        why: "PostgreSQL is sent nothing of existing_nullable, but other databases change the column by it. Say what it is, or leave it out.",
        fixes: () =>
          given.passed === "keyword"
            ? [
                {
                  title: `Change existing_nullable to ${notNull ? "False" : "True"}`,
                  applicability: "suggested",
                  edits: [{ file: ctx.file.path, span: given.span, text: notNull ? "False" : "True" }],
                },
              ]
            : [],
      });
    },
  },
});
