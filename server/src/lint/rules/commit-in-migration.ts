import type { ConnectionCall } from "../../migration/connection-call.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { blocksOf } from "../suppressions.ts";
import { callAt, everyNode } from "../syntax-at.ts";

export const commitInMigration = defineRule({
  id: "commit-in-migration",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`commit()`, `rollback()` or `close()` on the connection of the migration ends Alembic's own transaction",
    why: md`
      Alembic holds a transaction around the migrations. \`op.get_bind().commit()\` ends it, and Alembic does not notice: what comes later, and the row that records the revision, are sent in a new transaction that nobody commits. The command says nothing and exits with 0, and the work is lost.
      After \`rollback()\` everything is lost, also what earlier revisions of the same run did. After \`close()\` the next statement fails with ResourceClosedError.
    `,
    instead: md`
      Leave the transaction to Alembic. For a statement that must not run in a transaction there is \`with op.get_context().autocommit_block():\`. For a part that may be undone there is \`with op.get_bind().begin_nested():\`.
    `,
    limits: md`
      SQLAlchemy 1.4 has no \`commit()\` on a connection: there it raises an AttributeError, so the finding holds as well. \`transaction.commit()\` of a transaction from \`begin()\` counts only for \`get_transaction()\`, since \`begin()\` itself fails (begin-in-migration).
      Nothing is said about \`commit()\` where env.py itself commits the connection after the migrations, or where the function then switches the connection to AUTOCOMMIT: then what follows is committed after all.
      Sessions are looked at by session-outside-connection.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/core/connections.html#commit-as-you-go",
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    examples: [
      {
        title: "A commit between two steps",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.get_bind().commit()
            # ^^^^^^^^^^^^^^^^^^^^ error[commit-in-migration] +fix: Ends the transaction in which Alembic runs the migration.
              op.execute("UPDATE users SET plan = 'free'")
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.execute("UPDATE users SET plan = 'free' WHERE id = 1")


          def downgrade():
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  calls: { commit: check, rollback: check, close: check },
});

const effects: Readonly<Record<string, string>> = {
  commit:
    "Alembic does not notice: what comes later, and the row that records the revision, are never committed, and the command exits with 0.",
  rollback: "Everything that this run has done is lost, and the command exits with 0.",
  close: "The next statement, at the latest the one that records the revision, fails with ResourceClosedError.",
};

function check(call: ConnectionCall, ctx: RuleContext): void {
  if (call.own !== true || (call.on !== "connection" && call.on !== "transaction")) return;
  // A transaction of a connection that has one already: `begin()` fails before.
  if (call.on === "transaction" && !call.via.includes("get_transaction")) return;
  // Then what follows is committed after all.
  if (call.method === "commit" && (ctx.project.commitsItself === "yes" || switchesToAutocommit(call, ctx))) return;
  ctx.report({
    at: call.site.callee,
    what:
      call.method === "close"
        ? "Closes the connection on which Alembic runs the migration."
        : "Ends the transaction in which Alembic runs the migration.",
    why: `${effects[call.method]} Leave the transaction to Alembic; \`op.get_context().autocommit_block()\` is for what cannot run in one.`,
    fixes: () => withoutCall(call, ctx),
  });
}

/** `connection.execution_options(isolation_level="AUTOCOMMIT")` changes the connection itself: every later statement is committed, the revision's row too. */
function switchesToAutocommit({ site }: ConnectionCall, { file, body }: RuleContext): boolean {
  if (site.file !== null || body.span === null) return false;
  const later = file.module.text.slice(site.call.end, body.span.end);
  return /execution_options\(\s*isolation_level\s*=\s*["']AUTOCOMMIT["']/.test(later);
}

/** Takes the statement away where it is nothing but this call and not the only one of its block. */
function withoutCall(call: ConnectionCall, { file }: RuleContext): readonly Fix[] {
  const place = call.site.file === null ? callAt(file.module, call.site.call) : null;
  if (place?.statement.type !== "ExpressionStatement" || place.statement.value !== place.call) return [];
  let isOnly = false;
  everyNode(file.module.body, (node) => {
    const blocks = blocksOf(node as unknown as typeof place.statement);
    if (blocks.some((it) => it.length === 1 && it[0] === place.statement)) isOnly = true;
  });
  const { text } = file.module;
  const start = text.lastIndexOf("\n", place.statement.span.start - 1) + 1;
  const newline = text.indexOf("\n", place.statement.span.end);
  const end = newline === -1 ? text.length : newline + 1;
  if (isOnly || text.slice(start, end).trim() !== text.slice(place.statement.span.start, place.statement.span.end))
    return [];
  const edits = [{ file: file.path, span: { start, end }, text: "" }];
  return [{ title: `Remove ${call.method}()`, applicability: "suggested", edits }];
}
