import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const enableRlsWithoutPolicy = defineRule({
  id: "enable-rls-without-policy",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Row security without a permissive policy hides every row",
    why: md`
      From the commit on, roles other than the table's owner see no row and can write none, and no error says so: queries give nothing. A policy \`AS RESTRICTIVE\` alone does the same, for it only takes away from what permissive ones allow. The owner, and roles with BYPASSRLS, are not concerned unless the table says \`FORCE ROW LEVEL SECURITY\`.
    `,
    instead: "Create the policies in the same revision, before the table's row security is switched on.",
    limits: md`
      Policies count that this revision or an earlier one made, as far as they can be read; where something could not be read, the finding is information.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
      "https://www.postgresql.org/docs/current/sql-createpolicy.html",
    ],
    peers: ["migrationpilot:MP057", "migrationpilot:MP079", "safe-migrate:restrictive-policy"],
    examples: [
      {
        title: "No policy",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, owner name)")
        `,
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[enable-rls-without-policy]: Switches row security of orders on, and there is no policy that allows a row.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE POLICY own ON orders USING (owner = current_user)")
              op.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY")


          def downgrade():
              op.execute("ALTER TABLE orders DISABLE ROW LEVEL SECURITY")
              op.execute("DROP POLICY own ON orders")
        `,
      },
    ],
  },
  action: {
    tableOption(action, statement, ctx) {
      if (action.option !== "enableRowSecurity") return;
      const { table } = action;
      // Whatever this direction does to policies, before or behind, takes effect at the same moment.
      const changes = ctx.statements.flatMap((it) => it.actions);
      const made = changes.filter((it) => it.kind === "createPolicy" && sameName(it.table, table) !== "no");
      if (made.some((it) => it.kind === "createPolicy" && it.policy !== "restrictive")) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, table);
      const before = found?.answer === "yes" ? (found.table.policies ?? []) : [];
      if (before.some((it) => it.policy === "permissive")) return;
      const isKnown = found?.answer === "yes" && found.gaps.length === 0;
      const isUnread = ctx.statements.some((it) => mayMakePolicy(it, table));
      const isRestricted = made.length + before.length > 0;
      ctx.report({
        at: placeOf(action, statement),
        what: `Switches row security of ${displayName(table)} on, and there is ${isRestricted ? "no permissive policy, only restrictive ones" : "no policy that allows a row"}.`,
        why: "Every role but the table's owner then sees no row, without an error. Create a permissive policy in the same revision.",
        doubt: isKnown && !isUnread ? null : "something that could not be read may have created one.",
      });
    },
  },
});

function mayMakePolicy({ actions }: Statement, table: QualifiedName): boolean {
  return actions.some((it) => {
    if (it.kind === "doBlock") return true;
    return it.kind === "unknown" && (it.touches === null || it.touches.some((one) => sameName(one, table) !== "no"));
  });
}
