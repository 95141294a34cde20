import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createTrigger = defineRule({
  id: "create-trigger",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary:
      "A new trigger on a table in use waits for everybody who writes to it, and runs in their statements from then on",
    why: md`
      \`CREATE TRIGGER\` is quick once it has its lock, but it waits for every transaction that has written to the table, and who comes later waits behind it. From the commit on the function runs for every row that is written: an error in it makes those statements fail, and rows that are there already have not been through it.
    `,
    instead: md`
      Set \`lock_timeout\`, so that it gives up rather than keep others waiting. Bring the rows that are there in line in statements of their own.
    `,
    limits: "Nothing is said about tables that the same revision created, and in `downgrade()`.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-createtrigger.html",
      "https://www.postgresql.org/docs/current/explicit-locking.html",
    ],
    peers: ["pgfence:create-trigger", "migrationpilot:MP090"],
    examples: [
      {
        title: "On a table in use",
        bad: py`
          def upgrade():
              op.execute("CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[create-trigger]: Creates the trigger touched on users.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE carts (id bigint PRIMARY KEY, changed timestamptz)")
              op.execute("CREATE TRIGGER touched BEFORE UPDATE ON carts FOR EACH ROW EXECUTE FUNCTION touch()")


          def downgrade():
              op.execute("DROP TABLE carts")
        `,
      },
    ],
  },
  action: {
    createTrigger(action, statement, ctx) {
      // A way back puts back what there was.
      if (action.kind !== "createTrigger" || ctx.direction === "downgrade") return;
      const existing = existingTable(ctx, action.table);
      const effect = effectOn(ctx, statement, action.table);
      if (existing === null || effect?.blocks?.length === 0) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the trigger ${action.name.known ? action.name.value : "?"} on ${displayName(action.table)}.`,
        why: `It waits for every transaction that has written to the table. ${waitingSentence(effect)} Set lock_timeout. Rows that are there already do not go through the trigger.`,
        doubt: existing.doubt,
      });
    },
  },
});
