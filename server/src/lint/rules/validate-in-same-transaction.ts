import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { wrapInAutocommitBlock } from "../fixes/wrap-in-autocommit-block.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { splitBefore } from "../split-before.ts";

export const validateInSameTransaction = defineRule({
  id: "validate-in-same-transaction",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary:
      "VALIDATE CONSTRAINT in the transaction that added the constraint NOT VALID blocks as much as without NOT VALID",
    why: md`
      \`ADD CONSTRAINT … NOT VALID\` is quick, and \`VALIDATE CONSTRAINT\` reads every row under a weak lock. But a lock is held until the transaction ends: in one transaction, the strong lock of ADD CONSTRAINT is still there while the rows are read.
    `,
    instead: md`
      Validate in a transaction of its own: in \`with op.get_context().autocommit_block():\`, or in the next revision with \`transaction_per_migration=True\` in env.py. Without that setting, all revisions of one \`alembic upgrade\` share a transaction.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. Constraints that an earlier revision added NOT VALID are not looked at, although the two may run in one transaction.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: [
      "squawk:constraint-missing-not-valid",
      "strong_migrations:validate_foreign_key",
      "eugene:E4",
      "pgfence:not-valid-validate-same-tx",
    ],
    examples: [
      {
        title: "Two steps in one transaction",
        bad: py`
          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)
              op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user_id")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[validate-in-same-transaction] +fix: Validates fk_orders_user_id of orders in the transaction that added it.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user_id")


          def downgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
        `,
      },
    ],
  },
  action: {
    validateConstraint(action, statement, ctx) {
      const { table, name } = action;
      const added = name.known ? additionOf(table, name.value, statement, ctx) : null;
      const existing = existingTable(ctx, table);
      if (added === null || existing === null) return;
      const { operation } = statement;
      ctx.report({
        at: placeOf(action, statement),
        what: `Validates ${name.known ? name.value : "a constraint"} of ${displayName(table)} in the transaction that added it.`,
        why: `The lock of ADD CONSTRAINT is still held while every row is read. ${waitingSentence(effectOn(ctx, added, table))} Validate it in an autocommit block.`,
        doubt: existing.doubt,
        revision: () => splitBefore(statement, ctx),
        fixes: () => {
          const isAlone = ctx.statements.filter((it) => it.operation === operation).length === 1;
          const edits = operation === null || !isAlone ? null : wrapInAutocommitBlock(operation, ctx);
          return edits === null || edits.length === 0
            ? []
            : [{ title: "Validate it in an autocommit block", applicability: "suggested", edits }];
        },
      });
    },
  },
});

/** The statement of the same transaction that added the constraint NOT VALID. */
function additionOf(
  table: QualifiedName,
  name: string,
  statement: Statement,
  { statements, transaction }: RuleContext,
): Statement | null {
  const { firstStatement, autocommit } = transaction(statement);
  if (autocommit) return null;
  const before = statements.slice(firstStatement, statements.indexOf(statement));
  return (
    before.findLast((it) =>
      it.actions.some(
        (action) =>
          action.kind === "addConstraint" &&
          action.constraint.notValid &&
          sameName(action.table, table) !== "no" &&
          action.constraint.name?.known === true &&
          action.constraint.name.value === name,
      ),
    ) ?? null
  );
}
