import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { makeConcurrent } from "../fixes/make-concurrent.ts";
import { indexAt } from "../index-at.ts";
import { placeOf } from "../place-of.ts";

export const reindexNotConcurrent = defineRule({
  id: "reindex-not-concurrent",
  since: "0.2.0",
  group: "indexes",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  versions: { postgres: { from: "12" } },
  docs: {
    summary: "REINDEX without CONCURRENTLY keeps out writes to the table, and every query that would use the index",
    why: md`
      While \`REINDEX\` builds the index anew, nobody can write to the table, and nobody can use the index; even planning a query of the table waits for it. The locks are held until the transaction ends.
    `,
    instead: "`REINDEX INDEX CONCURRENTLY …` (PostgreSQL 12) in `with op.get_context().autocommit_block():`.",
    limits:
      "`REINDEX` of a schema, of a database or of the system tables cannot run in a migration's transaction at all: see concurrently-in-transaction. Nothing is said about tables that the same revision created.",
    sources: ["https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY"],
    peers: ["pgfence:reindex-non-concurrent", "migrationpilot:MP021"],
    examples: [
      {
        title: "An index that has grown",
        bad: py`
          def upgrade():
              op.execute("REINDEX INDEX ix_users_email")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[reindex-not-concurrent] +fix: Builds ix_users_email anew without CONCURRENTLY.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("REINDEX INDEX CONCURRENTLY ix_users_email")


          def downgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
        `,
      },
    ],
  },
  action: {
    reindex(action, statement, ctx) {
      const { target, object } = action;
      if (action.concurrently || target === null || (object !== "index" && object !== "table")) return;
      const held = object === "index" ? indexAt(ctx.schemaAt(statement), target) : null;
      const table =
        held === null || target.schema === null
          ? {
              schema: null,
              name: held === null ? target.name : { ...target.name, known: true as const, value: held.table.name },
            }
          : target;
      if (ctx.createdBefore(object === "table" ? target : table) === "yes") return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Builds ${object === "table" ? `the indexes of ${displayName(target)}` : displayName(target)} anew without CONCURRENTLY.`,
        why: "Until the transaction ends, nobody can write to the table, and queries wait for the index. Use REINDEX … CONCURRENTLY in an autocommit block.",
        fixes: () => makeConcurrent(statement, /^\s*REINDEX\s+(?:\([^)]*\)\s*)?(?:INDEX|TABLE)\b/i, ctx),
      });
    },
  },
});
