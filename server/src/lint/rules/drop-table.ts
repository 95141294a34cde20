import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const dropTable = defineRule({
  id: "drop-table",
  since: "0.1.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`op.drop_table` or `DROP TABLE` removes a table and all its rows",
    why: md`
      Once the migration is committed, the rows are gone: \`downgrade()\` can create the table again, but it is empty.
      Processes that still run the former code fail as soon as they read or write the table.
      While it is dropped, PostgreSQL waits for every transaction that uses the table, and for those on the tables that its foreign keys refer to, and lets no new one in.
    `,
    instead: md`
      Take two steps. First deploy code that no longer uses the table. Later, when you are sure, drop it in a revision of its own, after a backup.
      Where you are not sure yet, \`op.rename_table("carts", "carts_unused")\` keeps the rows, and its way back is as short.
    `,
    limits: md`
      Nothing is said about a table that the same revision created before, and in \`downgrade()\` nothing about a table that \`upgrade()\` creates.
      Other drops in \`downgrade()\` are information. When the name of the table, or whether this revision created it, cannot be known without running Python, the finding is information and says so.
      Whether any code still uses the table is not looked at.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-droptable.html",
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.drop_table",
    ],
    peers: [
      "squawk:ban-drop-table",
      "django-migration-linter:DROP_TABLE",
      "atlas:DS102",
      "pgfence:drop-table",
      "pg-migration-lint:PGM201",
      "migrationpilot:MP026",
      "alembic-guard:AG005",
    ],
    examples: [
      {
        title: "An operation",
        bad: py`
          def upgrade():
              op.drop_table("carts")
            # ^^^^^^^^^^^^^ warning[drop-table]: Drops the table carts with all its rows.
        `,
        good: py`
          def upgrade():
              # Nothing has read or written it since the last deployment, and there is a backup.
              op.drop_table("carts")  # limbeck: ignore[drop-table] agreed with the team


          def downgrade():
              raise NotImplementedError("The rows are in the backup.")
        `,
      },
      {
        title: "SQL",
        bad: py`
          def upgrade():
              op.execute("DROP TABLE IF EXISTS carts CASCADE")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[drop-table]: Drops the table carts with all its rows, and everything that depends on it.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE carts_new (id bigint PRIMARY KEY)")
              op.execute("DROP TABLE carts_new")


          def downgrade():
              raise NotImplementedError("Nothing remains of this revision.")
        `,
      },
    ],
  },
  action: {
    dropTable(action, statement, ctx) {
      const created = ctx.createdBefore(action.table);
      const undone = ctx.direction === "downgrade" ? ctx.createdByOtherDirection(action.table) : "no";
      if (created === "yes" || undone === "yes") return;
      const name = action.table.name.known ? `the table ${displayName(action.table)}` : "a table";
      const dependents = action.cascade ? ", and everything that depends on it" : "";
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops ${name} with all its rows${dependents}.`,
        why:
          ctx.direction === "upgrade"
            ? "A downgrade brings back an empty table at best, and code that still uses it fails at once. " +
              "Deploy code without it first, then drop it in a later revision, after a backup."
            : "The upgrade did not create it, so the downgrade takes away more than the upgrade brought.",
        doubt: doubtOf(created, undone),
      });
    },
  },
});

function doubtOf(created: string, undone: string): string | null {
  if (created === "no" && undone === "no") return null;
  return "whether this revision itself created the table cannot be told without running it.";
}
