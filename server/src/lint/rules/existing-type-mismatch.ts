import { defineRule, md, py } from "../define-rule.ts";
import { existingColumn } from "../existing-column.ts";
import { existingTypeDiffers } from "../existing-differs.ts";
import type { Fix } from "../finding.ts";
import { styleOf } from "../fixes/generate-downgrade.ts";
import { restoreStyle } from "../fixes/restore-style.ts";
import { restoredType } from "../fixes/restored-type.ts";

export const existingTypeMismatch = defineRule({
  id: "existing-type-mismatch",
  since: "0.2.0",
  group: "schema",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`existing_type=` says another type than the column has",
    why: md`
      PostgreSQL is sent nothing of it, so nothing fails. But the downgrade that somebody writes by it restores a type that the column never had, and on MySQL the column gets it. It shows that the author's picture of the table, often a model that has grown apart from the database, was another one.
    `,
    instead: "The type that the column has at this point, or leave the argument out where only PostgreSQL is used.",
    limits: md`
      The type is told by the revisions before. Types of PostgreSQL are compared, with their length where the call changes the type, and without it elsewhere. Nothing is said about types of one's own (enums, domains, a TypeDecorator), nor where something that could not be read may have changed the column.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column.params.existing_type",
    ],
    examples: [
      {
        title: "A column that was changed before",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.Integer(), server_default="")
                                                            # ^^^^^^^^^^^^ information[existing-type-mismatch] +fix: The column email of users is text, not integer.
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), server_default="")


          def downgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), server_default=None)
        `,
      },
    ],
  },
  on: {
    alterColumn(operation, ctx) {
      const given = operation.args.get("existing_type");
      if (given === undefined || given.passed === "default" || given.value.type === "none") return;
      const found = existingColumn(operation, ctx);
      const difference = found === null ? null : existingTypeDiffers(operation, found.column);
      const changesType = operation.args.get("type_")?.passed === "keyword";
      if (found === null || difference === null) return;
      const { held, written } = difference;
      const { type } = found.column;
      if (!changesType && held.base === written.base) return;
      const { file } = ctx;
      ctx.report({
        at: given.span,
        what: `The column ${found.column.name} of ${found.table.name} is ${held.text}, not ${written.text}.`,
        why: "PostgreSQL is sent nothing of existing_type, but a downgrade that is written by it restores a type that the column never had.",
        fixes: (): readonly Fix[] => {
          const style = restoreStyle(styleOf(file), { keepsNames: false });
          const state = ctx.schema;
          const type_ = state === null ? null : restoredType(type, state, style);
          if (type_ === null || given.passed !== "keyword") return [];
          return [
            {
              title: `Change existing_type to ${type_}`,
              applicability: "suggested",
              edits: [{ file: file.path, span: given.span, text: type_ }],
            },
          ];
        },
      });
    },
  },
});
