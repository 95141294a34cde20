import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const dropOwned = defineRule({
  id: "drop-owned",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`DROP OWNED BY` drops every object of a role in the database",
    why: md`
      Tables, views, types and functions that the role owns are gone with all rows, and its privileges are revoked. What that is differs from one database to the next; where the application's role owns the tables, it is all of them.
    `,
    instead: md`
      \`REASSIGN OWNED BY old_role TO new_role\` keeps the objects. Privileges are taken away with \`REVOKE\`.
    `,
    limits: "What the role owns is not known without the database.",
    sources: ["https://www.postgresql.org/docs/current/sql-drop-owned.html"],
    examples: [
      {
        title: "Before a role is dropped",
        bad: py`
          def upgrade():
              op.execute("DROP OWNED BY reporting")
                        # ^^^^^^^^^^^^^^^^^^^^^^^ warning[drop-owned]: Drops everything that a role owns in this database.
        `,
        good: py`
          def upgrade():
              op.execute("REASSIGN OWNED BY reporting TO CURRENT_USER")


          def downgrade():
              raise NotImplementedError("The role owned nothing that is needed.")
        `,
      },
    ],
  },
  action: {
    unknown(action, statement, ctx) {
      if (action.statement !== "DropOwnedStmt") return;
      ctx.report({
        at: placeOf(action, statement),
        what: "Drops everything that a role owns in this database.",
        why: "What that is cannot be read here, and no downgrade brings it back. REASSIGN OWNED keeps the objects.",
      });
    },
  },
});
