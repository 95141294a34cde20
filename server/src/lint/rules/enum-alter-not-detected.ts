import { isEnumPath, readEnum } from "../../emit/enum-type.ts";
import { argumentOf } from "../../emit/read-argument.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import type { PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";

export const enumAlterNotDetected = defineRule({
  id: "enum-alter-not-detected",
  since: "0.2.0",
  group: "types",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "`op.alter_column` to an Enum of the same name does not change its values",
    why: md`
      The statement is \`ALTER COLUMN … TYPE state\`, and the type \`state\` is the one that is there: it succeeds and changes nothing. The new values are missing, and the first row that wants one fails with \`invalid input value for enum\`.
    `,
    instead: md`
      \`ALTER TYPE state ADD VALUE IF NOT EXISTS '…'\` in an autocommit block, for each new value. To take values away: rename the old type, create the new one, change the columns with \`USING column::text::state\`, drop the old type.
    `,
    limits:
      "Both values of `type_` and `existing_type` must be known, and have the same name. Nothing is said when the same function changes the type itself (ADD VALUE, CREATE TYPE, a rename).",
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertype.html",
      "https://www.postgresql.org/docs/current/datatype-enum.html",
    ],
    examples: [
      {
        title: "A value more",
        bad: py`
          def upgrade():
              op.alter_column("orders", "state", type_=sa.Enum("new", "paid", name="state"), existing_type=sa.Enum("new", name="state"))
            # ^^^^^^^^^^^^^^^ warning[enum-alter-not-detected]: Does not change the values of the enum type state.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")


          def downgrade():
              raise NotImplementedError("PostgreSQL cannot take a value away.")
        `,
      },
    ],
  },
  on: {
    alterColumn(operation, ctx) {
      const wanted = enumOf(argumentOf(operation, "type_").value);
      const existing = enumOf(argumentOf(operation, "existing_type").value);
      if (wanted === null || existing === null || sameName(wanted.name, existing.name) !== "yes") return;
      const [now, before] = [wanted.values, existing.values];
      if (!now.known || !before.known || now.value.join("\0") === before.value.join("\0")) return;
      const changesType = ctx.statements.some((it) =>
        it.actions.some(
          (action) =>
            (action.kind === "addEnumValue" ||
              action.kind === "createEnum" ||
              action.kind === "renameType" ||
              action.kind === "renameEnumValue") &&
            (action.kind === "renameType" || sameName(action.type, wanted.name) !== "no"),
        ),
      );
      if (changesType) return;
      ctx.report({
        at: operation.site.callee,
        what: `Does not change the values of the enum type ${displayName(wanted.name)}.`,
        why: "The column has that type already, so the statement succeeds and does nothing. Use ALTER TYPE … ADD VALUE, or exchange the type.",
      });
    },
  },
});

function enumOf(value: PyValue | undefined) {
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call" || !isEnumPath(symbolic.path)) return null;
  const reading = readEnum(symbolic.path, symbolic);
  return reading.native === true ? reading.type : null;
}
