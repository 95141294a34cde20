import { defineRule, md, py } from "../define-rule.ts";
import { addKeyword, flagOf, setKeyword } from "../env-options.ts";

export const envRenderAsBatch = defineRule({
  id: "env-render-as-batch",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: true,
  dialects: ["sqlite"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "Autogenerate for SQLite without `render_as_batch=True`",
    why: md`
      SQLite cannot change or drop constraints, nor change columns, in place. What autogenerate writes without batch mode then fails: "No support for ALTER of constraints in SQLite dialect", or a syntax error near "ALTER".
    `,
    instead:
      "`render_as_batch=True` in `context.configure`: autogenerate then writes `with op.batch_alter_table(…)`, which copies the table.",
    limits:
      "Only where the URL of the configuration or env.py says that the database is SQLite. A project without `target_metadata` has no autogenerate.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/batch.html#batch-mode-with-autogenerate"],
    examples: [
      {
        title: "A project on SQLite",
        file: "env.py",
        bad: py`
          with engine.connect() as connection:
              context.configure(connection=connection, dialect_name="sqlite", target_metadata=metadata)
            # ^^^^^^^^^^^^^^^^^ hint[env-render-as-batch] +fix: Autogenerate writes ALTER statements that SQLite does not have.
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          with engine.connect() as connection:
              context.configure(connection=connection, dialect_name="sqlite", target_metadata=metadata, render_as_batch=True)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env, analysis } = ctx;
    if (env === null || analysis.dialect !== "sqlite") return;
    for (const configure of env.reading.calls) {
      const { call, mode, options } = configure;
      const metadata = options.get("target_metadata") ?? [];
      if (mode === "offline" || metadata.length === 0 || metadata.every((it) => it.kind === "none")) continue;
      const flag = flagOf(configure, "render_as_batch");
      if (flag !== false && flag !== "absent") continue;
      ctx.report({
        file: env.path,
        at: call.callee.span,
        what: "Autogenerate writes ALTER statements that SQLite does not have.",
        why: "Migrations that change constraints or columns fail. With `render_as_batch=True` it writes them as batches.",
        fixes: () =>
          flag === false
            ? setKeyword(env, configure, "render_as_batch", "True")
            : addKeyword(env, call, "render_as_batch=True"),
      });
    }
  },
});
