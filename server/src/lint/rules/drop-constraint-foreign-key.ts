import { argumentOf, readName } from "../../emit/read-argument.ts";
import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { ofKey } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const dropConstraintForeignKey = defineRule({
  id: "drop-constraint-foreign-key",
  since: "0.2.0",
  group: "constraints",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "Dropping a foreign key needs the strongest lock on both tables",
    why: md`
      \`DROP CONSTRAINT\` of a foreign key is quick, but takes the lock that keeps out reads and writes on two tables: the one that has the key, and the one that it refers to, which is often the busiest table of all. It waits for every query of both, and everybody who comes later waits behind it.
    `,
    instead: md`
      Give it a revision of its own, so that the locks are not held longer than needed, and set a short \`lock_timeout\` before (\`SET LOCAL lock_timeout = '2s'\`), so that it gives up instead of stopping everybody.
    `,
    limits: md`
      Nothing is said about tables that the same revision created, where \`lock_timeout\` is set before in the same transaction, where the same revision drops one of the two tables anyway, and in \`downgrade()\` about a key that \`upgrade()\` added. That the constraint is a foreign key is told by \`type_="foreignkey"\`, or by the revisions before.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html",
      "https://www.postgresql.org/docs/current/explicit-locking.html",
    ],
    peers: ["pgfence:drop-constraint"],
    examples: [
      {
        title: "A foreign key",
        bad: py`
          def upgrade():
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
            # ^^^^^^^^^^^^^^^^^^ information[drop-constraint-foreign-key]: Dropping the foreign key fk_orders_user_id locks two tables against reads and writes.
        `,
        good: py`
          def upgrade():
              op.execute("SET LOCAL lock_timeout = '2s'")
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")


          def downgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)
        `,
      },
    ],
  },
  action: {
    dropConstraint(action, statement, ctx) {
      const { table, name } = action;
      const existing = existingTable(ctx, table);
      if (existing === null || !name.known || !ctx.locks(statement).some((it) => it.blocks?.includes("reads"))) return;
      const target = targetOf(table, name.value, statement, ctx);
      if (target === null || ctx.transaction(statement).lockTimeout.set === "yes") return;
      if (ctx.direction === "downgrade" && isAdded(name.value, ctx)) return;
      if (isDropped(table, ctx) || (target !== "" && isDropped(target, ctx))) return;
      const both = target === "" ? "two tables" : `${displayName(table)} and ${displayName(target)}`;
      ctx.report({
        at: placeOf(action, statement),
        what: `Dropping the foreign key ${name.value} locks ${both} against reads and writes.`,
        why: "It is quick, but it waits for every query of both tables, and others wait behind it. Set a short lock_timeout before, and do nothing else in that revision.",
        doubt: existing.doubt,
      });
    },
  },
});

/** The table that the key refers to; "" when it is a foreign key of which that is not known; null when it is none, or that is not known either. */
function targetOf(
  table: QualifiedName,
  name: string,
  statement: Statement,
  ctx: RuleContext,
): QualifiedName | "" | null {
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  const held = found?.answer === "yes" ? found.table.constraints.find((it) => it.name === name) : undefined;
  if (held !== undefined) {
    if (held.references === null || found?.answer !== "yes") return null;
    const target = ofKey(held.references.table);
    // A key of a table to itself locks one table.
    if (target.schema === found.table.schema && target.name === found.table.name) return null;
    const span = statement.span;
    const schema = target.schema === "public" ? null : { known: true as const, value: target.schema, span };
    return { schema, name: { known: true, value: target.name, span } };
  }
  const { operation } = statement;
  const type = operation?.directive === "drop_constraint" ? readName(argumentOf(operation, "type_"))?.name : undefined;
  return type?.known === true && type.value === "foreignkey" ? "" : null;
}

function isAdded(name: string, { otherStatements }: RuleContext): boolean {
  return otherStatements.some((it) =>
    it.actions.some(
      (action) =>
        (action.kind === "addConstraint" &&
          action.constraint.name?.known === true &&
          action.constraint.name.value === name) ||
        (action.kind === "addColumn" && action.column.constraints.length > 0) ||
        action.kind === "createTable",
    ),
  );
}

function isDropped(table: QualifiedName, { statements }: RuleContext): boolean {
  return statements.some((it) =>
    it.actions.some((action) => action.kind === "dropTable" && sameName(action.table, table) !== "no"),
  );
}
