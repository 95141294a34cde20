import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { conditionsHold } from "../conditions-hold.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { moveBefore, moveBehind } from "../fixes/move-statement.ts";
import { namesRelation } from "../names-relation.ts";
import { onNewConstraint } from "../on-new-constraint.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const createTableForwardReference = defineRule({
  id: "create-table-forward-reference",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A foreign key to a table that is created only later fails",
    why: md`
      Alembic runs the calls in the order in which they stand; it does not sort them. PostgreSQL refuses a foreign key to a table that is not there: \`relation "users" does not exist\`.
    `,
    instead: md`
      Create the other table first. Where two tables refer to each other, create both and add one of the keys behind with \`op.create_foreign_key\`.
    `,
    limits: md`
      Nothing is said when the table is there already by an earlier revision, and when the later creation says IF NOT EXISTS or runs under a condition: then it may be there.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
    examples: [
      {
        title: "The wrong order",
        bad: py`
          def upgrade():
              op.create_table(
                  "orders",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")),
                                                   # ^^^^^^^^^^^^^^^^^^^^^^^^^ error[create-table-forward-reference] +fix: The foreign key of orders refers to users, which is created only behind it.
              )
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
        `,
        good: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
              op.create_table(
                  "orders",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_orders_user_id")),
              )


          def downgrade():
              op.drop_table("orders")
              op.drop_table("users")
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
  if (references === null || sameName(references.table, table) !== "no") return;
  const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
  const at = following.findIndex((it) => creates(it, references.table));
  const later = following[at];
  if (later === undefined || ctx.createdBefore(references.table) !== "no") return;
  // Where it is dropped, or another one gets out of the way, it was there before.
  if (following.slice(0, at).some((it) => takesAway(it, references.table))) return;
  const state = ctx.schemaAt(statement);
  if (state !== null && findTable(state, references.table).answer === "yes") return;
  ctx.report({
    at: action.kind === "addConstraint" ? placeOf(action, statement) : constraint.span,
    what: `The foreign key of ${displayName(table)} refers to ${displayName(references.table)}, which is created only behind it.`,
    why: `PostgreSQL refuses the statement: there is no such table yet. Create ${displayName(references.table)} first.`,
    fixes: () => reordered(statement, later, following.slice(0, at), ctx),
  });
}

function creates(statement: Statement, table: QualifiedName): boolean {
  return (
    statement.operation !== null &&
    conditionsHold(statement.operation) &&
    statement.actions.some((it) => it.kind === "createTable" && !it.ifNotExists && sameName(it.table, table) === "yes")
  );
}

function takesAway(statement: Statement, table: QualifiedName): boolean {
  return statement.actions.some((it) => {
    if (it.kind === "unknown" || it.kind === "doBlock" || it.kind === "dropSchema" || it.kind === "renameSchema")
      return true;
    if (it.kind === "dropTable" || it.kind === "renameTable") return sameName(it.table, table) !== "no";
    if (it.kind === "dropView") return sameName(it.view, table) !== "no";
    return it.kind === "setSchema" && sameName(it.name, table) !== "no";
  });
}

/** The later table before this statement, or this statement behind it: whichever nothing between the two stands against. */
function reordered(
  statement: Statement,
  later: Statement,
  following: readonly Statement[],
  ctx: RuleContext,
): readonly Fix[] {
  const own = statement.operation;
  const target = later.operation;
  if (own === null || target === null || target === own) return [];
  const between = following.filter((it) => it.operation !== own && it.operation !== target);
  const ownNames = statementsOf(own, ctx).flatMap(namesMade);
  const title = `Create ${listedNames(later)} first`;
  const fix = (edits: readonly TextEdit[] | null): readonly Fix[] =>
    edits === null ? [] : [{ title, applicability: "safe", edits }];
  const targets = statementsOf(target, ctx);
  const namesOne = (statements: readonly Statement[], names: readonly QualifiedName[]): boolean =>
    statements.some((it) => names.some((name) => namesRelation(it, name)));
  if (!namesOne(targets, [...ownNames, ...between.flatMap(namesMade)])) return fix(moveBefore(target, own, ctx));
  return namesOne([...targets, ...between], ownNames) ? [] : fix(moveBehind(own, target, ctx));
}

function statementsOf(operation: Operation, { statements }: RuleContext): readonly Statement[] {
  return statements.filter((it) => it.operation === operation);
}

function namesMade(statement: Statement): readonly QualifiedName[] {
  return statement.actions.flatMap((it) => {
    if (it.kind === "createTable") return [it.table];
    if (it.kind === "createEnum" || it.kind === "createDomain" || it.kind === "createType") return [it.type];
    return it.kind === "addConstraint" || it.kind === "addColumn" ? [it.table] : [];
  });
}

function listedNames(statement: Statement): string {
  const made = statement.actions.flatMap((it) => (it.kind === "createTable" ? [displayName(it.table)] : []));
  return made.join(", ");
}
