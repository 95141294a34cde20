import { argumentOf } from "../../emit/read-argument.ts";
import type { Operation } from "../../migration/operation.ts";
import { sqlText } from "../../migration/sql-argument.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyUnknown, PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { RuleContext } from "../rule.ts";

export const fstringSql = defineRule({
  id: "fstring-sql",
  since: "0.2.0",
  group: "sql",
  severity: "information",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Data from the database is put into SQL as text",
    why: md`
      A value that holds a quote, a colon or a percent sign changes what the statement says: it fails on the one row that no test had, or does something else than was meant.
    `,
    instead: md`
      Bind the value: \`sa.text("… :name").bindparams(name=value)\`. Names of tables and columns cannot be bound: quote them with \`sa.sql.quoted_name\` or build the statement with \`sa.table()\` and \`sa.column()\`.
    `,
    limits: md`
      Only values that come from a query and stand between quotes are meant: f-strings over constants of the file, fresh identifiers and the time are fine, and nothing is said about values whose origin is not known.
    `,
    sources: ["https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text"],
    peers: ["atlas:SA101"],
    examples: [
      {
        title: "A value of a row",
        bad: py`
          def upgrade():
              for row in op.get_bind().execute(sa.text("SELECT id, email FROM users")):
                  op.execute(f"UPDATE profiles SET mail = '{row.email}' WHERE user_id = 1")
                           # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[fstring-sql]: Puts a value of a query into SQL as text.
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE profiles SET mail = users.email FROM users WHERE users.id = 1 AND profiles.user_id = 1")


          def downgrade():
              raise NotImplementedError("The addresses are gone.")
        `,
      },
    ],
  },
  on: { execute: check, connectionExecute: check },
});

function check(operation: Operation, ctx: RuleContext): void {
  const argument = argumentOf(operation, "sqltext");
  const value = textOf(argument.value);
  if (value?.parts === undefined) return;
  if (!hasDataInQuotes(value)) return;
  ctx.report({
    at: argument.span,
    what: "Puts a value of a query into SQL as text.",
    why: "A quote in the value ends the literal. Bind it: `sa.text(…).bindparams(…)`.",
  });
}

/** The text behind a plain string or `sa.text(…)`, when parts of it are not known. */
function textOf(value: PyValue | undefined): PyUnknown | null {
  if (value?.type === "unknown") return value;
  const sql = sqlText(value);
  const symbolic = symbolicOf(value);
  if (sql === undefined || sql.text.known || symbolic?.kind !== "call") return null;
  const first = symbolic.args[0]?.value;
  return first?.type === "unknown" ? first : null;
}

/** Does a value of a query stand between quotes? */
function hasDataInQuotes({ parts = [] }: PyUnknown): boolean {
  let before = "";
  for (const part of parts) {
    if (part.type === "str") before += part.value;
    else if (part.why.reason === "query" && (before.match(/'/g)?.length ?? 0) % 2 === 1) return true;
  }
  return false;
}
