import { argumentOf } from "../../emit/read-argument.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { reservedName } from "../reserved-name.ts";
import { sqlOfOperation } from "../sql-of-operation.ts";

export const sqlParseError = defineRule({
  id: "sql-parse-error",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "SQL text that PostgreSQL's own parser refuses",
    why: md`
      The text is read with the parser of PostgreSQL itself (libpg_query). What it refuses, the server refuses: the migration fails with a syntax error when this statement is reached.
    `,
    instead:
      "The message of the parser names the word at which it stopped; the mistake stands there or just before it.",
    limits: md`
      Only text that is known without running Python is read. The parser is that of the newest PostgreSQL that Limbeck knows: syntax of a newer release is refused, syntax that an older server lacks is not.
      Where nothing says which database the project uses, the text may be meant for another one: the finding is then information, and is made only in files that mention PostgreSQL. Text that contains a marker which \`:name::type\` hides is left to text-bind-before-cast.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql.html", "https://github.com/pganalyze/libpg_query"],
    peers: ["squawk:syntax-error"],
    examples: [
      {
        title: "A misspelt word",
        bad: py`
          def upgrade():
              op.execute("ALTER TABEL users ADD COLUMN note text")
                              # ^^^^^ error[sql-parse-error]: PostgreSQL does not accept this SQL: syntax error at or near "TABEL".
        `,
        good: py`
          def upgrade():
              op.execute("ALTER TABLE users ADD COLUMN note text")


          def downgrade():
              op.execute("ALTER TABLE users DROP COLUMN note")
        `,
      },
    ],
  },
  syntaxError({ message, span }, statement, ctx) {
    const { operation } = statement;
    if (operation === null) return;
    const sql = sqlOfOperation(operation);
    const { value } = argumentOf(operation, "sqltext");
    // Another rule explains a marker before a cast, and a text of which parts are not known was never meant to be parsed alone.
    if (sql === null || value === undefined || /(?<![:\w\\]):\w+::/.test(statement.text ?? "")) return;
    // A table or column that is called like a key word is reserved-word-unquoted.
    if (reservedName(span, statement, ctx) !== null) return;
    const { dialect } = ctx.analysis;
    if (dialect === null && !/postgres/i.test(ctx.file.module.text)) return;
    ctx.report({
      at: span,
      what: `PostgreSQL does not accept this SQL: ${message}.`,
      why: "The statement fails with a syntax error when it is reached.",
      doubt: dialect === null ? "nothing says that the database is PostgreSQL." : null,
    });
  },
});
