import { displayName } from "../../postgres/name.ts";
import { changingCheck } from "../changing-check.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { onNewConstraint } from "../on-new-constraint.ts";
import { placeOf } from "../place-of.ts";

export const volatileCheck = defineRule({
  id: "volatile-check",
  since: "0.2.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A CHECK that asks for the time, the user or a random number is true today and false tomorrow",
    why: md`
      PostgreSQL tests a CHECK when a row is written, and takes it that the answer stays. With \`CHECK (valid_until > now())\` a row is fine until its time is over; from then on any UPDATE of another column of it fails, and so does loading a dump of the table, or validating the constraint.
    `,
    instead: md`
      A trigger where the moment of writing is meant, a column that keeps that moment and is compared with (\`CHECK (valid_until > created_at)\`), or the query that reads the rows.
    `,
    limits: md`
      \`CHECK (created_at <= now())\` is left alone: what is past stays so. Looked for are PostgreSQL's own functions of the time, the user, settings, sequences and random numbers; what a function of the project does is not known, and nothing is said.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-CHECK"],
    examples: [
      {
        title: "Valid in the future",
        bad: py`
          def upgrade():
              op.create_check_constraint("ck_tokens_until", "tokens", "valid_until > now()", postgresql_not_valid=True)
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[volatile-check]: The CHECK of tokens asks for now(), whose answer changes.
        `,
        good: py`
          def upgrade():
              op.create_check_constraint("ck_tokens_until", "tokens", "valid_until > created_at", postgresql_not_valid=True)


          def downgrade():
              op.drop_constraint("ck_tokens_until", "tokens", type_="check")
        `,
      },
    ],
  },
  action: onNewConstraint((table, constraint, action, statement, ctx) => {
    const { type, expression, span } = constraint;
    if (type !== "check" || expression?.known !== true) return;
    const asked = changingCheck(expression.value);
    if (asked === null) return;
    ctx.report({
      at: action.kind === "addConstraint" ? placeOf(action, statement) : span,
      what: `The CHECK of ${displayName(table)} asks for ${asked}, whose answer changes.`,
      why: "It is tested only when a row is written. Later an UPDATE of another column fails, and so does loading a dump. Use a trigger, or compare with a column that keeps the moment.",
    });
  }),
});
