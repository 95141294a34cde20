import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { type DataAction, dataExtent, isSmall, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { milliseconds } from "../timeouts.ts";

export const statementTimeoutOnLongOp = defineRule({
  id: "statement-timeout-on-long-op",
  since: "0.2.0",
  group: "transactions",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: {
    smallTables,
    longEnough: {
      default: 3_600_000,
      description: "Milliseconds from which a statement_timeout is long enough for what goes through a whole table.",
    },
  },
  docs: {
    summary: "A statement_timeout of the migration ends what takes as long as the table is large",
    why: md`
      Building an index, validating a constraint and filling in a column read or write the whole table. When the time is over they are cancelled (\`canceling statement due to statement timeout\`): work of minutes is lost, and CONCURRENTLY leaves an invalid index behind.
    `,
    instead: md`
      \`SET LOCAL statement_timeout = 0\` before such a statement (\`SET statement_timeout = 0\` in an autocommit block); \`lock_timeout\` is what keeps a migration from holding up others.
    `,
    limits: md`
      Only settings of the migration itself are seen, not those of env.py, of the role or of the server. Tables that the revision created and \`smallTables\` do not count, nor does a timeout from \`longEnough\` on.
    `,
    sources: ["https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT"],
    examples: [
      {
        title: "A timeout for the whole revision",
        bad: py`
          def upgrade():
              op.execute("SET LOCAL statement_timeout = '5s'")
              op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_days")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[statement-timeout-on-long-op] +fix: Runs with a statement_timeout of 5s, and reads every row of users.
        `,
        good: py`
          def upgrade():
              op.execute("SET LOCAL statement_timeout = 0")
              op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_days")


          def downgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
        `,
      },
    ],
  },
  action: {
    createIndex: (action, statement, ctx) => check(action.table, "reads every row of %", action, statement, ctx),
    reindex: (action, statement, ctx) => check(action.target, "builds % anew", action, statement, ctx),
    validateConstraint: (action, statement, ctx) => check(action.table, "reads every row of %", action, statement, ctx),
    update: data,
    delete: data,
    insert: data,
  },
});

function data(action: DataAction, statement: Statement, ctx: RuleContext): void {
  const { extent, tables } = dataExtent(action, statement, ctx);
  const [table] = tables;
  if (extent === "many" && table !== undefined) check(table, "goes through every row of %", action, statement, ctx);
}

function check(
  table: QualifiedName | null,
  what: string,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const { set, value } = ctx.transaction(statement).statementTimeout;
  const time = value === null ? null : milliseconds(value);
  if (set !== "yes" || time === null || time === 0 || time >= Number(ctx.options.longEnough)) return;
  if (table !== null && (ctx.createdBefore(table) === "yes" || isSmall(table, ctx))) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Runs with a statement_timeout of ${value}, and ${what.replace("%", table === null ? "indexes" : displayName(table))}.`,
    why: "When the time is over it is cancelled, and its work is lost. Set statement_timeout to 0 before it.",
    fixes: () => withoutTimeout(statement, ctx),
  });
}

function withoutTimeout({ operation }: Statement, { file }: RuleContext): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  if (operation === null || op === null) return [];
  const sql = operation.autocommit ? "SET statement_timeout = 0" : "SET LOCAL statement_timeout = 0";
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const edit = insertBefore(file, operation, [`${op}.execute(${pythonString(sql, quote)})`]);
  return edit === null
    ? []
    : [{ title: "Set statement_timeout to 0 before", applicability: "suggested", edits: [edit] }];
}
