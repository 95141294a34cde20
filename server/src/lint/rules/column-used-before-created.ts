import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { createdLater } from "../created-later.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { ActionHandlers, RuleContext } from "../rule.ts";
import { usedColumns } from "../used-columns.ts";

const kinds = [
  "alterColumnType",
  "setNotNull",
  "dropNotNull",
  "setDefault",
  "dropDefault",
  "createIndex",
  "addConstraint",
  "update",
  "comment",
] as const satisfies readonly Action["kind"][];

export const columnUsedBeforeCreated = defineRule({
  id: "column-used-before-created",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A column is used above the statement that adds it",
    why: md`
      \`column "…" does not exist\`: the statements of a function run from top to bottom. Autogenerate may write indexes and constraints above the column that they need, and a batch block runs its operations at its end, below plain \`op\` calls that stand in it.
    `,
    instead: "Move the statement below the one that adds the column.",
    limits: md`
      It needs no history: either this statement fails, or the one that adds the column, because it is there already. Nothing is said when the column or its table is dropped or renamed between the two, or when something between them cannot be read, nor about statements under a condition.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/batch.html"],
    examples: [
      {
        title: "The index comes first",
        bad: py`
          def upgrade():
              op.create_unique_constraint("uq_users_nick", "users", ["nick"])
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[column-used-before-created]: Uses the column nick of users, which is added only further down in this function.
              op.add_column("users", sa.Column("nick", sa.Text()))
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("nick", sa.Text()))
              op.execute("COMMENT ON COLUMN users.nick IS 'What friends say.'")


          def downgrade():
              op.drop_column("users", "nick")
        `,
      },
    ],
  },
  action: Object.fromEntries(kinds.map((kind) => [kind, check])) as ActionHandlers,
});

function check(action: Action, statement: Statement, ctx: RuleContext): void {
  if (!runsAlways(statement)) return;
  for (const { table, column } of usedColumns(action)) {
    if (!column.known || createdLater(ctx, statement, table, column.value) === null) continue;
    ctx.report({
      at: placeOf(action, statement),
      what: `Uses the column ${column.value} of ${displayName(table)}, which is added only further down in this function.`,
      why: "Either this statement fails, since the column does not exist yet, or the later one does. Change their order.",
    });
    return;
  }
}
