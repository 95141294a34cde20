import { displayName } from "../../postgres/name.ts";
import { addsColumn } from "../adds-column.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const dropColumn = defineRule({
  id: "drop-column",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`op.drop_column` or `DROP COLUMN` removes a column with its values",
    why: md`
      The values are gone once the migration is committed; a downgrade brings back an empty column at best.
      Processes that run the former code name every mapped column in their queries, so they fail at once: \`column "…" does not exist\`.
    `,
    instead: md`
      Take two steps. First deploy code that does not use the column any more and does not map it (\`exclude_properties\` of the mapper, or without the attribute; a NOT NULL column needs a default by then). Drop it in a later revision.
    `,
    limits: md`
      Nothing is said about a column that the same revision added before, about a table that it created, and in \`downgrade()\` about what \`upgrade()\` added. Whether any code still uses the column is not looked at.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN",
      "https://docs.sqlalchemy.org/en/20/orm/mapping_columns.html",
    ],
    peers: [
      "squawk:ban-drop-column",
      "strong_migrations:remove_column",
      "django-migration-linter:DROP_COLUMN",
      "atlas:DS103",
      "pgfence:drop-column",
      "pg-migration-lint:PGM009",
      "migrationpilot:MP017",
      "alembic-guard:AG005",
    ],
    examples: [
      {
        title: "A column that is not needed any more",
        bad: py`
          def upgrade():
              op.drop_column("users", "fax")
            # ^^^^^^^^^^^^^^ warning[drop-column]: Drops the column fax of users with its values.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("note", sa.Text()))


          def downgrade():
              op.drop_column("users", "note")
        `,
      },
    ],
  },
  action: {
    dropColumn(action, statement, ctx) {
      const { table, column } = action;
      const upTo = ctx.statements.indexOf(statement);
      const earlier = addsColumn(ctx.statements.slice(0, Math.max(upTo, 0)), table, column);
      if (ctx.createdBefore(table) === "yes" || earlier === "yes") return;
      const other = ctx.direction === "downgrade" ? addsColumn(ctx.otherStatements, table, column) : "no";
      const undone = ctx.direction === "downgrade" ? ctx.createdByOtherDirection(table) : "no";
      if (other === "yes" || undone === "yes") return;
      const isSure = [ctx.createdBefore(table), earlier, other, undone].every((it) => it === "no");
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops ${column.known ? `the column ${column.value}` : "a column"} of ${displayName(table)} with its values.`,
        why:
          ctx.direction === "upgrade"
            ? "Code that still maps the column fails at once, and a downgrade brings it back empty. Deploy code without it first, then drop it in a later revision."
            : "The upgrade did not add it, so the downgrade takes away more than the upgrade brought.",
        doubt: isSure ? null : "whether this revision itself added the column cannot be told without running it.",
      });
    },
  },
});
