import type { Call, Expression } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import type { EnvFile } from "../rule.ts";
import { everyNode } from "../syntax-at.ts";

export const envUrlPercent = defineRule({
  id: "env-url-percent",
  since: "0.3.0",
  group: "environment",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: '`set_main_option("sqlalchemy.url", …)` fails when the URL has a percent sign',
    why: md`
      The configuration is an ini, in which \`%\` begins an interpolation. A password with a special character is written with percent signs in a URL (\`p%40ss\`), and then \`set_main_option\` ends with \`ValueError: invalid interpolation syntax\`: on the day when the password is changed, in production.
    `,
    instead:
      'Double the percent signs: `config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))`; or give the URL to `create_engine` without the way through the configuration.',
    limits:
      "A URL that is computed is information, since most have no percent sign. Where env.py doubles percent signs anywhere, nothing is said.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/api/config.html#alembic.config.Config.set_main_option"],
    examples: [
      {
        title: "A URL from the environment",
        file: "env.py",
        bad: py`
          config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"])
          #                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^ information[env-url-percent] +fix: Fails when the URL has a percent sign, as a password with special characters has.
        `,
        good: py`
          config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null || !/set_(?:main|section)_option/.test(env.module.text)) return;
    const { text } = env.module;
    if (/\.replace\(\s*["']%["']\s*,/.test(text)) return;
    everyNode(env.module.body, (node) => {
      const value = node.type === "Call" ? urlOf(node as Call) : null;
      if (value === null) return;
      const values = env.reading.resolver.resolve(value, env.reading.place);
      const [only, ...others] = values;
      const known = only?.kind === "text" && others.length === 0 ? only.value : null;
      const prefix = only?.kind === "unknown" ? (only.prefix ?? "") : "";
      if (known !== null ? !isRefused(known) : prefix.startsWith("sqlite")) return;
      ctx.report({
        file: env.path,
        at: value.span,
        what:
          known === null
            ? "Fails when the URL has a percent sign, as a password with special characters has."
            : "Fails, because the URL has a percent sign.",
        why: "The configuration takes it for the beginning of an interpolation (ValueError). Double the percent signs.",
        ...(known === null ? { atMost: "information" as const } : {}),
        fixes: () => doubled(env, value),
      });
    });
  },
});

/** The value of `set_main_option("sqlalchemy.url", value)` or `set_section_option(section, "sqlalchemy.url", value)`. */
function urlOf({ callee, args }: Call): Expression | null {
  const method = callee.type === "Attribute" ? callee.name : null;
  const at = method === "set_main_option" ? 0 : method === "set_section_option" ? 1 : null;
  const name = at === null ? undefined : args[at];
  const value = at === null ? undefined : args[at + 1];
  return name?.type === "StringLiteral" && name.value.endsWith("sqlalchemy.url") ? (value ?? null) : null;
}

/** As `ConfigParser` looks at a value: `%%` and `%(name)s` are taken out, and no percent sign may be left. */
function isRefused(value: string): boolean {
  return value
    .replaceAll("%%", "")
    .replaceAll(/%\([^)]+\)s/g, "")
    .includes("%");
}

function doubled(env: EnvFile, value: Expression): readonly Fix[] {
  const { text } = env.module;
  const written = text.slice(value.span.start, value.span.end);
  const isAtom = ["Name", "Attribute", "Subscript", "Call", "StringLiteral", "FormattedString"].includes(value.type);
  const inner = isAtom && !written.includes("\n") ? written : `(${written})`;
  const edits = [{ file: env.path, span: value.span, text: `${inner}.replace("%", "%%")` }];
  return [{ title: "Double the percent signs", applicability: "suggested", edits }];
}
