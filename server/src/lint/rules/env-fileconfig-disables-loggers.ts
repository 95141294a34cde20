import type { Call } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { addKeyword } from "../env-options.ts";
import { everyNode } from "../syntax-at.ts";

export const envFileconfigDisablesLoggers = defineRule({
  id: "env-fileconfig-disables-loggers",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: false,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`fileConfig(…)` silences every logger that exists already",
    why: md`
      \`logging.config.fileConfig\` disables existing loggers unless it is told otherwise. An application that runs its migrations when it starts logs nothing any more after them.
    `,
    instead: "`fileConfig(config.config_file_name, disable_existing_loggers=False)`.",
    limits:
      "Alembic's own templates have the call without the argument, and for the command line it does no harm, so the rule is off unless it is selected.",
    sources: ["https://docs.python.org/3/library/logging.config.html#logging.config.fileConfig"],
    examples: [
      {
        title: "As alembic init writes it",
        file: "env.py",
        bad: py`
          fileConfig(config.config_file_name)
          #<^^^^^^^^ hint[env-fileconfig-disables-loggers] +fix: Silences every logger of the application that runs the migrations.
        `,
        good: py`
          fileConfig(config.config_file_name, disable_existing_loggers=False)
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null || !env.module.text.includes("fileConfig")) return;
    everyNode(env.module.body, (node) => {
      if (node.type !== "Call") return;
      const call = node as Call;
      const { callee, args, keywords } = call;
      const name = callee.type === "Name" ? callee.id : callee.type === "Attribute" ? callee.name : "";
      // fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None)
      const isGiven =
        args.length > 2 || keywords.some((it) => it.name === null || it.name === "disable_existing_loggers");
      if (name !== "fileConfig" || isGiven) return;
      ctx.report({
        file: env.path,
        at: callee.span,
        what: "Silences every logger of the application that runs the migrations.",
        why: "Loggers that exist already are disabled. Add `disable_existing_loggers=False`.",
        fixes: () => addKeyword(env, call, "disable_existing_loggers=False"),
      });
    });
  },
});
