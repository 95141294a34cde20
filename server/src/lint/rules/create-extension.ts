import { defineRule, md, py } from "../define-rule.ts";
import { insertInSql } from "../fixes/insert-in-sql.ts";
import { placeOf } from "../place-of.ts";

export const createExtension = defineRule({
  id: "create-extension",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "information",
  docs: {
    summary: "`CREATE EXTENSION` without IF NOT EXISTS fails where somebody has installed it already",
    why: md`
      Extensions often need rights that the migrating role does not have, so an administrator, a template database or a managed service has installed them. Then the migration fails: \`extension "citext" already exists\`.
    `,
    instead: md`
      \`CREATE EXTENSION IF NOT EXISTS citext\`: it succeeds without any rights when the extension is there.
    `,
    limits: "Nothing is said when the same direction drops the extension before.",
    sources: ["https://www.postgresql.org/docs/current/sql-createextension.html"],
    examples: [
      {
        title: "An extension",
        bad: py`
          def upgrade():
              op.execute("CREATE EXTENSION citext")
                        # ^^^^^^^^^^^^^^^^^^^^^^^ information[create-extension] +fix: Creates the extension citext, and fails where it is there already.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE EXTENSION IF NOT EXISTS citext")


          def downgrade():
              op.execute("DROP EXTENSION IF EXISTS citext")
        `,
      },
    ],
  },
  action: {
    createExtension(action, statement, ctx) {
      if (action.kind !== "createExtension" || action.ifExists) return;
      const { extension } = action;
      const before = ctx.statements.slice(0, ctx.statements.indexOf(statement));
      const isDropped = before.some((it) =>
        it.actions.some(
          (one) =>
            one.kind === "dropExtension" &&
            one.extension.known &&
            extension.known &&
            one.extension.value === extension.value,
        ),
      );
      if (isDropped) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the extension ${extension.known ? extension.value : "?"}, and fails where it is there already.`,
        why: "An administrator or a template database may have installed it. IF NOT EXISTS succeeds then.",
        fixes: () =>
          insertInSql(
            { title: "Add IF NOT EXISTS", text: " IF NOT EXISTS", behind: /^\s*CREATE\s+EXTENSION\b/i },
            statement,
            ctx,
          ),
      });
    },
  },
});
