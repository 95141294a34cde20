import type { Statement } from "../../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { onNewConstraint } from "../on-new-constraint.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const foreignKeyTargetNotUnique = defineRule({
  id: "foreign-key-target-not-unique",
  since: "0.2.0",
  group: "constraints",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A foreign key to columns that are no primary key and not unique fails",
    why: md`
      PostgreSQL refuses it: \`there is no unique constraint matching given keys for referenced table\`. A partial unique index, one with an expression, and a unique constraint that is DEFERRABLE do not count.
    `,
    instead: "Refer to the primary key, or make the columns of the other table unique before.",
    limits: md`
      What the other table has is told by the revisions before. Nothing is said about a table that no revision creates, and about a table that refers to itself while it is created.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
    examples: [
      {
        title: "A column that is not unique",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))
              op.create_table("orders", sa.Column("user_id", sa.Integer()), sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.create_foreign_key("fk_orders_email", "orders", "users", ["email"], ["email"])
            # ^^^^^^^^^^^^^^^^^^^^^ error[foreign-key-target-not-unique]: The foreign key refers to users (email), which is not unique.
        `,
        good: py`
          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)


          def downgrade():
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
        `,
      },
    ],
  },
  action: onNewConstraint(check),
});

function check(
  table: QualifiedName,
  constraint: ConstraintDefinition,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const { references } = constraint;
  if (references === null || (action.kind === "createTable" && sameName(references.table, table) !== "no")) return;
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, references.table);
  const columns = references.columns.flatMap((it) => (it.known ? [it.value] : []));
  if (found?.answer !== "yes" || columns.length !== references.columns.length) return;
  const target = found.table;
  if (!columns.every((name) => target.columns.some((it) => it.name === name))) return;
  if (isUnique(target, columns)) return;
  const isDeferrable = target.constraints.some((it) => it.type === "unique" && isSame(it.columns, columns));
  const list = columns.length === 0 ? "" : ` (${columns.join(", ")})`;
  const lack = isDeferrable
    ? "whose unique constraint is deferrable"
    : `which ${columns.length === 0 ? "has no primary key" : "is not unique"}`;
  ctx.report({
    at: action.kind === "addConstraint" ? placeOf(action, statement) : constraint.span,
    what: `The foreign key refers to ${displayName(references.table)}${list}, ${lack}.`,
    why: "PostgreSQL refuses such a key. Refer to the primary key, or make the columns unique before.",
    doubt: found.exact ? null : "something before that could not be read may have changed the other table.",
  });
}

/** Is there a key of just these columns, in any order? No columns: the primary key. */
function isUnique(target: Table, columns: readonly string[]): boolean {
  const matches = (names: readonly string[]): boolean => isSame(names, columns);
  return (
    target.constraints.some(
      (it) =>
        (it.type === "primaryKey" && (columns.length === 0 || matches(it.columns))) ||
        (it.type === "unique" && !it.deferrable && matches(it.columns)),
    ) ||
    target.indexes.some(
      (it) =>
        it.unique &&
        it.constraint === null &&
        it.where === null &&
        columns.length > 0 &&
        it.elements.every((element) => element.column !== null) &&
        matches(it.elements.flatMap((element) => element.column ?? [])),
    )
  );
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && b.every((it) => a.includes(it));
}
