import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { insertInSql } from "../fixes/insert-in-sql.ts";
import { listed } from "../hanging-on.ts";
import { isMadeIn } from "../made-in.ts";
import { placeOf } from "../place-of.ts";

export const alterDomainAddConstraint = defineRule({
  id: "alter-domain-add-constraint",
  since: "0.2.0",
  group: "types",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A constraint for a domain reads every table with a column of the domain, while nobody can write to them",
    why: md`
      \`ALTER DOMAIN … ADD CONSTRAINT\` and \`SET NOT NULL\` check the rows of all tables that use the domain, one after the other, and keep the locks on all of them until the transaction ends.
    `,
    instead: md`
      \`ADD CONSTRAINT … NOT VALID\`, which checks new values only, and \`ALTER DOMAIN … VALIDATE CONSTRAINT\` in a later revision, at a quiet time: it reads the tables, too. Or a CHECK on each table, which is validated while others write.
    `,
    limits:
      "Which tables use the domain is told as far as the revisions made them. Nothing is said about a domain that the same revision created.",
    sources: ["https://www.postgresql.org/docs/current/sql-alterdomain.html"],
    peers: [
      "squawk:ban-alter-domain-with-add-constraint",
      "pgfence:ban-alter-domain-add-constraint",
      "migrationpilot:MP043",
    ],
    examples: [
      {
        title: "A condition for every column of the domain",
        before: py`
          def upgrade():
              op.execute("CREATE DOMAIN amount AS numeric")
              op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, total amount)")
        `,
        bad: py`
          def upgrade():
              op.execute("ALTER DOMAIN amount ADD CONSTRAINT positive CHECK (VALUE > 0)")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[alter-domain-add-constraint] +fix: Checks every value of the domain amount, in orders.
        `,
        good: py`
          def upgrade():
              op.execute("ALTER DOMAIN amount ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID")


          def downgrade():
              op.execute("ALTER DOMAIN amount DROP CONSTRAINT positive")
        `,
      },
    ],
  },
  action: {
    other(action, statement, ctx) {
      const { locking } = action;
      if (action.statement !== "AlterDomainStmt" || locking?.name == null) return;
      const isConstraint = locking.command === "C";
      if ((!isConstraint && locking.command !== "O") || locking.options.includes("not valid")) return;
      const before = ctx.statements.slice(0, ctx.statements.indexOf(statement));
      if (isMadeIn(before, { kind: "type", name: locking.name })) return;
      const effects = ctx.locks(statement);
      // No table that the revisions know has a column of the domain.
      if (effects.length === 0) return;
      const users = effects.flatMap((it) =>
        it.relation === null || it.object === "unknown" ? [] : [displayName(it.relation)],
      );
      ctx.report({
        at: placeOf(action, statement),
        what: `Checks every value of the domain ${displayName(locking.name)}${users.length === 0 ? "" : `, in ${listed(users)}`}.`,
        why: `Nobody can write to these tables until the transaction ends. ${isConstraint ? "Add the constraint NOT VALID, and validate it at a quiet time." : "A CHECK (VALUE IS NOT NULL) that is added NOT VALID reads no rows."}`,
        doubt: users.length === 0 ? "which tables use the domain is not known." : null,
        fixes: () =>
          isConstraint
            ? insertInSql({ title: "Add it NOT VALID", text: " NOT VALID", behind: null }, statement, ctx)
            : [],
      });
    },
  },
});
