import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const createDomainWithConstraint = defineRule({
  id: "create-domain-with-constraint",
  since: "0.2.0",
  group: "types",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A domain with a constraint makes later changes expensive",
    why: md`
      A new column of such a domain rewrites the table, because the values have to be checked. To change the condition later, PostgreSQL reads every table that uses the domain while nobody can write to them. A NOT NULL of a domain is not kept for the NULLs of an outer join.
    `,
    instead: "A column of the base type, with a CHECK on each table.",
    limits: "Off by default: a domain whose condition never changes is fine.",
    sources: ["https://www.postgresql.org/docs/current/sql-createdomain.html"],
    peers: [
      "squawk:ban-create-domain-with-constraint",
      "pgfence:ban-create-domain-with-constraint",
      "migrationpilot:MP043",
    ],
    examples: [
      {
        title: "A domain with a CHECK",
        config: 'select = ["create-domain-with-constraint"]',
        bad: py`
          def upgrade():
              op.execute("CREATE DOMAIN amount AS numeric CHECK (VALUE > 0)")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[create-domain-with-constraint]: Creates the domain amount with a CHECK.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, total numeric CONSTRAINT ck_orders_total CHECK (total > 0))")


          def downgrade():
              op.execute("DROP TABLE orders")
        `,
      },
    ],
  },
  action: {
    createDomain(action, statement, ctx) {
      if (!action.hasCheck && !action.notNull) return;
      const what =
        action.hasCheck && action.notNull ? "a CHECK and NOT NULL" : action.hasCheck ? "a CHECK" : "NOT NULL";
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the domain ${displayName(action.type)} with ${what}.`,
        why: "A new column of it rewrites its table, and a change of the condition reads every table that uses it. A CHECK on each table can be changed one by one.",
      });
    },
  },
});
