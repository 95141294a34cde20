import { displayName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const dropTrigger = defineRule({
  id: "drop-trigger",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Dropping a trigger keeps out every read and write of the table",
    why: md`
      \`DROP TRIGGER\` takes the strongest lock, although it is quick: it waits for every query of the table that is running, and who comes later waits behind it. What the trigger did (a history, a copy, a check) is not done any more from the commit on.
    `,
    instead: md`
      Where it is replaced, \`CREATE OR REPLACE TRIGGER\` (PostgreSQL 14) does it with a weaker lock, which lets reads through; where only the function changes, \`CREATE OR REPLACE FUNCTION\` locks no table. Otherwise set \`lock_timeout\`.
    `,
    limits:
      "Nothing is said about tables that the same revision created or drops, and in `downgrade()` about triggers that `upgrade()` created.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-droptrigger.html",
      "https://www.postgresql.org/docs/current/sql-createtrigger.html",
    ],
    peers: ["pgfence:drop-trigger"],
    examples: [
      {
        title: "Replaced",
        bad: py`
          def upgrade():
              op.execute("DROP TRIGGER touched ON users")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[drop-trigger]: Drops the trigger touched of users.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")


          def downgrade():
              raise NotImplementedError("The former function is in the history of the repository.")
        `,
      },
    ],
  },
  action: {
    dropTrigger(action, statement, ctx) {
      if (action.kind !== "dropTrigger") return;
      const existing = existingTable(ctx, action.table);
      const effect = effectOn(ctx, statement, action.table);
      if (existing === null || effect?.blocks?.length === 0) return;
      const isSame = (kind: "createTrigger" | "dropTable", statements: typeof ctx.statements): boolean =>
        statements.some((it) =>
          it.actions.some(
            (one) =>
              one.kind === kind &&
              sameName(one.table, action.table) === "yes" &&
              (!("name" in one) || !one.name.known || !action.name.known || one.name.value === action.name.value),
          ),
        );
      const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
      if (isSame("dropTable", following)) return;
      if (ctx.direction === "downgrade" && isSame("createTrigger", ctx.otherStatements)) return;
      const isReplaced = isSame("createTrigger", following);
      const advice = isReplaced
        ? "CREATE OR REPLACE TRIGGER does it with a weaker lock (PostgreSQL 14)."
        : "Set lock_timeout.";
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops the trigger ${action.name.known ? action.name.value : "?"} of ${displayName(action.table)}.`,
        why: `It waits for every query of the table that is running. ${waitingSentence(effect)} ${advice}`,
        doubt: existing.doubt,
      });
    },
  },
});
