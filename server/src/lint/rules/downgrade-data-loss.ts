import { displayName, sameName } from "../../postgres/name.ts";
import { addsColumn } from "../adds-column.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const downgradeDataLoss = defineRule({
  id: "downgrade-data-loss",
  since: "0.2.0",
  group: "downgrade",
  severity: "information",
  recommended: false,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "The downgrade drops a table or column that the upgrade made, with what was written to it since",
    why: md`
      Between the upgrade and the downgrade the application has used the new table or column. Once the downgrade is committed, its rows or values are gone; another upgrade brings it back empty.
    `,
    instead: md`
      Where the data matters: copy it away first, or let the downgrade raise (\`raise NotImplementedError("…")\`) and write a new revision instead of going back.
    `,
    limits: md`
      It says so for almost every downgrade, as it must, and is therefore not asked unless it is selected: for teams that review downgrades before they run them. Drops of what the upgrade did not make are drop-table and drop-column.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-droptable.html"],
    examples: [
      {
        title: "A new column",
        config: 'select = ["recommended", "downgrade-data-loss"]',
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("nick", sa.Text()))


          def downgrade():
              op.drop_column("users", "nick")
            # ^^^^^^^^^^^^^^ information[downgrade-data-loss]: Drops the column nick of users with what was written to it since the upgrade.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("nick", sa.Text()))


          def downgrade():
              raise NotImplementedError("People have chosen their nicks.")
        `,
      },
    ],
  },
  action: {
    dropTable(action, statement, ctx) {
      if (ctx.direction !== "downgrade" || ctx.createdByOtherDirection(action.table) !== "yes") return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops the table ${displayName(action.table)} with the rows that it has got since the upgrade.`,
        why: "Another upgrade brings it back empty. Copy the rows away first where they matter.",
      });
    },
    dropColumn(action, statement, ctx) {
      if (ctx.direction !== "downgrade" || !action.column.known) return;
      // What goes with its table is said once.
      const goes = ctx.statements.some((it) =>
        it.actions.some((other) => other.kind === "dropTable" && sameName(other.table, action.table) !== "no"),
      );
      if (goes || addsColumn(ctx.otherStatements, action.table, action.column) !== "yes") return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops the column ${action.column.value} of ${displayName(action.table)} with what was written to it since the upgrade.`,
        why: "Another upgrade brings it back empty. Copy the values away first where they matter.",
      });
    },
  },
});
