import { displayName, sameName } from "../../postgres/name.ts";
import { conditionsHold } from "../conditions-hold.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { makeConcurrent } from "../fixes/make-concurrent.ts";
import { placeOf } from "../place-of.ts";

export const downgradeIndexNotConcurrent = defineRule({
  id: "downgrade-index-not-concurrent",
  since: "0.2.0",
  group: "downgrade",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "The upgrade builds the index CONCURRENTLY, and the downgrade drops it without",
    why: md`
      Who builds an index concurrently has a table that must not stand still. \`DROP INDEX\` without CONCURRENTLY waits for every query on the table, and everybody who comes later waits behind it. A downgrade is run when something is wrong already.
    `,
    instead: md`
      \`op.drop_index(…, postgresql_concurrently=True)\` in \`with op.get_context().autocommit_block():\`, as in the upgrade.
    `,
    limits: md`
      It is about an index that the upgrade of the same revision builds with CONCURRENTLY; other drops are drop-index-not-concurrent. Nothing is said when the downgrade drops the table, too.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-dropindex.html"],
    examples: [
      {
        title: "Half of the care",
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              op.drop_index("ix_users_email", "users")
            # ^^^^^^^^^^^^^ information[downgrade-index-not-concurrent] +fix: Drops the index ix_users_email without CONCURRENTLY, with which the upgrade builds it.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    dropIndex(action, statement, ctx) {
      if (ctx.direction !== "downgrade" || action.concurrently || action.cascade) return;
      const { index } = action;
      for (const { operation, actions } of ctx.otherStatements) {
        for (const made of actions) {
          if (made.kind !== "createIndex" || !made.concurrently || made.name === null || operation === null) continue;
          const isSame = sameName({ schema: null, name: made.name }, { schema: null, name: index.name }) === "yes";
          if (!isSame || !conditionsHold(operation)) continue;
          const goes = ctx.statements.some((it) =>
            it.actions.some((other) => other.kind === "dropTable" && sameName(other.table, made.table) !== "no"),
          );
          if (goes) return;
          ctx.report({
            at: placeOf(action, statement),
            what: `Drops the index ${displayName(index)} without CONCURRENTLY, with which the upgrade builds it.`,
            why: "Everybody who reads or writes the table waits for it. Drop it as it was built: concurrently, in an autocommit block.",
            fixes: () => makeConcurrent(statement, /^\s*DROP\s+INDEX\b/i, ctx),
          });
          return;
        }
      }
    },
  },
});
