import { displayName, sameName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";

export const renameColumn = defineRule({
  id: "rename-column",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A renamed column breaks the code that runs",
    why: md`
      The old name is gone in the moment in which the migration is committed. Processes that run the former code name it in their queries and fail: \`column "…" does not exist\`; code that knows the new name fails until then. There is no order of deployment in which both work.
    `,
    instead: md`
      Often the attribute can be renamed in the model alone: \`new_name = mapped_column("old_name")\`. Otherwise: add a column with the new name, keep both in step (by a trigger, or by writing both), move the readers, and drop the old one in a later revision.
    `,
    limits:
      "Nothing is said about a table that the same revision created, a column that it added, and in `downgrade()` about a rename that `upgrade()` made the other way round.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html",
      "https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html#naming-declarative-mapped-columns-explicitly",
    ],
    peers: [
      "squawk:renaming-column",
      "strong_migrations:rename_column",
      "django-migration-linter:RENAME_COLUMN",
      "atlas:BC102",
      "migrationpilot:MP010",
      "alembic-guard:AG004",
    ],
    examples: [
      {
        title: "Another name",
        bad: py`
          def upgrade():
              op.alter_column("users", "mail", new_column_name="email")
                                             # ^^^^^^^^^^^^^^^^^^^^^^^ warning[rename-column]: Renames the column mail of users to email.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("email", sa.Text()))


          def downgrade():
              op.drop_column("users", "email")
        `,
      },
    ],
  },
  action: {
    renameColumn(action, statement, ctx) {
      const { table, column, newName } = action;
      const existing = existingTable(ctx, table);
      const others = ctx.direction === "downgrade" ? ctx.otherStatements : ctx.statements;
      const actions = others.flatMap((it) => it.actions);
      const isUndone = actions.some(
        (it) =>
          it.kind === "renameColumn" &&
          sameName(it.table, table) === "yes" &&
          it !== action &&
          it.newName.known &&
          column.known &&
          it.newName.value === column.value,
      );
      const isAdded = ctx.statements
        .slice(0, Math.max(ctx.statements.indexOf(statement), 0))
        .some((it) =>
          it.actions.some(
            (one) =>
              one.kind === "addColumn" &&
              sameName(one.table, table) === "yes" &&
              one.column.name.known &&
              column.known &&
              one.column.name.value === column.value,
          ),
        );
      if (existing === null || isAdded || (isUndone && ctx.direction === "downgrade")) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Renames the ${columnPhrase(column)} of ${displayName(table)}${newName.known ? ` to ${newName.value}` : ""}.`,
        why: "Code that runs and knows the old name fails from that moment on. Rename the attribute in the model alone, or add a column with the new name and drop the old one later.",
        doubt: existing.doubt,
      });
    },
  },
});
