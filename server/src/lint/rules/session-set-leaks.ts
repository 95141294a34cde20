import type { Statement } from "../../emit/statement.ts";
import type { ActionOf } from "../../locks/action-of.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { resetBehind } from "../fixes/reset-behind.ts";
import { setLocal } from "../fixes/set-local.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const sessionSetLeaks = defineRule({
  id: "session-set-leaks",
  since: "0.2.0",
  group: "transactions",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "SET without LOCAL goes on in every revision that the same run applies afterwards",
    why: md`
      A setting belongs to the connection, and Alembic uses one connection for the whole run. A \`lock_timeout\` that is meant for one index ends another revision's work; with another \`search_path\` or \`role\`, later revisions, and Alembic's own \`alembic_version\`, look for their tables in the wrong place.
    `,
    instead: md`
      \`SET LOCAL\`, which ends with the transaction, and \`transaction_per_migration=True\` in env.py, without which all revisions of a run share one transaction. In an autocommit block, where \`SET LOCAL\` has no effect: \`SET\`, and \`RESET\` behind what it is for.
    `,
    limits: md`
      Looked at are the settings that change what later revisions do: \`lock_timeout\`, \`statement_timeout\`, \`idle_in_transaction_session_timeout\`, \`transaction_timeout\`, \`search_path\`, \`role\`, \`session_authorization\`, \`session_replication_role\`, \`row_security\`, \`timezone\`. A setting that is set back later in the same function is none, nor is a timeout that is set to 0 or DEFAULT.
      \`SET LOCAL search_path\` and \`role\` are told of as information where env.py is known to hold one transaction for all revisions.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-set.html"],
    examples: [
      {
        title: "A timeout for one statement",
        bad: py`
          def upgrade():
              op.execute("SET lock_timeout = '2s'")
                        # ^^^^^^^^^^^^^^^^^^^^^^^ warning[session-set-leaks] +fix: Sets lock_timeout for the rest of the run, not for this revision.
              op.execute("ALTER TABLE users ADD COLUMN plan text")
        `,
        good: py`
          def upgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
              op.execute("ALTER TABLE users ADD COLUMN plan text")


          def downgrade():
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  action: {
    set(action, statement, ctx) {
      const { parameter } = action;
      if (!leaking.has(parameter) || isOrdinary(action) || isSetBack(action, statement, ctx)) return;
      if (action.local) {
        if (ctx.analysis.transactionPerMigration !== false || !ofNames.has(parameter)) return;
        if (statement.operation?.autocommit === true) return;
        ctx.report({
          at: placeOf(action, statement),
          what: `Sets ${parameter} for all later revisions of the run, which share the transaction.`,
          why: "env.py holds one transaction for the whole run, at whose end SET LOCAL ends. Set it back, or set transaction_per_migration=True.",
          atMost: "information",
          fixes: () => resetBehind(parameter, statement, ctx),
        });
        return;
      }
      ctx.report({
        at: placeOf(action, statement),
        what: `Sets ${parameter} for the rest of the run, not for this revision.`,
        why:
          statement.operation?.autocommit === true
            ? "The connection keeps it, and later revisions run with it. Set it back behind what it is for."
            : "The connection keeps it, and later revisions run with it. SET LOCAL ends with the transaction.",
        fixes: () => fixes(parameter, statement, ctx),
      });
    },
  },
});

/** Settings under which a later revision does something else, or fails. */
const leaking: ReadonlySet<string> = new Set([
  "lock_timeout",
  "statement_timeout",
  "idle_in_transaction_session_timeout",
  "transaction_timeout",
  "search_path",
  "role",
  "session_authorization",
  "session_replication_role",
  "row_security",
  "timezone",
]);

/** Settings that say what names and rights mean. */
const ofNames: ReadonlySet<string> = new Set(["search_path", "role", "session_authorization"]);

/** What a session has anyway, unless somebody chose otherwise: no timeout, the default. */
function isOrdinary({ parameter, value }: ActionOf<"set">): boolean {
  if (value === null || value.toLowerCase() === "default") return true;
  return parameter.endsWith("_timeout") && Number.parseFloat(value) === 0;
}

/** Is the parameter set again later, so that this value does not stay? */
function isSetBack({ parameter }: ActionOf<"set">, statement: Statement, { statements }: RuleContext): boolean {
  const later = statements.slice(statements.indexOf(statement) + 1).flatMap((it) => it.actions);
  return later.some((it) => it.kind === "set" && !it.local && (it.parameter === parameter || it.parameter === "all"));
}

function fixes(parameter: string, statement: Statement, ctx: RuleContext): readonly Fix[] {
  const reset = resetBehind(parameter, statement, ctx);
  // What names mean must be set back before Alembic writes its version.
  const canBeLocal = statement.operation?.autocommit !== true && !ofNames.has(parameter);
  return canBeLocal ? [...setLocal(statement, ctx), ...reset] : reset;
}
