import type { ActionKind } from "../../postgres/action.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { RuleContext } from "../rule.ts";

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
    summary:
      "An autocommit block commits what the revision did before it, and keeps what it does when something behind it fails",
    why: md`
      \`autocommit_block()\` commits the transaction, and begins another one behind the block. When anything after that point fails, what came before stays in the database while the revision is not recorded; the next attempt fails at what exists already (\`relation "…" already exists\`). The same holds for what the block itself has made when a statement behind it fails.
    `,
    instead:
      "Give the block a revision of its own. Where it has to stay, write what comes before so that it can run again (`if_not_exists=True`).",
    limits: md`
      Nothing is said when only reads, settings and statements with IF [NOT] EXISTS stand before the block, nor about a second block that follows directly, and about ADD CONSTRAINT … USING INDEX behind it. Code that cannot be read does not count.
      Between revisions: without \`transaction_per_migration=True\`, a revision that fails takes back the row in \`alembic_version\` of those before it in the same run, but not what their blocks did (\`env-no-transaction-per-migration\`).
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
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_plan", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  calls: {
    autocommit_block(call, ctx) {
      const earlier = ctx.statements.filter((it) => it.operation !== null && it.operation.index < call.before);
      const since = earlier.findLastIndex((it) => it.operation?.autocommit === true) + 1;
      const lasting = earlier.slice(since).find((it) => it.actions.some((action) => isLasting(action)));
      if (call.autocommit) return;
      if (lasting === undefined) {
        if (leavesBehind(call.before, ctx)) {
          ctx.report({
            at: call.site.call,
            what: "What this block does stays when something behind it fails.",
            why: "The revision is not recorded then, and the next attempt fails at what is there already. Give the block a revision of its own.",
          });
        }
        return;
      }
      ctx.report({
        at: call.site.call,
        what: "Commits what this revision did before.",
        why: "When something fails later, that stays, the revision is not recorded, and the next attempt fails at it. Give the block a revision of its own.",
      });
    },
  },
});

/** Does the block that begins before this operation make something that cannot be made twice, and does the revision go on behind it? */
function leavesBehind(start: number, { statements }: RuleContext): boolean {
  const from = statements.filter(({ operation }) => operation !== null && operation.index >= start);
  const block = from[0]?.operation?.autocommitBlock ?? null;
  const end = from.findIndex(({ operation }) => operation?.autocommitBlock !== block);
  if (block === null || end === -1) return false;
  const stays = from.slice(0, end).some(({ actions }) => actions.some((it) => once.has(it.kind) && isLasting(it)));
  return (
    stays &&
    from
      .slice(end)
      .some(
        ({ actions, operation }) =>
          operation?.autocommit === false &&
          actions.some((it) => isLasting(it) && !(it.kind === "addConstraint" && it.constraint.usingIndex !== null)),
      )
  );
}

/** What fails when it is done a second time, or is done twice. */
const once: ReadonlySet<ActionKind["kind"]> = new Set<ActionKind["kind"]>([
  "createIndex",
  "dropIndex",
  "createTable",
  "dropTable",
  "addColumn",
  "dropColumn",
  "addConstraint",
  "dropConstraint",
  "addEnumValue",
  "insert",
]);

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
