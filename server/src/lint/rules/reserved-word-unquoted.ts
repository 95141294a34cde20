import type { Statement } from "../../emit/statement.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { quoteInSql } from "../fixes/quote-in-sql.ts";
import { runsAlways } from "../known-table.ts";
import { reservedName } from "../reserved-name.ts";
import type { RuleContext } from "../rule.ts";
import { sqlOfOperation } from "../sql-of-operation.ts";

export const reservedWordUnquoted = defineRule({
  id: "reserved-word-unquoted",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "SQL text names a table or column that is called like a key word, without quotes",
    why: md`
      SQLAlchemy puts names like \`user\`, \`order\` or \`group\` into quotes by itself; in SQL text they are key words. \`UPDATE user …\` and \`SELECT … FROM order\` are syntax errors.
      \`SELECT … FROM user\` is worse: it is no error, for \`user\` is a function there, and gives one row with the name of the current user.
    `,
    instead: 'Double quotes around the name: `UPDATE "user"`.',
    limits: md`
      It speaks where the revisions before have created a table or column of that name. Other syntax errors are sql-parse-error. Nothing is said about a SELECT under a condition.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-keywords-appendix.html"],
    examples: [
      {
        title: "A table called user",
        before: py`
          def upgrade():
              op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.execute("UPDATE user SET email = lower(email) WHERE id = 1")
                               # ^^^^ error[reserved-word-unquoted] +fix: The word user is a key word of PostgreSQL, not the table.
        `,
        good: py`
          def upgrade():
              op.execute('UPDATE "user" SET email = lower(email) WHERE id = 1')
        `,
      },
    ],
  },
  syntaxError({ span }, statement, ctx) {
    const found = statement.operation === null ? null : reservedName(span, statement, ctx);
    if (found === null) return;
    ctx.report({
      at: span,
      what: `The word ${found.name} is a key word of PostgreSQL, not the ${found.what}.`,
      why: "The statement fails with a syntax error. Put the name in double quotes.",
      fixes: () => quoteInSql(ctx.file, found.name, span),
    });
  },
  action: {
    select: (_, statement, ctx) => checkQuery(statement, ctx),
    insert: (_, statement, ctx) => checkQuery(statement, ctx),
    update: (_, statement, ctx) => checkQuery(statement, ctx),
    delete: (_, statement, ctx) => checkQuery(statement, ctx),
  },
});

/** Key words that are functions without parentheses: PostgreSQL takes them as a source of rows. */
const functions: ReadonlySet<string> = new Set(["user", "current_user", "session_user", "current_role"]);

function checkQuery(statement: Statement, ctx: RuleContext): void {
  const sql = statement.operation === null || !runsAlways(statement) ? null : sqlOfOperation(statement.operation);
  if (sql === null || !/\b(user|current_role)\b/i.test(sql.text)) return;
  const tokens = sqlTokens(sql.text).filter((it) => it.kind !== "comment");
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]?.value;
    if (token.kind !== "name" || !functions.has(token.value) || (before !== "from" && before !== "join")) continue;
    // A call, and a name with a schema, are no such table.
    const next = tokens[at + 1]?.text;
    const place = sql.verbatim(token);
    if (next === "(" || next === "." || place === null) continue;
    const found = reservedName(place, statement, ctx);
    if (found?.what !== "table") continue;
    ctx.report({
      at: place,
      what: `The word ${found.name} is a key word of PostgreSQL, not the table.`,
      why: "FROM then reads one row with the name of the current user. Put the name in double quotes.",
      fixes: () => quoteInSql(ctx.file, found.name, place),
    });
  }
}
