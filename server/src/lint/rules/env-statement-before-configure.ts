import { type EnvStep, runsBefore } from "../../project/env-run.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { type ConfiguredConnection, connectionsToCommit, mayCommit } from "../env-transactions.ts";
import type { Fix } from "../finding.ts";
import { behindStatement } from "../fixes/insert-after.ts";
import type { EnvFile, ProjectContext } from "../rule.ts";

export const envStatementBeforeConfigure = defineRule({
  id: "env-statement-before-configure",
  since: "0.3.0",
  group: "environment",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  versions: { sqlalchemy: { from: "2.0" } },
  docs: {
    summary: "A statement before `context.configure` begins a transaction that nobody commits",
    why: md`
      SQLAlchemy 2 begins a transaction with the first statement of a connection, be it only \`SET search_path\`. \`context.configure\` finds that transaction, takes it for one of env.py's own, and leaves it alone: \`context.begin_transaction()\` then does nothing.
      \`alembic upgrade\` prints every revision, ends with exit code 0, and the database is as it was before. A revision with an autocommit block fails with a bare AssertionError.
    `,
    instead: md`
      \`connection.commit()\` behind the statement; or the statement behind \`context.configure\`, in \`context.begin_transaction()\`; or, for settings, \`connect_args={"options": "-csearch_path=…"}\` of the engine.
    `,
    limits: md`
      env.py is read without running it: its own functions are followed, those of other modules are not, and then nothing is said. Nothing is said either where env.py commits afterwards, for \`engine.begin()\` and for connections in AUTOCOMMIT.
      A statement under a condition, and a project whose version of SQLAlchemy is not known, are not certain.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/core/connections.html#commit-as-you-go",
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.environment.EnvironmentContext.begin_transaction",
    ],
    examples: [
      {
        title: "A search path",
        file: "env.py",
        bad: py`
          with engine.connect() as connection:
              connection.execute(text("SET search_path TO shop"))
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information?[env-statement-before-configure] +fix: This begins a transaction that nobody commits: the upgrade reports success and changes nothing.
              context.configure(connection=connection, target_metadata=metadata)
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          with engine.connect() as connection:
              connection.execute(text("SET search_path TO shop"))
              connection.commit()
              context.configure(connection=connection, target_metadata=metadata)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null) return;
    for (const found of connectionsToCommit(ctx)) {
      const statement = openStatement(found);
      if (statement === null || mayCommit(found) || isOfOldStyle(ctx, statement)) continue;
      ctx.report({
        file: env.path,
        at: statement.call.span,
        what: "This begins a transaction that nobody commits: the upgrade reports success and changes nothing.",
        why: "`context.configure` takes the transaction for one of env.py's own, so Alembic does not commit it. Commit the connection before `context.configure`, or send the statement behind it, in `context.begin_transaction()`.",
        doubt: doubtOf(ctx, statement, found.configure),
        fixes: () => commitBehind(env, statement),
      });
    }
  },
});

/** A plain text is no statement for SQLAlchemy 2, so where the version is not known it tells that it is an older one. */
function isOfOldStyle(ctx: ProjectContext, { call }: EnvStep): boolean {
  const isText = call.args[0]?.type === "StringLiteral" && call.callee.type === "Attribute";
  return isText && call.callee.name === "execute" && ctx.isAtLeast("sqlalchemy", "2.0") === "unknown";
}

/** The last statement before `configure` whose transaction is still open then. */
function openStatement({ steps, at, connection }: ConfiguredConnection): EnvStep | null {
  let open: EnvStep | null = null;
  for (const step of steps.slice(0, at)) {
    if (step.connection !== connection && !(step.connection === null && step.kind === "commit")) continue;
    if (step.kind === "execute") open = step;
    else if (step.kind === "commit" || step.kind === "rollback") open = null;
  }
  return open;
}

function doubtOf(ctx: ProjectContext, statement: EnvStep, configure: EnvStep): string | null {
  if (ctx.isAtLeast("sqlalchemy", "2.0") === "unknown")
    return "the version of SQLAlchemy is not known, and 1.4 commits by itself.";
  return runsBefore(statement, configure) ? null : "the statement runs only under a condition.";
}

/** What lasts only until the end of the transaction would be lost by a commit. */
function commitBehind(env: EnvFile, { statement, call, inAsync }: EnvStep): readonly Fix[] {
  const { text } = env.module;
  const { callee } = call;
  if (callee.type !== "Attribute" || /\blocal\b|_xact_/i.test(text.slice(statement.span.start, statement.span.end)))
    return [];
  if (statement.type !== "ExpressionStatement" && statement.type !== "Assign") return [];
  const owner = text.slice(callee.value.span.start, callee.value.span.end);
  const edit = behindStatement(env, statement.span, [`${inAsync ? "await " : ""}${owner}.commit()`]);
  return edit === null ? [] : [{ title: "Commit behind it", applicability: "suggested", edits: [edit] }];
}
