import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const changeServerDefault = defineRule({
  id: "change-server-default",
  since: "0.2.0",
  group: "columns",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Another default is for new rows only",
    why: md`
      Rows that exist keep their values, also NULL. Processes that run the former code and leave the column out of an INSERT get the new value from the moment of the commit; without a default they get NULL, or fail where the column is NOT NULL.
    `,
    instead:
      "Update the rows that are to have the new value, in batches. Drop a default only when no code that runs relies on it.",
    limits:
      "Nothing is said about a table that the same revision created, about a column that it added, about a default that the same revision sets and drops, and in `downgrade()`.",
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-DEFAULT"],
    peers: ["strong_migrations:change_column_default"],
    examples: [
      {
        title: "Another default",
        bad: py`
          def upgrade():
              op.alter_column("users", "lang", server_default="de")
                                             # ^^^^^^^^^^^^^^^^^^^ hint[change-server-default]: Gives the column lang of users another default, for new rows only.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("lang", sa.Text()))
              op.alter_column("users", "lang", server_default="de")


          def downgrade():
              op.drop_column("users", "lang")
        `,
      },
    ],
  },
  action: {
    setDefault(action, statement, ctx) {
      const { table, column } = action;
      check(
        { action, table, column, statement, what: (it) => `Gives the ${it} another default, for new rows only.` },
        ctx,
      );
    },
    dropDefault(action, statement, ctx) {
      const { table, column } = action;
      check(
        { action, table, column, statement, what: (it) => `Takes the default of the ${it} away, for new rows only.` },
        ctx,
      );
    },
  },
});

interface Change {
  readonly action: Action;
  readonly table: QualifiedName;
  readonly column: Static<string>;
  readonly statement: Statement;
  readonly what: (column: string) => string;
}

function check({ action, table, column, statement, what }: Change, ctx: RuleContext): void {
  const existing = existingTable(ctx, table);
  if (existing === null || ctx.direction === "downgrade" || !column.known) return;
  const others = ctx.statements.flatMap((it) => it.actions).filter((it) => it !== action);
  if (others.some((it) => isAbout(it, table, column.value))) return;
  ctx.report({
    at: placeOf(action, statement),
    what: what(`${columnPhrase(column)} of ${displayName(table)}`),
    why: "Rows that exist keep what they have. Update them in batches where they are to have another value.",
    doubt: existing.doubt,
  });
}

/** Adds the column, changes its default once more, or its type. */
function isAbout(action: Action, table: QualifiedName, column: string): boolean {
  switch (action.kind) {
    case "addColumn":
      return (
        sameName(action.table, table) !== "no" && (!action.column.name.known || action.column.name.value === column)
      );
    case "setDefault":
    case "dropDefault":
    case "alterColumnType":
      return sameName(action.table, table) !== "no" && (!action.column.known || action.column.value === column);
    case "update":
      return sameName(action.table, table) !== "no";
    default:
      return false;
  }
}
