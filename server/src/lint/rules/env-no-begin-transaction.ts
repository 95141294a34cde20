import type { Expression } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { connectionsToCommit, mayCommit } from "../env-transactions.ts";
import { wrapInBlock } from "../fixes/wrap-in-block.ts";
import type { ProjectContext } from "../rule.ts";

export const envNoBeginTransaction = defineRule({
  id: "env-no-begin-transaction",
  since: "0.3.0",
  group: "environment",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  versions: { sqlalchemy: { from: "2.0" } },
  docs: {
    summary: "`context.run_migrations()` outside of `context.begin_transaction()` applies nothing",
    why: md`
      SQLAlchemy 2 begins a transaction with the first statement, and rolls it back when the connection is closed without a commit. It is \`context.begin_transaction()\` that commits.
      Without it \`alembic upgrade\` prints every revision, ends with exit code 0, and the database is as it was before.
    `,
    instead:
      "`with context.begin_transaction():` around `context.run_migrations()`, as every template of Alembic has it.",
    limits: md`
      Nothing is said where env.py commits by itself, where the engine is opened with \`begin()\` or runs in AUTOCOMMIT, with \`transaction_per_migration=True\` (each revision then has its own transaction), and where the connection or a \`with\` around the call comes from elsewhere.
      SQLAlchemy 1.4 commits DDL by itself. Where its version is not known, the finding is not certain.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.environment.EnvironmentContext.begin_transaction",
      "https://docs.sqlalchemy.org/en/20/core/connections.html#commit-as-you-go",
    ],
    examples: [
      {
        title: "No transaction",
        file: "env.py",
        bad: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata)
              context.run_migrations()
            # ^^^^^^^^^^^^^^^^^^^^^^^^ information?[env-no-begin-transaction] +fix: Nobody commits these migrations: the upgrade reports success and changes nothing.
        `,
        good: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null) return;
    for (const found of connectionsToCommit(ctx)) {
      const { steps, at, connection, configure } = found;
      const next = steps.findIndex((it, index) => index > at && it.kind === "configure");
      const after = steps.slice(at + 1, next === -1 ? steps.length : next);
      const run = after.find((it) => it.kind === "runMigrations");
      if (run === undefined || run.inTransaction !== "no" || mayCommit(found)) continue;
      // A transaction may have been begun without a `with`: by an ExitStack, or by hand.
      if (after.some((it) => it.kind === "beginTransaction" || it.kind === "begin")) continue;
      if (steps.some((it, index) => index < at && it.kind === "begin" && it.connection === connection)) continue;
      if (mayCommitEachRevision(ctx, configure.call.span.start)) continue;
      ctx.report({
        file: env.path,
        at: run.call.span,
        what: "Nobody commits these migrations: the upgrade reports success and changes nothing.",
        why: "SQLAlchemy 2 rolls back when the connection is closed. Put the call into `with context.begin_transaction():`.",
        doubt:
          ctx.isAtLeast("sqlalchemy", "2.0") === "unknown"
            ? "the version of SQLAlchemy is not known, and 1.4 commits by itself."
            : null,
        fixes: () => {
          const context = contextName(run.call.callee, env.module.text);
          const edit = wrapInBlock(env, run.statement.span, `with ${context}.begin_transaction():`);
          return edit === null
            ? []
            : [{ title: "Put it into context.begin_transaction()", applicability: "suggested", edits: [edit] }];
        },
      });
    }
  },
});

/** With `transaction_per_migration=True` each revision has its own transaction, and is committed. */
function mayCommitEachRevision({ env }: ProjectContext, configure: number): boolean {
  const call = env?.reading.calls.find((it) => it.call.span.start === configure);
  if (call === undefined || call.hasSpread) return true;
  const values = call.options.get("transaction_per_migration") ?? [];
  return values.some((it) => !((it.kind === "boolean" && !it.value) || it.kind === "none"));
}

/** How the file writes the object of the call. */
function contextName(callee: Expression, text: string): string {
  return callee.type === "Attribute" ? text.slice(callee.value.span.start, callee.value.span.end) : "context";
}
