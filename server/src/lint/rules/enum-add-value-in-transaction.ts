import { sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { addValueInBlock } from "../fixes/add-value-in-block.ts";
import { inTransaction } from "../in-transaction.ts";
import { placeOf } from "../place-of.ts";

export const enumAddValueInTransaction = defineRule({
  id: "enum-add-value-in-transaction",
  since: "0.2.0",
  group: "types",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A value is added to an enum type inside the transaction that Alembic holds",
    why: md`
      Up to PostgreSQL 11 this fails: \`ALTER TYPE … ADD cannot run inside a transaction block\`. From PostgreSQL 12 on it succeeds, but nothing can use the value before the transaction ends,
      neither this revision nor a later one of the same \`alembic upgrade\`.
    `,
    instead:
      "`with op.get_context().autocommit_block():` around it. What the revision did before is committed then, so the block is best alone in its revision.",
    limits: md`
      It is an error only where the server is stated to be older than PostgreSQL 12, otherwise a hint. What uses the value too early has a rule of its own (enum-add-value-used-in-same-transaction).
      Nothing is said when the same function creates the type before.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertype.html",
      "https://www.postgresql.org/docs/11/sql-altertype.html",
    ],
    examples: [
      {
        title: "A value more",
        bad: py`
          def upgrade():
              op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[enum-add-value-in-transaction] +fix: The value paid cannot be used before the transaction that adds it has ended.
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
      const { operation } = statement;
      const inside = inTransaction(statement, ctx);
      if (operation === null || inside === "no") return;
      const before = ctx.statements.slice(0, ctx.statements.indexOf(statement)).flatMap((it) => it.actions);
      const isNew = before.some((it) => it.kind === "createEnum" && sameName(it.type, action.type) !== "no");
      if (isNew || before.some((it) => it.kind === "renameType")) return;
      const value = action.value.known ? `The value ${action.value.value}` : "The new value";
      const fails = ctx.isAtLeast("postgres", "12") === "no";
      ctx.report({
        at: placeOf(action, statement),
        what: fails
          ? "ALTER TYPE … ADD VALUE fails inside the transaction of the migration."
          : `${value} cannot be used before the transaction that adds it has ended.`,
        why: fails
          ? "PostgreSQL refuses it there before version 12. Put it into `with op.get_context().autocommit_block():`, best in a revision of its own."
          : "Neither this revision nor a later one of the same run can use it. Add it in `with op.get_context().autocommit_block():`, best in a revision of its own.",
        doubt: inside === "unknown" ? "env.py may hand Alembic a connection that commits each statement." : null,
        ...(fails ? {} : { atMost: "hint" as const }),
        fixes: () => addValueInBlock(statement, ctx),
      });
    },
  },
});
