import type { Operation } from "../../migration/operation.ts";
import { splitStatements } from "../../postgres/split-statements.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { indentationAt } from "../fixes/python-text.ts";
import { stringAt } from "../fixes/string-at.ts";
import type { RuleContext } from "../rule.ts";
import { type ExecutedSql, goesToDriver, hasParameters, sqlOfOperation } from "../sql-of-operation.ts";
import { callAt } from "../syntax-at.ts";

export const multiStatementExecute = defineRule({
  id: "multi-statement-execute",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "Several SQL statements in one call fail where the driver prepares statements",
    why: md`
      asyncpg prepares every statement, and PostgreSQL prepares one at a time: the call fails with \`cannot insert multiple commands into a prepared statement\`. psycopg 3 prepares too as soon as there is a parameter.
    `,
    instead: "One `op.execute` for each statement.",
    limits: md`
      The driver is read from the database URL in alembic.ini or env.py. Where it is not asyncpg, and not psycopg 3 with a parameter, nothing is said: psycopg2, and psycopg 3 without parameters, send such a text as a whole.
    `,
    sources: ["https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY"],
    examples: [
      {
        title: "With asyncpg",
        env: py`
          connectable = create_async_engine("postgresql+asyncpg://localhost/shop")
        `,
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET visits = 0; UPDATE users SET days = 0")
            # ^^^^^^^^^^ error[multi-statement-execute] +fix: Sends 2 statements in one call.
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE users SET visits = 0 WHERE id = 1")
              op.execute("UPDATE users SET days = 0 WHERE id = 1")


          def downgrade():
              raise NotImplementedError("The counts are gone.")
        `,
      },
    ],
  },
  on: { execute: check, connectionExecute: check },
});

function check(operation: Operation, ctx: RuleContext): void {
  const { driver } = ctx.project;
  if (driver !== "asyncpg" && driver !== "psycopg") return;
  const sql = sqlOfOperation(operation);
  if (sql === null || !sql.text.includes(";") || (sql.reader === "refused" && driver === "psycopg")) return;
  if (driver === "psycopg" && !isPrepared(operation, sql)) return;
  const statements = splitStatements(sql.text);
  const second = statements[1];
  if (second === undefined) return;
  ctx.report({
    at: operation.site.callee,
    what: `Sends ${statements.length} statements in one call.`,
    why: `${driver} prepares the text${driver === "psycopg" ? " because of its parameters" : ""}, and PostgreSQL refuses to prepare several commands at once. Call it once for each statement.`,
    also: [sql.at(second)],
    fixes: () => splitCall(operation, sql, statements, ctx),
  });
}

/** psycopg 3 sends a text without parameters as a simple query, in which several statements may stand. */
function isPrepared(operation: Operation, sql: ExecutedSql): boolean {
  return sql.bindParameters.length > 0 || hasParameters(operation) === true;
}

function splitCall(
  operation: Operation,
  sql: ExecutedSql,
  statements: ReturnType<typeof splitStatements>,
  { file }: RuleContext,
): readonly Fix[] {
  const place = callAt(file.module, operation.site.call);
  const { module } = file;
  const isAlone = place?.statement.type === "ExpressionStatement" && place.statement.value === place.call;
  if (place === null || !isAlone || sql.bindParameters.length > 0 || !isWrittenOnce(file, operation)) return [];
  if (place.call.args.length !== 1 || place.call.keywords.length > 0 || goesToDriver(operation)) return [];
  // A comment between the statements would be lost.
  if (sqlTokens(sql.text).some((it) => it.kind === "comment")) return [];
  const literal = sql.verbatim({ start: 0, end: sql.text.length });
  const string = literal === null ? null : stringAt(module, literal);
  if (literal === null || string === null || string.formatted) return [];
  const head = module.text.slice(place.call.span.start, string.content.start);
  const tail = module.text.slice(string.content.end, place.call.span.end);
  const indent = indentationAt(module.text, place.statement.span.start);
  const calls = statements.map((it) => `${head}${sql.text.slice(it.start, it.end)}${tail}`);
  return [
    {
      title: "Call it once for each statement",
      applicability: "suggested",
      edits: [{ file: file.path, span: place.call.span, text: calls.join(`\n${indent}`) }],
    },
  ];
}
