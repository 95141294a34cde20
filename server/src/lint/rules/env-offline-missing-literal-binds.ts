import { defineRule, md, py } from "../define-rule.ts";
import { addKeyword, flagOf, setKeyword } from "../env-options.ts";

export const envOfflineMissingLiteralBinds = defineRule({
  id: "env-offline-missing-literal-binds",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The script of `--sql` gets placeholders in place of values",
    why: md`
      Without \`literal_binds=True\`, \`alembic upgrade --sql\` prints \`UPDATE users SET plan=%(plan)s\` for a statement with parameters: a script that no database runs. Nothing fails while it is printed.
      \`alembic init\` has written the argument since 2014; an older env.py lacks it.
    `,
    instead:
      '`literal_binds=True` in the `context.configure` of the offline run, and `dialect_opts={"paramstyle": "named"}`, with which texts keep their percent signs.',
    limits: "Arguments that are computed are left alone. Who never uses `--sql` does not need it.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.environment.EnvironmentContext.configure.params.literal_binds",
    ],
    examples: [
      {
        title: "A URL only",
        file: "env.py",
        bad: py`
          def run_migrations_offline():
              context.configure(url=url, target_metadata=metadata)
            # ^^^^^^^^^^^^^^^^^ hint[env-offline-missing-literal-binds] +fix: The script of --sql has placeholders in place of values.
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          def run_migrations_offline():
              context.configure(url=url, target_metadata=metadata, literal_binds=True)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    for (const configure of env?.reading.calls ?? []) {
      if (env === null || configure.mode !== "offline") continue;
      const flag = flagOf(configure, "literal_binds");
      if (flag !== false && flag !== "absent") continue;
      ctx.report({
        file: env.path,
        at: configure.call.callee.span,
        what: "The script of --sql has placeholders in place of values.",
        why: "A statement with parameters is printed as `%(name)s`, which no database runs. Add `literal_binds=True`.",
        fixes: () =>
          flag === false
            ? setKeyword(env, configure, "literal_binds", "True")
            : addKeyword(env, configure.call, "literal_binds=True"),
      });
    }
  },
});
