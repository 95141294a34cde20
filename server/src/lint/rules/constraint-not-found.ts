import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { closestNames } from "../../graph/closest-names.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { chosenName, storedName } from "../../schema/chosen-name.ts";
import type { Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { replaceName } from "../fixes/replace-name.ts";
import { knownTable, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const constraintNotFound = defineRule({
  id: "constraint-not-found",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The table has no constraint of that name when the statement runs",
    why: md`
      \`constraint "…" of relation "…" does not exist\` ends the migration. The name is misspelt, it is the one of another naming convention, or an earlier statement dropped the constraint (dropping a column takes its constraints along). A unique index that is no constraint needs \`op.drop_index\`.
    `,
    instead: md`
      The name that the constraint has. PostgreSQL calls one without a name \`<table>_<columns>_key\`, \`_fkey\` or \`_check\`, and a primary key \`<table>_pkey\`; it keeps the name when the table is renamed.
    `,
    limits: md`
      Names are those of a database that is made by these migrations, under the naming convention that env.py has now. Only tables that a revision creates, and about which everything could be read since, are looked at. Nothing is said about a statement under a condition or with \`IF EXISTS\`.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-CONSTRAINT",
      "https://alembic.sqlalchemy.org/en/latest/naming.html",
    ],
    examples: [
      {
        title: "A name that nobody gave",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("days", sa.Integer(), sa.CheckConstraint("days > 0")))
        `,
        bad: py`
          def upgrade():
              op.drop_constraint("users_dais_check", "users", type_="check")
                               # ^^^^^^^^^^^^^^^^^^ error[constraint-not-found] +fix: The table users has no constraint users_dais_check.
        `,
        good: py`
          def upgrade():
              op.drop_constraint("users_days_check", "users", type_="check")
        `,
      },
    ],
  },
  action: {
    dropConstraint(action, statement, ctx) {
      if (!action.ifExists) check(action.table, action.name, action, statement, ctx);
    },
    renameConstraint(action, statement, ctx) {
      check(action.table, action.name, action, statement, ctx);
    },
    validateConstraint(action, statement, ctx) {
      check(action.table, action.name, action, statement, ctx);
    },
  },
});

function check(
  table: QualifiedName,
  constraint: Static<string>,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  if (!runsAlways(statement) || !constraint.known || action.ifTableExists === true) return;
  const known = knownTable(ctx.schemaAt(statement), table);
  const name = storedName(constraint.value);
  if (known === null || known.constraints.some((it) => it.name === name) || isNotNull(known, name)) return;
  const isIndex = known.indexes.some((it) => it.name === name);
  const near = closestNames(
    name,
    known.constraints.map((it) => it.name),
  );
  const others = known.constraints.map((it) => it.name).toSorted();
  const written = ctx.file.module.text.slice(constraint.span.start, constraint.span.end);
  ctx.report({
    at:
      written.includes(constraint.value) && written.length <= constraint.value.length + 2
        ? constraint.span
        : placeOf(action, statement),
    what: `The table ${displayName(table)} has no constraint ${name}.`,
    why: isIndex
      ? "The statement fails: it is an index that belongs to no constraint. Use op.drop_index."
      : near.length > 0
        ? `The statement fails. Did you mean ${near.join(" or ")}?`
        : others.length === 0
          ? "The statement fails: the revisions before leave the table without any constraint."
          : `The statement fails. By the revisions before, the table has ${others.join(", ")}.`,
    fixes: () => (isIndex || near[0] === undefined ? [] : replaceName(ctx.file, constraint, near[0])),
  });
}

/** From PostgreSQL 18 on NOT NULL is a constraint with a name, which the schema does not list. */
function isNotNull(table: Table, name: string): boolean {
  return table.columns.some(
    (it) => it.notNull && chosenName({ first: table.name, second: it.name, label: "not_null" }, () => false) === name,
  );
}
