import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { milliseconds } from "../timeouts.ts";

export const concurrentlyWithLockTimeout = defineRule({
  id: "concurrently-with-lock-timeout",
  since: "0.2.0",
  group: "indexes",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: {
    longEnough: {
      default: 600_000,
      description:
        "Milliseconds from which a lock_timeout is long enough for CONCURRENTLY to wait for older transactions.",
    },
  },
  docs: {
    summary: "A short lock_timeout ends CREATE INDEX CONCURRENTLY in its middle, and an invalid index stays",
    why: md`
      CONCURRENTLY waits for the transactions that use the table, and such waiting counts as waiting for a lock. With \`lock_timeout\`, one transaction that stays open longer ends it (\`canceling statement due to lock timeout\`); an invalid index stays, which costs time with each write and helps no query.
      A \`SET lock_timeout\` before an autocommit block goes on inside of it, because it belongs to the connection.
    `,
    instead: "`SET lock_timeout = 0` in the block, before the index; CONCURRENTLY keeps nobody out while it waits.",
    limits: md`
      Only settings of the migration itself are seen, not those of env.py, of the role or of the server. \`SET LOCAL\` ends at the autocommit block and does not count. A timeout from \`longEnough\` on is left alone.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT",
      "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    ],
    examples: [
      {
        title: "A timeout for the whole revision",
        bad: py`
          def upgrade():
              op.execute("SET lock_timeout = '2s'")
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
                # ^^^^^^^^^^^^^^^ warning[concurrently-with-lock-timeout] +fix: Runs with a lock_timeout of 2s, which can end it in its middle.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("SET lock_timeout = 0")
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: { createIndex: check, dropIndex: check },
});

function check(action: Action & { readonly concurrently: boolean }, statement: Statement, ctx: RuleContext): void {
  const { operation } = statement;
  if (!action.concurrently || operation?.autocommit !== true) return;
  const { set, value, local } = ctx.transaction(statement).lockTimeout;
  const time = value === null ? null : milliseconds(value);
  if (set !== "yes" || local || time === null || time === 0 || time >= Number(ctx.options.longEnough)) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Runs with a lock_timeout of ${value}, which can end it in its middle.`,
    why: "CONCURRENTLY waits for older transactions; when the time is over, an invalid index stays. Set lock_timeout to 0 before it, in the block.",
    fixes: () => {
      const op = importedAs(ctx.file.module, "alembic.op");
      const quote = quoteAt(ctx.file.module.text, operation.site.argumentsSpan.start);
      const edit =
        op === null
          ? null
          : insertBefore(ctx.file, operation, [`${op}.execute(${pythonString("SET lock_timeout = 0", quote)})`]);
      return edit === null
        ? []
        : [{ title: "Set lock_timeout to 0 before", applicability: "suggested", edits: [edit] }];
    },
  });
}
