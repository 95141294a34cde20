import { defineRule, md, py } from "../define-rule.ts";

export const envTargetMetadataNone = defineRule({
  id: "env-target-metadata-none",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: false,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "Without `target_metadata` there is no autogenerate",
    why: md`
      \`alembic init\` writes \`target_metadata = None\`. While it stays so, \`alembic revision --autogenerate\` and \`alembic check\` end with "Can't proceed with --autogenerate option".
    `,
    instead: "Import the module that holds the models, and give its metadata: `target_metadata = Base.metadata`.",
    limits:
      "Teams that write every migration by hand need no metadata, so the rule is off unless it is selected. A value that is computed is left alone.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/autogenerate.html"],
    examples: [
      {
        title: "As alembic init leaves it",
        file: "env.py",
        bad: py`
          target_metadata = None

          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=target_metadata)
            #                                                          ^^^^^^^^^^^^^^^ hint[env-target-metadata-none]: There is no metadata, so autogenerate cannot compare.
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          from shop.models import Base

          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=Base.metadata)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    for (const { call, mode, options } of env?.reading.calls ?? []) {
      const values = options.get("target_metadata") ?? [];
      if (env === null || mode === "offline" || values.length === 0 || values.some((it) => it.kind !== "none"))
        continue;
      const written = call.keywords.find((it) => it.name === "target_metadata");
      ctx.report({
        file: env.path,
        at: written?.value.span ?? call.callee.span,
        what: "There is no metadata, so autogenerate cannot compare.",
        why: "`alembic revision --autogenerate` and `alembic check` end with an error. Give the metadata of your models.",
      });
    }
  },
});
