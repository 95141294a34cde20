import type { Statement } from "../../emit/statement.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { addIfNotExists } from "../fixes/add-if-not-exists.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const enumAddValueNotIdempotent = defineRule({
  id: "enum-add-value-not-idempotent",
  since: "0.2.0",
  group: "types",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A value that an autocommit block adds to an enum type without IF NOT EXISTS fails at the second attempt",
    why: md`
      The block commits the value at once. When something behind it fails, the revision does not count as applied, and the next attempt ends with \`enum label "…" already exists\`.
      Without \`transaction_per_migration=True\` the mark that the revision is done is in the transaction of all revisions behind it: when one of them fails, this one is run again, too.
    `,
    instead: "`ALTER TYPE … ADD VALUE IF NOT EXISTS …`.",
    limits: md`
      Nothing is said where the value is the last thing that the function does and env.py gives each revision a transaction of its own.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertype.html"],
    examples: [
      {
        title: "A value more",
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE 'paid'")
                            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[enum-add-value-not-idempotent] +fix: Adds a value to the enum type state at once, and cannot be run again.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")
        `,
      },
    ],
  },
  action: {
    addEnumValue(action, statement, ctx) {
      if (action.ifNotExists || statement.operation?.autocommit !== true || isLast(statement, ctx)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds a value to the enum type ${displayName(action.type)} at once, and cannot be run again.`,
        why: "The block commits it. When something behind it fails, the second attempt ends with `enum label … already exists`. Say ADD VALUE IF NOT EXISTS.",
        fixes: () => {
          const edit = addIfNotExists(statement, ["add", "value"], ctx);
          return edit === null ? [] : [{ title: "Add IF NOT EXISTS", applicability: "suggested", edits: [edit] }];
        },
      });
    },
  },
});

/** Nothing follows that could fail: neither in this function nor in the transaction that marks the revision as done. */
function isLast(statement: Statement, { statements, analysis }: RuleContext): boolean {
  return analysis.transactionPerMigration === true && statements.at(-1) === statement;
}
