import { type ColumnCall, columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import type { CallArgument } from "../../python/host.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { replacePythonDefault } from "../fixes/replace-python-default.ts";
import type { RuleContext } from "../rule.ts";

export const addColumnPythonDefault = defineRule({
  id: "add-column-python-default",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`default=` of a column in a migration does not reach the database",
    why: md`
      \`default=\`, \`insert_default=\` and \`onupdate=\` are applied by SQLAlchemy when the application inserts or updates a row. They are not part of \`ALTER TABLE\`:
      the rows that exist get NULL, and so do rows that something else inserts. \`op.alter_column(…, default=…)\` is accepted and does nothing at all.
    `,
    instead: "Say `server_default=`, and keep `default=` in the model where Python needs it.",
    limits: md`
      Only the columns of \`op.add_column\` are looked at, and \`op.alter_column\`. In \`op.create_table\` there are no rows yet, and \`op.bulk_insert\` into the table that it returns does use \`default=\`.
      Nothing is said where \`server_default=\` stands beside it, or where a later statement of the same direction updates the column. A NOT NULL column without a server default is the matter of \`add-column-not-null-without-default\`, which names \`default=\` too.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/core/defaults.html#python-executed-functions",
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.add_column",
    ],
    examples: [
      {
        title: "A column whose default only Python knows",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("visits", sa.Integer(), default=0))
                                                                     # ^^^^^^^^^ warning[add-column-python-default] +fix: default= of the column visits does not reach the database.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("visits", sa.Integer(), server_default=sa.text("0")))


          def downgrade():
              op.drop_column("users", "visits")
        `,
      },
    ],
  },
  on: {
    addColumn(operation, ctx) {
      const column = columnOf(operation.args.get("column")?.value);
      if (column === undefined || column.serverDefault !== null || column.identity !== null || column.computed !== null)
        return;
      if (isFilled(operation, column, ctx)) return;
      const required = column.nullable?.known === true && !column.nullable.value;
      for (const name of ["default", "insert_default", "onupdate"] as const) {
        const argument = column.keywords.get(name);
        if (argument === undefined || argument.value.type === "none" || (required && name !== "onupdate")) continue;
        reportColumn(name, argument, column, operation, ctx);
      }
    },
    alterColumn(operation, ctx) {
      for (const name of ["default", "onupdate"]) {
        const argument = operation.kw.get(name);
        if (argument === undefined || argument.keywordSpan === null) continue;
        ctx.report({
          at: { start: argument.keywordSpan.start, end: argument.span.end },
          what: `${name}= of op.alter_column does nothing.`,
          why: `Alembic takes the argument and ignores it. ${name === "default" ? "For a default of the database say `server_default=`; for one of Python change the model." : "It belongs in the model."}`,
        });
      }
    },
  },
});

function reportColumn(
  name: "default" | "insert_default" | "onupdate",
  argument: CallArgument,
  column: ColumnCall,
  operation: Operation,
  ctx: RuleContext,
): void {
  const fills = name !== "onupdate";
  ctx.report({
    at: { start: argument.nameSpan?.start ?? argument.span.start, end: argument.span.end },
    what: `${name}= of the ${columnPhrase(column.name)} does not reach the database.`,
    why: fills
      ? "SQLAlchemy applies it when the application inserts a row; the rows that exist get NULL. Say `server_default=`, which is part of ALTER TABLE."
      : "SQLAlchemy applies it when the application updates a row; in a migration it says nothing. It belongs in the model.",
    ...(fills ? {} : { atMost: "hint" as const }),
    fixes: () => (fills ? replacePythonDefault(argument, column, operation, ctx) : []),
  });
}

/** Does a later statement give the rows a value, so that only new ones are left to Python? */
function isFilled(operation: Operation, column: ColumnCall, ctx: RuleContext): boolean {
  const later = ctx.statements.filter((it) => (it.operation?.index ?? 0) > operation.index);
  return later.some(({ actions }) =>
    actions.some(
      (it) =>
        it.kind === "update" &&
        it.columns.some((one) => !one.known || !column.name.known || one.value === column.name.value),
    ),
  );
}
