import type { Operation } from "../../migration/operation.ts";
import { defineRule, py } from "../define-rule.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { removeArgument } from "../fixes/remove-argument.ts";

export const usingWithoutType = defineRule({
  id: "using-without-type",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`postgresql_using=` without `type_=` is refused by Alembic",
    why: "`USING` is a part of `ALTER COLUMN … TYPE`. Without a type Alembic raises `CommandError: postgresql_using must be used with the type_ parameter`, and the migration ends there.",
    instead: "Say the new type with `type_=`, or leave `postgresql_using=` out.",
    limits: "Nothing is said where `type_=` is given but not known.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column.params.postgresql_using",
    ],
    examples: [
      {
        title: "The new type is missing",
        bad: py`
          def upgrade():
              op.alter_column("users", "days", existing_type=sa.BigInteger(), postgresql_using="days::bigint")
                                                                            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[using-without-type]: postgresql_using= is given without type_=, which Alembic refuses.
        `,
        good: py`
          def upgrade():
              op.create_table("days", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("text", sa.Text()))
              op.alter_column("days", "text", type_=sa.BigInteger(), postgresql_using="text::bigint")


          def downgrade():
              op.drop_table("days")
        `,
      },
    ],
  },
  on: {
    alterColumn(operation, ctx) {
      const using = operation.kw.get("postgresql_using") ?? operation.args.get("postgresql_using");
      if (using?.keywordSpan == null || using.value.type === "none" || operation.openArguments !== null) return;
      const type = operation.args.get("type_");
      if (type !== undefined && type.value.type !== "none") return;
      const at = { start: using.keywordSpan.start, end: using.span.end };
      ctx.report({
        at,
        what: "postgresql_using= is given without type_=, which Alembic refuses.",
        why: "The migration ends here with a CommandError. Say the new type with type_=, or leave postgresql_using= out.",
        fixes: () =>
          canRemove(operation) && isWrittenOnce(ctx.file, operation)
            ? [
                {
                  title: "Remove postgresql_using=",
                  applicability: "suggested",
                  edits: [removeArgument(ctx.file.module, ctx.file.path, at)],
                },
              ]
            : [],
      });
    },
  },
});

/** Without anything else to change, what is missing is the type. */
function canRemove(operation: Operation): boolean {
  return ["nullable", "server_default", "new_column_name", "comment"].some((it) => operation.args.has(it));
}
