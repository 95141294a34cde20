import type { Statement } from "../../emit/statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const setLocalLost = defineRule({
  id: "set-local-lost",
  since: "0.2.0",
  group: "transactions",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "SET LOCAL ends where an autocommit block begins, and has no effect inside of one",
    why: md`
      \`autocommit_block()\` commits the transaction, and \`SET LOCAL\` ends with it. Inside the block each statement is a transaction of its own: PostgreSQL answers \`SET LOCAL\` with a warning that nobody reads (\`SET LOCAL can only be used in transaction blocks\`), and goes on with the old value.
    `,
    instead: md`
      In the block: \`SET\` before, \`RESET\` behind. For what comes after the block: \`SET LOCAL\` once more.
    `,
    limits: md`
      A timeout that ends before a block in which only CONCURRENTLY and its like run is right so: they wait for old transactions, and a timeout would leave half of their work. Nothing is said when no other statement that takes a lock follows in that case.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-set.html",
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    examples: [
      {
        title: "Inside the block",
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("SET LOCAL maintenance_work_mem = '1GB'")
                            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[set-local-lost]: Sets maintenance_work_mem for nothing: in an autocommit block SET LOCAL has no effect.
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("SET maintenance_work_mem = '1GB'")
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
                  op.execute("RESET maintenance_work_mem")


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    set(action, statement, ctx) {
      const { parameter, local } = action;
      if (!local || action.value === null) return;
      if (statement.operation?.autocommit === true) {
        ctx.report({
          at: placeOf(action, statement),
          what: `Sets ${parameter} for nothing: in an autocommit block SET LOCAL has no effect.`,
          why: "Each statement there is a transaction of its own. SET it before, and RESET it behind what it is for.",
        });
        return;
      }
      const lost = statementWithout(parameter, statement, ctx);
      if (lost === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Sets ${parameter} until the autocommit block begins, not for what comes then.`,
        why:
          lost.operation?.autocommit === true
            ? "The block commits the transaction, with which SET LOCAL ends. SET it inside of the block, and RESET it there."
            : "The block commits the transaction, with which SET LOCAL ends. SET LOCAL it once more behind the block.",
        also: lost.operation === null ? [] : [lost.operation.site.call],
      });
    },
  },
});

/** The first statement behind the end of the transaction that runs without the setting although it matters there; null when there is none. */
function statementWithout(parameter: string, statement: Statement, ctx: RuleContext): Statement | null {
  const { statements } = ctx;
  const at = statements.indexOf(statement);
  const first = ctx.transaction(statement).firstStatement;
  let isLost = false;
  for (const it of statements.slice(at + 1)) {
    if (it.operation === null) continue;
    isLost ||= it.operation.autocommit || ctx.transaction(it).firstStatement !== first;
    if (!isLost) continue;
    if (it.actions.some((action) => action.kind === "set" && action.parameter === parameter)) return null;
    if (parameter.endsWith("_timeout") ? takesLocks(it, ctx) : it.actions.some(isSensitive)) return it;
  }
  return null;
}

/** Would it keep others waiting while it waits for its own lock? */
function takesLocks(statement: Statement, ctx: RuleContext): boolean {
  return ctx
    .locks(statement)
    .some((it) => it.isNew !== "yes" && !it.waitsForTransactions && (it.blocks?.includes("writes") ?? false));
}

function isSensitive({ kind }: Statement["actions"][number]): boolean {
  return kind !== "set" && kind !== "transaction" && kind !== "other";
}
