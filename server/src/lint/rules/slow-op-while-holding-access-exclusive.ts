import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import { isSmall, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { type HeldLock, locksHeldBefore } from "../held-locks.ts";
import { onStatement } from "../on-statement.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { splitBefore } from "../split-before.ts";

export const slowOpWhileHoldingAccessExclusive = defineRule({
  id: "slow-op-while-holding-access-exclusive",
  since: "0.2.0",
  group: "transactions",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "Work that takes as long as a table is large, while the transaction keeps everybody out of a table",
    why: md`
      Most ALTER TABLE are quick, but their ACCESS EXCLUSIVE lock is there until the transaction ends. What reads or builds something for minutes behind one, in the same transaction, keeps even SELECT out of that table for minutes, although it would only block writes by itself.
    `,
    instead: md`
      Put the slow part into a revision of its own, with \`transaction_per_migration=True\` in env.py, or into an autocommit block (\`CONCURRENTLY\`), or before the ALTER TABLE. In an editor, a quick fix moves the statement and what follows into the next revision, with its part of \`downgrade()\`.
    `,
    limits: md`
      Told of is the first such statement of a direction: an index, a constraint that is checked, a table that is written anew. An UPDATE and its like are \`mixed-schema-and-data\`. Nothing is said about an index or a constraint of the locked table itself, nor about a constraint that is validated behind its own ADD: the rules about these speak, and their remedy helps here, too. Where the slow statement itself takes ACCESS EXCLUSIVE on the same table, other rules speak. Tables that the revision created and \`smallTables\` do not count; locks that cannot be told do not count either.
    `,
    sources: ["https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES"],
    peers: ["eugene:E4", "pgfence:statement-after-access-exclusive"],
    examples: [
      {
        title: "A column, then an index",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.create_index("ix_orders_user_id", "orders", ["user_id"])
            # ^^^^^^^^^^^^^^^ warning[slow-op-while-holding-access-exclusive]: Goes through all of orders, while nobody can read or write users.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))


          def downgrade():
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  action: onStatement((action, statement, ctx) => {
    const found = worthTelling(statement, ctx);
    if (found === null) return;
    const earlier = ctx.statements.slice(0, ctx.statements.indexOf(statement));
    if (earlier.some((it) => worthTelling(it, ctx) !== null)) return;
    const { held, slow } = found;
    const table = displayName(held.table);
    ctx.report({
      at: placeOf(action, statement),
      what: `Goes through all of ${slow}, while nobody can read or write ${table}.`,
      why: `A statement before has locked ${table}, and a lock is kept until the transaction ends. Put the two into different revisions, each with its own transaction (transaction_per_migration=True).`,
      also: held.statement.operation === null ? [] : [held.statement.operation.site.call],
      revision: () => splitBefore(statement, ctx),
    });
  }),
});

const data: ReadonlySet<string> = new Set(["insert", "update", "delete"]);

/** What no other rule tells of. */
function worthTelling(statement: Statement, ctx: RuleContext): ReturnType<typeof slowWhileHolding> {
  if (statement.actions.some((it) => data.has(it.kind))) return null;
  const found = slowWhileHolding(statement, ctx);
  if (found === null || found.slow !== displayName(found.held.table)) return found;
  return statement.actions.some((it) => hasOwnRule(it, found.held)) ? null : found;
}

/** An index or a constraint of the table itself is told of by the rules about these, and their remedy clears this, too. */
function hasOwnRule(action: Action, held: HeldLock): boolean {
  if (action.kind === "createIndex") return !action.concurrently;
  if (action.kind === "validateConstraint") return held.statement.actions.some((it) => it.kind === "addConstraint");
  return action.kind === "addConstraint";
}

/** The lock that is held, and the table that the statement goes through; null when it is quick, or nothing is held. */
function slowWhileHolding(
  statement: Statement,
  ctx: RuleContext,
): { readonly held: HeldLock; readonly slow: string } | null {
  const slow = ctx.locks(statement).filter((it) => {
    const isTable = (it.object === "table" || it.object === "materialized view") && it.isNew !== "yes";
    return isTable && it.relation !== null && (it.scans === true || it.rewrites === true) && !isSmall(it.relation, ctx);
  });
  const first = slow[0]?.relation;
  if (first == null) return null;
  const held = locksHeldBefore(statement, ["ACCESS EXCLUSIVE"], ctx).find(
    ({ table, statement: by }) =>
      by.operation !== statement.operation &&
      !slow.some(
        (it) => it.mode === "ACCESS EXCLUSIVE" && it.relation !== null && sameName(it.relation, table) !== "no",
      ),
  );
  return held === undefined ? null : { held, slow: displayName(first) };
}
