import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import type { DataDetail } from "../../postgres/data-detail.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const duplicateAssignment = defineRule({
  id: "duplicate-assignment",
  since: "0.2.0",
  group: "data",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A statement that sets or lists a column twice fails",
    why: "PostgreSQL refuses it: `multiple assignments to same column` for SET, `column … specified more than once` for the columns of INSERT and CREATE TABLE.",
    instead: "Name the column once.",
    limits: md`
      Elements of an array (\`SET a[1] = 1, a[2] = 2\`) and fields of a composite may be set one by one. Of UPDATE and INSERT only SQL text is looked at: SQLAlchemy takes the last value.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-update.html",
      "https://www.postgresql.org/docs/current/sql-insert.html",
    ],
    peers: ["squawk:ban-duplicate-column-assignments", "pgls:multiple-assignments"],
    examples: [
      {
        title: "The same column",
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET email = lower(email), email = trim(email) WHERE id = 1")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[duplicate-assignment]: Names email of users twice.
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE users SET email = trim(lower(email)) WHERE id = 1")


          def downgrade():
              raise NotImplementedError("How the address was written is not known any more.")
        `,
      },
    ],
  },
  action: {
    update: (action, statement, ctx) => setTwice(action, action.table, statement, ctx),
    insert: (action, statement, ctx) => setTwice(action, action.tables[0], statement, ctx),
    createTable(action, statement, ctx) {
      const names = action.columns.flatMap(({ name }) => (name.known ? [name.value] : []));
      const column = names.find((it, index) => names.indexOf(it) !== index);
      if (column === undefined) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Gives ${displayName(action.table)} the column ${column} twice.`,
        why: "The statement fails (column specified more than once). Keep one of them.",
      });
    },
  },
});

function setTwice(
  action: Action & { readonly data?: DataDetail },
  table: QualifiedName | undefined,
  statement: Statement,
  ctx: RuleContext,
): void {
  const column = action.data?.assignedTwice;
  if (column == null || table === undefined) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Names ${column} of ${displayName(table)} twice.`,
    why: "PostgreSQL refuses it. Name the column once.",
  });
}
