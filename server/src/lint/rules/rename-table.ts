import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { keepOldName } from "../fixes/keep-old-name.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const renameTable = defineRule({
  id: "rename-table",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A renamed table breaks the code that runs",
    why: md`
      The old name is gone in the moment in which the migration is committed. Processes that run the former code fail: \`relation "…" does not exist\`; code that knows the new name fails until then. There is no order of deployment in which both work.
    `,
    instead: md`
      Often only the model need change: \`__tablename__ = "old_name"\` keeps the name in the database. Otherwise leave a view with the old name behind, in the same transaction: \`CREATE VIEW users AS SELECT * FROM accounts\`. PostgreSQL lets code read such a view and write to it; \`INSERT … ON CONFLICT\`, \`TRUNCATE\` and \`LOCK\` need the table. Drop the view in a later revision.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, where the same revision makes something of the old name, and in \`downgrade()\` about a rename that \`upgrade()\` made the other way round.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html",
      "https://www.postgresql.org/docs/current/sql-createview.html",
    ],
    peers: [
      "squawk:renaming-table",
      "strong_migrations:rename_table",
      "django-migration-linter:RENAME_TABLE",
      "pgfence:rename-table",
      "pg-migration-lint:PGM505",
      "migrationpilot:MP028",
    ],
    examples: [
      {
        title: "Another name",
        bad: py`
          def upgrade():
              op.rename_table("users", "accounts")
            # ^^^^^^^^^^^^^^^ warning[rename-table] +fix: Renames the table users to accounts.
        `,
        good: py`
          def upgrade():
              op.rename_table("users", "accounts")
              op.execute("CREATE VIEW users AS SELECT * FROM accounts")


          def downgrade():
              op.execute("DROP VIEW users")
              op.rename_table("accounts", "users")
        `,
      },
    ],
  },
  action: {
    renameTable(action, statement, ctx) {
      check("table", action.table, action.newName, action, statement, ctx);
    },
    renameView(action, statement, ctx) {
      check("view", action.view, action.newName, action, statement, ctx);
    },
  },
});

function check(
  object: "table" | "view",
  from: QualifiedName,
  newName: Static<string>,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const existing = existingTable(ctx, from);
  const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
  if (existing === null || following.some((it) => makes(it, from))) return;
  if (ctx.direction === "downgrade" && ctx.otherStatements.some((it) => renames(it, newName, from.name))) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Renames the ${object} ${displayName(from)}${newName.known ? ` to ${newName.value}` : ""}.`,
    why: `Code that runs and knows the old name fails from that moment on. Keep the name and change the model alone, or leave a view with the old name behind until nobody uses it.`,
    doubt: existing.doubt,
    fixes: () => (object === "table" ? keepOldName(from, newName, statement, ctx) : []),
  });
}

/** Something takes the old name: a view for those who know it, or the table that replaces this one. */
function makes({ actions }: Statement, name: QualifiedName): boolean {
  return actions.some((it) => {
    if (it.kind === "createView") return sameName(it.view, name) !== "no";
    if (it.kind === "createTable") return sameName(it.table, name) !== "no";
    if (it.kind !== "renameTable" && it.kind !== "renameView") return false;
    return sameName({ schema: null, name: it.newName }, { schema: null, name: name.name }) === "yes";
  });
}

function renames({ actions }: Statement, from: Static<string>, to: Static<string>): boolean {
  const same = (a: Static<string>, b: Static<string>): boolean =>
    sameName({ schema: null, name: a }, { schema: null, name: b }) === "yes";
  return actions.some(
    (it) =>
      (it.kind === "renameTable" && same(it.table.name, from) && same(it.newName, to)) ||
      (it.kind === "renameView" && same(it.view.name, from) && same(it.newName, to)),
  );
}
