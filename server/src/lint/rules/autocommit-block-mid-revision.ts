import type { ActionKind } from "../../postgres/action.ts";
import { defineRule, md, py } from "../define-rule.ts";

export const autocommitBlockMidRevision = defineRule({
  id: "autocommit-block-mid-revision",
  since: "0.2.0",
  group: "transactions",
  severity: "information",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "An autocommit block commits what the revision did before it",
    why: md`
      \`autocommit_block()\` commits the transaction, and begins another one behind the block. When anything after that point fails, what came before stays in the database while the revision is not recorded; the next attempt fails at what exists already (\`relation "…" already exists\`).
    `,
    instead:
      "Give the block a revision of its own. Where it has to stay, write what comes before so that it can run again (`if_not_exists=True`).",
    limits: md`
      Nothing is said when only reads, settings and statements with IF [NOT] EXISTS stand before the block, nor about a second block that follows directly. Code that cannot be read does not count.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    examples: [
      {
        title: "A column and its index",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              with op.get_context().autocommit_block():
                 # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[autocommit-block-mid-revision]: Commits what this revision did before.
                  op.create_index("ix_users_plan", "users", ["plan"], postgresql_concurrently=True)
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_plan", "users", ["plan"], postgresql_concurrently=True)


          def downgrade():
              op.drop_index("ix_users_plan", "users")
        `,
      },
    ],
  },
  calls: {
    autocommit_block(call, ctx) {
      const earlier = ctx.statements.filter((it) => it.operation !== null && it.operation.index < call.before);
      const since = earlier.findLastIndex((it) => it.operation?.autocommit === true) + 1;
      const lasting = earlier.slice(since).find((it) => it.actions.some((action) => isLasting(action)));
      if (lasting === undefined || call.autocommit) return;
      ctx.report({
        at: call.site.call,
        what: "Commits what this revision did before.",
        why: "When something fails later, that stays, the revision is not recorded, and the next attempt fails at it. Give the block a revision of its own.",
      });
    },
  },
});

const passing: ReadonlySet<ActionKind["kind"]> = new Set<ActionKind["kind"]>([
  "select",
  "set",
  "unknown",
  "other",
  "transaction",
  "analyze",
  "lockTable",
]);

/** Does it leave something that a second attempt would stumble over? */
function isLasting(action: ActionKind): boolean {
  if (passing.has(action.kind)) return false;
  if ("ifNotExists" in action && action.ifNotExists) return false;
  return !("ifExists" in action && action.ifExists);
}
