import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const rewriteTableCommand = defineRule({
  id: "rewrite-table-command",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`VACUUM FULL`, `CLUSTER`, `SET TABLESPACE`, `SET LOGGED` and the like write the whole table anew",
    why: md`
      The table is copied, and its indexes are built again, while nobody can read or write it. For a large table that takes minutes to hours, and as much room on the disk again.
    `,
    instead: md`
      Do it in a maintenance window, outside of the migrations. \`pg_repack\` and \`pg_squeeze\` take the holes out of a table while it is used; an ordinary \`VACUUM\` blocks nobody.
    `,
    limits: md`
      Nothing is said about tables that the same revision created. \`SET TABLESPACE\`, \`SET ACCESS METHOD\`, \`SET LOGGED\` and \`SET UNLOGGED\` copy nothing where the table is so already, which is not known here.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-vacuum.html",
      "https://www.postgresql.org/docs/current/sql-cluster.html",
      "https://www.postgresql.org/docs/current/sql-altertable.html",
    ],
    peers: [
      "pgfence:vacuum-full",
      "pgfence:set-logged-unlogged",
      "pg-migration-lint:PGM018",
      "pg-migration-lint:PGM021",
      "migrationpilot:MP006",
      "migrationpilot:MP032",
      "migrationpilot:MP047",
      "migrationpilot:MP095",
    ],
    examples: [
      {
        title: "Another tablespace",
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE users SET TABLESPACE fast")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[rewrite-table-command]: Moves the table users to another tablespace, which copies it.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("VACUUM (ANALYZE) users")


          def downgrade():
              """Statistics are gathered again by themselves."""
        `,
      },
    ],
  },
  action: {
    vacuum(action, statement, ctx) {
      if (action.full) check(action, action.table, "Writes", "anew (VACUUM FULL)", statement, ctx);
    },
    cluster(action, statement, ctx) {
      check(action, action.table, "Writes", "anew, in the order of an index (CLUSTER)", statement, ctx);
    },
    tableOption(action, statement, ctx) {
      const words = options[action.option];
      if (words !== undefined) check(action, action.table, words[0], words[1], statement, ctx);
    },
    other(action, statement, ctx) {
      if (action.statement !== "AlterTableMoveAllStmt") return;
      check(action, null, "Moves", "to another tablespace, which copies them", statement, ctx);
    },
  },
});

const options: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  setTablespace: ["Moves", "to another tablespace, which copies it"],
  setAccessMethod: ["Gives", "another access method, which copies it"],
  setLogged: ["Makes", "logged, which copies it"],
  setUnlogged: ["Makes", "unlogged, which copies it"],
};

function check(
  action: Action,
  table: QualifiedName | null,
  verb: string,
  rest: string,
  statement: Statement,
  ctx: RuleContext,
): void {
  const existing = table === null ? { doubt: null } : existingTable(ctx, table);
  const effect = table === null ? null : effectOn(ctx, statement, table);
  if (existing === null || (effect !== null && ctx.locks(statement).every((it) => it.rewrites === false))) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `${verb} ${table === null ? "many tables" : `the table ${displayName(table)}`} ${rest}.`,
    why: `${waitingSentence(effect)} For a large table that is long. Do it in a maintenance window outside of the migrations.`,
    doubt: existing.doubt,
  });
}
