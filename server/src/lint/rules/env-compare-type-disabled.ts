import { defineRule, md, py } from "../define-rule.ts";
import { addKeyword, flagOf, setKeyword } from "../env-options.ts";

export const envCompareTypeDisabled = defineRule({
  id: "env-compare-type-disabled",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  options: {
    serverDefaults: {
      default: false,
      description: "Also where `compare_server_default=True` is missing, which is Alembic's default.",
    },
  },
  docs: {
    summary: "Autogenerate is told not to compare types",
    why: md`
      With \`compare_type=False\` a changed type of a column is in no migration: models and database drift apart without a word.
      The default has been \`True\` since Alembic 1.12. Server defaults are compared only with \`compare_server_default=True\`; the option \`serverDefaults\` asks for that, too.
    `,
    instead: "Leave `compare_type` out, or give a function that knows which types to leave alone.",
    limits: "Only a literal `False` is seen; a function that always returns False is not.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/autogenerate.html#comparing-types"],
    examples: [
      {
        title: "compare_type=False",
        file: "env.py",
        bad: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata, compare_type=False)
            #                                                                    ^^^^^^^^^^^^ hint[env-compare-type-disabled] +fix: Autogenerate does not see changed types.
              with context.begin_transaction():
                  context.run_migrations()
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
    for (const configure of env?.reading.calls ?? []) {
      const { call, mode } = configure;
      if (env === null || mode === "offline" || !configure.options.has("target_metadata")) continue;
      const written = call.keywords.find((it) => it.name === "compare_type");
      if (flagOf(configure, "compare_type") === false) {
        ctx.report({
          file: env.path,
          at: written?.nameSpan ?? call.callee.span,
          what: "Autogenerate does not see changed types.",
          why: "Models and database drift apart without a word. Alembic compares types by default since 1.12.",
          fixes: () => setKeyword(env, configure, "compare_type", "True"),
        });
      }
      const defaults = flagOf(configure, "compare_server_default");
      if (ctx.options.serverDefaults === true && (defaults === false || defaults === "absent")) {
        ctx.report({
          file: env.path,
          at: call.callee.span,
          what: "Autogenerate does not see changed server defaults.",
          why: "Alembic compares them only with `compare_server_default=True`.",
          fixes: () =>
            defaults === false
              ? setKeyword(env, configure, "compare_server_default", "True")
              : addKeyword(env, call, "compare_server_default=True"),
        });
      }
    }
  },
});
