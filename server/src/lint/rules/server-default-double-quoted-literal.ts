import { sqlTokens } from "../../postgres/sql-tokens.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { pythonString } from "../fixes/python-text.ts";
import { wrapInText } from "../fixes/wrap-in-text.ts";
import { constantDefault, type GivenDefault, isPythonString, onDefault } from "../on-default.ts";
import type { RuleContext } from "../rule.ts";

export const serverDefaultDoubleQuotedLiteral = defineRule({
  id: "server-default-double-quoted-literal",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A default is quoted twice, so that the quotes belong to it",
    why: md`
      \`server_default="'new'"\` is a string, and SQLAlchemy quotes it again: \`DEFAULT '''new'''\`. A text column then holds \`'new'\` with its quotes, and \`"''"\` is no empty text but two quotes; other types refuse it, \`invalid input syntax\`.
      The same goes for a default that was copied from the database with its cast, \`"'new'::character varying"\`.
    `,
    instead: '`server_default="new"`, or `server_default=sa.text("\'new\'")`.',
    limits: "Only strings of operations are looked at: who writes three quotes in SQL means them.",
    sources: ["https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.Column.params.server_default"],
    examples: [
      {
        title: "A word in quotes",
        bad: py`
          def upgrade():
              op.add_column("orders", sa.Column("state", sa.Text(), server_default="'new'"))
                                                                                 # ^^^^^^^ warning[server-default-double-quoted-literal] +fix: The default of the column state holds the quotes, too.
        `,
        good: py`
          def upgrade():
              op.add_column("orders", sa.Column("state", sa.Text(), server_default="new"))


          def downgrade():
              op.drop_column("orders", "state")
        `,
      },
    ],
  },
  action: onDefault((given, ctx) => {
    const value = constantDefault(given.sql);
    const inner = value === null || !isPythonString(given, ctx) ? null : quoted(value);
    if (inner === null) return;
    ctx.report({
      at: given.at,
      what: `The default of the ${columnPhrase(given.column)} holds the quotes, too.`,
      why: `SQLAlchemy quotes the string once more: DEFAULT ${given.sql}. Text keeps the quotes, other types refuse them. Say ${inner.cast ? "sa.text(…)" : "it without them"}.`,
      fixes: () => fixesFor(given, inner, ctx),
    });
  }),
});

/** What a text that is a SQL constant stands for, and whether a cast is behind it; null when it is none. */
function quoted(value: string): { readonly value: string; readonly cast: boolean } | null {
  const text = constantDefault(value.trim());
  if (text === null) return null;
  return { value: text, cast: sqlTokens(value).some((it) => it.text === "::") };
}

function fixesFor(given: GivenDefault, inner: { readonly value: string; readonly cast: boolean }, ctx: RuleContext) {
  const { file } = ctx;
  const written = file.module.text.slice(given.at.start, given.at.end);
  const wrapped: Fix = {
    title: "Wrap it in sa.text()",
    applicability: "suggested",
    edits: wrapInText(file, given.at),
  };
  if (inner.value.includes(":") && !inner.cast) return withoutQuotes();
  return inner.cast ? [wrapped] : [...withoutQuotes(), wrapped];

  function withoutQuotes(): readonly Fix[] {
    const text = pythonString(inner.value, written.startsWith("'") ? "'" : '"');
    const edit = { file: file.path, span: given.at, text };
    return [{ title: `Say ${text}`, applicability: "suggested", edits: [edit] }];
  }
}
