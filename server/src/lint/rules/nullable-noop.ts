import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { columnAt } from "../column-at.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const nullableNoop = defineRule({
  id: "nullable-noop",
  since: "0.2.0",
  group: "schema",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A column is made NOT NULL, or nullable, that is so already",
    why: md`
      The statement changes nothing, but takes the strongest lock on the table for it. Often another column was meant, or the model and the database had grown apart when the revision was generated.
    `,
    instead: "Delete the statement, or name the column that was meant.",
    limits: md`
      What the column is, is told by the revisions before. Nothing is said where something that could not be read may have changed it, about a statement under a condition, nor about a column that the same revision added before, and a call that changes something else of the column, too.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL"],
    examples: [
      {
        title: "A key is NOT NULL anyway",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "id", existing_type=sa.Integer(), nullable=False)
                                                                       # ^^^^^^^^^^^^^^ hint[nullable-noop]: The column id of users is NOT NULL already.
        `,
        good: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))


          def downgrade():
              op.drop_table("teams")
        `,
      },
    ],
  },
  action: {
    setNotNull(action, statement, ctx) {
      check(action.table, action.column, true, action, statement, ctx);
    },
    dropNotNull(action, statement, ctx) {
      check(action.table, action.column, false, action, statement, ctx);
    },
  },
});

function check(
  table: QualifiedName,
  column: Static<string>,
  notNull: boolean,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  if (!runsAlways(statement) || ctx.createdBefore(table) !== "no") return;
  const found = columnAt(ctx.schemaAt(statement), table, column);
  if (found?.exact !== true || found.column.notNull !== notNull) return;
  // The lock is needed anyway where the call changes something else.
  const { operation } = statement;
  if (operation?.directive === "alter_column" && ctx.statements.filter((it) => it.operation === operation).length > 1)
    return;
  // The revision itself may have made it so, for databases that differ.
  if (columnAt(ctx.schema, table, column)?.column.notNull !== notNull) return;
  const given = statement.operation?.args.get("nullable");
  ctx.report({
    at:
      given?.passed === "keyword"
        ? { start: given.keywordSpan?.start ?? given.span.start, end: given.span.end }
        : placeOf(action, statement),
    what: `The column ${found.column.name} of ${displayName(table)} is ${notNull ? "NOT NULL" : "nullable"} already.`,
    why: "The statement changes nothing, but waits for the strongest lock on the table. Delete it, or name the column that was meant.",
  });
}
