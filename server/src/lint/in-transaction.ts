import type { Answer } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { Operation } from "../migration/operation.ts";
import type { RuleContext } from "./rule.ts";

/** Does a statement run in the transaction that Alembic holds? "unknown": env.py may hand Alembic a connection that commits each statement. */
export function inTransaction(statement: Statement, ctx: RuleContext): Answer {
  const { operation } = statement;
  if (operation === null || operation.autocommit || ctx.project.autocommit === "yes") return "no";
  if (isSwitchedToAutocommit(operation, ctx)) return "no";
  if (ctx.project.driver !== "psycopg" && isBehindCommit(statement, ctx)) return "no";
  return ctx.project.autocommit === "unknown" ? "unknown" : "yes";
}

/** Code before the statement makes the connection itself commit each statement: `execution_options(isolation_level="AUTOCOMMIT")`, or the driver's own ways. */
function isSwitchedToAutocommit({ site }: Operation, { file, body }: RuleContext): boolean {
  if (site.file !== null || body.span === null) return false;
  const before = file.module.text.slice(0, site.call.start);
  return /\bAUTOCOMMIT\b|set_isolation_level|ISOLATION_LEVEL_AUTOCOMMIT|\.autocommit\s*=\s*True/.test(
    before.slice(body.span.start),
  );
}

/**
 * Behind a COMMIT as text psycopg2 and asyncpg still believe that they have begun, so that every statement commits by itself: until something begins again (an autocommit block
 * ends, BEGIN as text).
 */
function isBehindCommit(statement: Statement, { statements }: RuleContext): boolean {
  const before = statements.slice(0, Math.max(statements.indexOf(statement), 0));
  const last = before.findLast((it) => it.operation?.autocommit === true || transactionIn(it) !== null);
  const command = last === undefined ? null : transactionIn(last);
  return command === "commit" || command === "rollback";
}

function transactionIn({ actions }: Statement): string | null {
  const found = actions.findLast((it) => it.kind === "transaction");
  return found?.kind === "transaction" && found.command !== "savepoint" ? found.command : null;
}
