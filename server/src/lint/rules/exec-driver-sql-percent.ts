import { defineRule, md, py } from "../define-rule.ts";
import { hasParameters, sqlOfOperation } from "../sql-of-operation.ts";

export const execDriverSqlPercent = defineRule({
  id: "exec-driver-sql-percent",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A percent sign in `exec_driver_sql` is a placeholder of the driver",
    why: md`
      \`exec_driver_sql\` hands the text to the driver as it is, and psycopg and psycopg2 read \`%\` as the beginning of a placeholder, also when no parameters are given.
      \`LIKE 'a%'\` fails with \`only '%s', '%b', '%t' are allowed as placeholders\` (psycopg) or a TypeError (psycopg2).
    `,
    instead:
      "Double the sign: `LIKE 'a%%'`. Or use `op.execute` and `sa.text`, where a percent sign is a percent sign.",
    limits: md`
      Nothing is said about \`%s\` and \`%(name)s\`, and where the project uses asyncpg or pg8000, whose placeholders are others. \`%s\` without parameters fails on psycopg2 only, and is not looked at.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/core/connections.html#sqlalchemy.engine.Connection.exec_driver_sql",
      "https://www.psycopg.org/psycopg3/docs/basic/params.html",
    ],
    examples: [
      {
        title: "LIKE",
        bad: py`
          def upgrade():
              op.get_bind().exec_driver_sql("DELETE FROM users WHERE email LIKE '%@example.com'")
                                                                               # ^ error[exec-driver-sql-percent] +fix: The driver takes the percent sign for a placeholder.
        `,
        good: py`
          def upgrade():
              op.get_bind().exec_driver_sql("DELETE FROM users WHERE id = 1 AND email LIKE '%%@example.com'")


          def downgrade():
              raise NotImplementedError("The users are gone.")
        `,
      },
    ],
  },
  on: {
    connectionExecute(operation, ctx) {
      const { driver } = ctx.project;
      if (operation.name !== "exec_driver_sql" || driver === "asyncpg" || driver === "pg8000") return;
      const sql = sqlOfOperation(operation);
      if (sql === null || sql.form !== "string") return;
      const given = hasParameters(operation);
      for (const { index } of sql.text.matchAll(/(?<!%)(?:%%)*%(?![%sbt(])/g)) {
        const at = sql.text.indexOf("%", index) + trailingPairs(sql.text, index);
        const place = sql.verbatim({ start: at, end: at + 1 });
        ctx.report({
          at: sql.at({ start: at, end: at + 1 }),
          what: "The driver takes the percent sign for a placeholder.",
          why: `exec_driver_sql fails${given === false ? ", although there are no parameters" : ""}. Double the sign.`,
          fixes: () =>
            place === null
              ? []
              : [
                  {
                    title: "Double the percent sign",
                    applicability: "safe",
                    edits: [{ file: ctx.file.path, span: { start: place.end, end: place.end }, text: "%" }],
                  },
                ],
        });
      }
    },
  },
});

/** Doubled signs before the odd one: `%%%` is an escaped sign and another one. */
function trailingPairs(text: string, index: number): number {
  let count = 0;
  while (text[index + count] === "%") count++;
  return count - 1;
}
