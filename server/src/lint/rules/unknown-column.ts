import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { closestNames } from "../../graph/closest-names.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { storedName } from "../../schema/chosen-name.ts";
import type { Table } from "../../schema/schema-state.ts";
import { createdLater } from "../created-later.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { replaceName } from "../fixes/replace-name.ts";
import { knownTable, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { ActionHandlers, RuleContext } from "../rule.ts";
import { systemColumns, usedColumns } from "../used-columns.ts";

const kinds = [
  "dropColumn",
  "renameColumn",
  "alterColumnType",
  "setNotNull",
  "dropNotNull",
  "setDefault",
  "dropDefault",
  "addIdentity",
  "setIdentity",
  "dropIdentity",
  "dropExpression",
  "setStatistics",
  "setStorage",
  "setCompression",
  "setColumnOptions",
  "createIndex",
  "addConstraint",
  "update",
  "comment",
] as const satisfies readonly Action["kind"][];

export const unknownColumn = defineRule({
  id: "unknown-column",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The table has no column of that name when the statement runs",
    why: md`
      \`column "…" of relation "…" does not exist\` ends the migration. The revisions before tell what the table looks like at this point: the name is misspelt, or an earlier revision or statement dropped or renamed the column.
    `,
    instead: "The name that the column has at this point of the history.",
    limits: md`
      Only tables that a revision creates, and about which everything could be read since, are looked at: of a table that was there before Alembic nobody knows the columns. Nothing is said about a statement under a condition, with \`IF EXISTS\`, about views, nor about a column that is added later in the same function (see column-used-before-created). Columns that a foreign key refers to are fk-to-unknown.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    examples: [
      {
        title: "A misspelt name",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "emial", server_default="")
                                     # ^^^^^^^ error[unknown-column] +fix: The table users has no column emial.
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "email", server_default="")


          def downgrade():
              op.alter_column("users", "email", server_default=None)
        `,
      },
    ],
  },
  action: Object.fromEntries(kinds.map((kind) => [kind, check])) as ActionHandlers,
});

function check(action: Action, statement: Statement, ctx: RuleContext): void {
  if (!runsAlways(statement)) return;
  for (const { table, column } of usedColumns(action)) {
    if (!column.known || systemColumns.has(column.value)) continue;
    const known = knownTable(ctx.schemaAt(statement), table);
    const name = storedName(column.value);
    if (known === null || known.columns.some((it) => it.name === name)) continue;
    // Another letter case in SQL is what mixed-case-raw-sql explains.
    if (isFolded(column, known, ctx) || createdLater(ctx, statement, table, column.value)) continue;
    const near = closestNames(
      name,
      known.columns.map((it) => it.name),
    );
    const [meant] = near;
    ctx.report({
      at: isInFile(column, ctx) ? column.span : placeOf(action, statement),
      what: `The table ${displayName(table)} has no column ${name}.`,
      why:
        meant === undefined
          ? "The statement fails: the revisions before leave no such column at this point."
          : `The statement fails. Did you mean ${near.join(" or ")}?`,
      fixes: () => (meant === undefined ? [] : replaceName(ctx.file, column, meant)),
    });
  }
}

/** The name stands where the span says; a name that was computed has the span of something else. */
function isInFile(column: Static<string>, ctx: RuleContext): boolean {
  const written = ctx.file.module.text.slice(column.span.start, column.span.end);
  return column.known && written.includes(column.value) && written.length <= column.value.length + 2;
}

/** SQL in which a name without quotes is written with the capitals of the column. */
function isFolded(column: Static<string>, table: Table, ctx: RuleContext): boolean {
  const written = ctx.file.module.text.slice(column.span.start, column.span.end);
  return table.columns.some((it) => it.name === written && it.name !== it.name.toLowerCase());
}
