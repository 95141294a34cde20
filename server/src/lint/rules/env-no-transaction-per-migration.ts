import { defineRule, md, py } from "../define-rule.ts";
import { addKeyword, flagOf, setKeyword } from "../env-options.ts";
import type { ProjectContext } from "../rule.ts";

export const envNoTransactionPerMigration = defineRule({
  id: "env-no-transaction-per-migration",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "Revisions with autocommit blocks share one transaction with all others of the run",
    why: md`
      By default one transaction holds all revisions of an \`alembic upgrade\`. An autocommit block commits what came before it, also of the revisions before, so that a failure later leaves the run half done; and a lock that an early revision took is held until the end of the last.
    `,
    instead:
      "`transaction_per_migration=True` in `context.configure`: each revision is committed by itself, with its row in `alembic_version`.",
    limits: "Only where env.py certainly does not set it, and some revision has an autocommit block in `upgrade()`.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.environment.EnvironmentContext.configure.params.transaction_per_migration",
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    examples: [
      {
        title: "An index CONCURRENTLY",
        file: "env.py",
        before: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
        `,
        bad: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata)
            # ^^^^^^^^^^^^^^^^^ hint[env-no-transaction-per-migration] +fix: All revisions of a run share one transaction, which the autocommit block of a1 commits in its middle.
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null) return;
    const open = env.reading.calls.filter(
      (it) => it.mode !== "offline" && [false, "absent"].includes(flagOf(it, "transaction_per_migration") as never),
    );
    const revision = open.length === 0 ? null : withAutocommitBlock(ctx);
    if (revision === null) return;
    for (const configure of open) {
      ctx.report({
        file: env.path,
        at: configure.call.callee.span,
        what: `All revisions of a run share one transaction, which the autocommit block of ${revision} commits in its middle.`,
        why: "A failure after it leaves the run half done. With `transaction_per_migration=True` each revision is committed by itself.",
        fixes: () =>
          flagOf(configure, "transaction_per_migration") === false
            ? setKeyword(env, configure, "transaction_per_migration", "True")
            : addKeyword(env, configure.call, "transaction_per_migration=True"),
      });
    }
  },
});

/** The newest revision that has one. */
function withAutocommitBlock({ graph, files }: ProjectContext): string | null {
  for (const id of graph.history) {
    const file = files.get(graph.revisions.get(id)?.file ?? "");
    // A look at the text first: there are many files, and this is asked after each change of one.
    if (file?.module.text.includes("autocommit_block") !== true) continue;
    if (file.upgrade.calls.some((it) => it.method === "autocommit_block")) return id;
  }
  return null;
}
