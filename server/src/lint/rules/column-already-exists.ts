import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { storedName } from "../../schema/chosen-name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { knownTable, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { systemColumns } from "../used-columns.ts";

export const columnAlreadyExists = defineRule({
  id: "column-already-exists",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A column is added, or gets a name, that the table has already",
    why: md`
      \`column "…" of relation "…" already exists\` ends the migration. Two branches that were merged may both add the column, or the revision was generated against a database that was behind.
    `,
    instead:
      "Delete the statement, or drop the former column first. Where a database may or may not have the column, `if_not_exists=True` (Alembic 1.16) adds it only where it is missing.",
    limits: md`
      Only tables that a revision creates, and about which everything could be read since, are looked at. Nothing is said about a statement under a condition or with \`IF NOT EXISTS\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-COLUMN"],
    examples: [
      {
        title: "An earlier revision added it",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("email", sa.Text()))
            # ^^^^^^^^^^^^^ error[column-already-exists]: The table users has a column email already.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("work_email", sa.Text()))


          def downgrade():
              op.drop_column("users", "work_email")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      if (!action.ifNotExists) check(action.table, action.column.name, action, statement, ctx);
    },
    renameColumn(action, statement, ctx) {
      check(action.table, action.newName, action, statement, ctx);
    },
  },
});

function check(
  table: QualifiedName,
  column: Static<string>,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  if (!runsAlways(statement) || !column.known) return;
  const name = storedName(column.value);
  const known = knownTable(ctx.schemaAt(statement), table);
  const isSystem = systemColumns.has(name) && name !== "oid";
  if (known === null || !(isSystem || known.columns.some((it) => it.name === name))) return;
  ctx.report({
    at: placeOf(action, statement),
    what: isSystem
      ? `Every table has a system column ${name}.`
      : `The table ${displayName(table)} has a column ${name} already.`,
    why: isSystem
      ? "The statement fails. Choose another name."
      : "The statement fails: an earlier revision or statement made the column. Delete this one, or choose another name.",
  });
}
