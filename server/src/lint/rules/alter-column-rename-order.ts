import { displayName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { columnAt } from "../column-at.ts";
import { defineRule, md, py } from "../define-rule.ts";

export const alterColumnRenameOrder = defineRule({
  id: "alter-column-rename-order",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "`op.alter_column` renames last, so `postgresql_using=` must name the old column",
    why: md`
      One call with \`new_column_name=\` and other changes sends a statement for each: type, NOT NULL, default, comment, and the new name at the end. An expression in \`postgresql_using=\` that names the column by its new name fails: \`column "…" does not exist\`.
    `,
    instead: "Name the column by its old name, or rename it in a call of its own.",
    limits: md`
      The catalogue of this rule once had every call that renames and changes something else as a finding. On a server they all work as they are meant, so only the expression that cannot work is reported. Nothing is said where another column of the table has the new name.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column"],
    examples: [
      {
        title: "The new name comes too early",
        bad: py`
          def upgrade():
              op.alter_column("users", "length", new_column_name="size", type_=sa.Integer(), postgresql_using="size::integer")
                                                                                           # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[alter-column-rename-order]: postgresql_using= names the column size of users, which has this name only afterwards.
        `,
        good: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("length", sa.Text()))
              op.alter_column("users", "length", new_column_name="size", type_=sa.Integer(), postgresql_using="length::integer")


          def downgrade():
              op.drop_table("users")
        `,
      },
    ],
  },
  action: {
    alterColumnType(action, statement, ctx) {
      const { operation } = statement;
      const { table, using } = action;
      if (operation?.directive !== "alter_column" || using?.known !== true) return;
      const renames = ctx.statements
        .filter((it) => it.operation === operation)
        .flatMap((it) => it.actions)
        .find((it) => it.kind === "renameColumn");
      const argument = operation.kw.get("postgresql_using") ?? operation.args.get("postgresql_using");
      if (renames?.newName.known !== true || argument?.keywordSpan == null || !action.column.known) return;
      const name = renames.newName.value;
      if (name === action.column.value || !namesColumn(using.value, name)) return;
      if (columnAt(ctx.schemaAt(statement), table, renames.newName) !== null) return;
      ctx.report({
        at: { start: argument.keywordSpan.start, end: argument.span.end },
        what: `postgresql_using= names the column ${name} of ${displayName(table)}, which has this name only afterwards.`,
        why: `Alembic changes the type first and renames last, so the statement fails. Name the column ${action.column.value}.`,
      });
    },
  },
});

/** A name that stands for a column: no call, no type behind a cast, no text. */
function namesColumn(expression: string, name: string): boolean {
  const plain = expression.replace(/'(?:[^']|'')*'/g, "''");
  const quoted = quoteIdentifier(name);
  const words = plain.matchAll(/(::\s*)?("(?:[^"]|"")+"|[A-Za-z_][\w$]*)(\s*\()?/g);
  return [...words].some(([, cast, word, call]) => {
    if (cast !== undefined || call !== undefined) return false;
    return word === quoted || word?.toLowerCase() === quoted;
  });
}
