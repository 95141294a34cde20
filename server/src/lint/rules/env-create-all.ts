import { defineRule, md, py } from "../define-rule.ts";

export const envCreateAll = defineRule({
  id: "env-create-all",
  since: "0.3.0",
  group: "environment",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "`create_all()` in env.py makes the tables before the migrations do",
    why: md`
      With the tables there, the revision that creates them fails (\`relation "…" already exists\`), and \`alembic revision --autogenerate\` finds nothing to do.
    `,
    instead: "Leave the schema to the migrations; an empty database gets it by `alembic upgrade head`.",
    limits:
      "Calls in env.py itself and in its functions are seen, those in modules that it imports are not. A call under a condition is left alone.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/autogenerate.html"],
    examples: [
      {
        title: "Before the run",
        file: "env.py",
        bad: py`
          with engine.connect() as connection:
              Base.metadata.create_all(connection)
            # ^^^^^^^^^^^^^^^^^^^^^^^^ warning[env-create-all]: Creates all tables before the migrations run.
              connection.commit()
              context.configure(connection=connection, target_metadata=Base.metadata)
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=None)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    const steps = env?.reading.online ?? [];
    const run = steps.findIndex((it) => it.kind === "runMigrations");
    steps.forEach(({ kind, call, branches }, at) => {
      if (env === null || kind !== "createAll" || branches.length > 0 || at > run) return;
      ctx.report({
        file: env.path,
        at: call.callee.span,
        what: "Creates all tables before the migrations run.",
        why: "The revision that creates them then fails, and autogenerate finds nothing to do. Leave the tables to the migrations.",
      });
    });
  },
});
