import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { moveBehind } from "../fixes/move-statement.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { isNewAndEmpty } from "../value-of-new-column.ts";

export const backfillAfterNotNull = defineRule({
  id: "backfill-after-not-null",
  since: "0.2.0",
  group: "data",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "An UPDATE that fills a column comes behind the statement that sets it NOT NULL",
    why: md`
      \`SET NOT NULL\` looks at every row, and fails at the first that has no value: \`column "…" of relation "…" contains null values\`. It works where the table is empty, and fails on the first real one.
    `,
    instead: "Fill the column first, then set it NOT NULL.",
    limits: md`
      Certain for a column that the same revision has added without a value. For other columns the rule speaks, as a warning, when the UPDATE looks for the rows where the column \`IS NULL\`, of which there can be none any more.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    examples: [
      {
        title: "The wrong order",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.alter_column("users", "plan", nullable=False)
              op.execute("UPDATE users SET plan = 'free' WHERE plan IS NULL")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[backfill-after-not-null] +fix: Fills plan of users after it was set NOT NULL.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text(), nullable=False, server_default="free"))


          def downgrade():
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  action: {
    update(action, statement, ctx) {
      const { table, columns } = action;
      for (const column of columns) {
        const set = notNullBefore(table, column, statement, ctx);
        if (set === null || !column.known) continue;
        const isEmpty = isNewAndEmpty(table, column, set, ctx);
        if (!isEmpty && !(action.data?.nulls.includes(column.value) ?? false)) continue;
        ctx.report({
          at: placeOf(action, statement),
          what: `Fills ${column.value} of ${displayName(table)} after it was set NOT NULL.`,
          why: isEmpty
            ? "SET NOT NULL fails as soon as the table has a row, because no row has a value yet. Fill the column before."
            : "SET NOT NULL fails when a row has no value; behind it, there is none to fill. Fill the column before.",
          ...(isEmpty ? {} : { atMost: "warning" as const }),
          fixes: () => fillBefore(set, statement, ctx),
        });
        return;
      }
    },
  },
});

/** The statement that sets the column NOT NULL, when no UPDATE of it stands before that one. */
function notNullBefore(
  table: QualifiedName,
  column: Static<string>,
  statement: Statement,
  { statements }: RuleContext,
): Statement | null {
  const earlier = statements.slice(0, statements.indexOf(statement));
  const isIt = (it: Static<string>): boolean => it.known && column.known && it.value === column.value;
  const at = earlier.findIndex((it) =>
    it.actions.some((one) => one.kind === "setNotNull" && sameName(one.table, table) === "yes" && isIt(one.column)),
  );
  const filled = earlier
    .slice(0, Math.max(at, 0))
    .some((it) =>
      it.actions.some((one) => one.kind === "update" && sameName(one.table, table) !== "no" && one.columns.some(isIt)),
    );
  return filled ? null : (earlier[at] ?? null);
}

function fillBefore({ operation: set }: Statement, { operation }: Statement, ctx: RuleContext): readonly Fix[] {
  const isAlone = (of: typeof set): boolean => ctx.statements.filter((it) => it.operation === of).length === 1;
  if (set === null || operation === null || !isAlone(set) || !isAlone(operation)) return [];
  const edits = moveBehind(set, operation, ctx);
  return edits === null ? [] : [{ title: "Set it NOT NULL afterwards", applicability: "suggested", edits }];
}
