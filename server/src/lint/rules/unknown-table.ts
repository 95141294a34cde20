import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { createdLater } from "../created-later.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { replaceName } from "../fixes/replace-name.ts";
import { missingTable, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { ActionHandlers, RuleContext } from "../rule.ts";
import { usedTables } from "../used-tables.ts";

const kinds = [
  "dropTable",
  "addColumn",
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
  "addConstraint",
  "dropConstraint",
  "renameConstraint",
  "validateConstraint",
  "createIndex",
  "renameTable",
  "tableOption",
  "createTrigger",
  "createPolicy",
  "update",
  "delete",
  "insert",
  "select",
  "truncate",
  "lockTable",
  "createTable",
  "createView",
] as const satisfies readonly Action["kind"][];

export const unknownTable = defineRule({
  id: "unknown-table",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The table does not exist when the statement runs",
    why: md`
      \`relation "…" does not exist\` ends the migration. An earlier revision or statement has dropped the table or given it another name, or it is created only further down in the same function.
    `,
    instead: "The name that the table has at this point of the history; or create it before it is used.",
    limits: md`
      A table that no revision creates is no mistake: the database may be older than Alembic. It is information, and says that it is not certain, when a table has almost the same name. Nothing is said about a statement under a condition or with \`IF EXISTS\`. The table of a foreign key is fk-to-unknown.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    examples: [
      {
        title: "The former name",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
              op.rename_table("users", "people")
        `,
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("note", sa.Text()))
            # ^^^^^^^^^^^^^ error[unknown-table] +fix: There is no table users at this point: it is called people now.
        `,
        good: py`
          def upgrade():
              op.add_column("people", sa.Column("note", sa.Text()))


          def downgrade():
              op.drop_column("people", "note")
        `,
      },
    ],
  },
  action: Object.fromEntries(kinds.map((kind) => [kind, check])) as ActionHandlers,
});

function check(action: Action, statement: Statement, ctx: RuleContext): void {
  if (!runsAlways(statement)) return;
  // One remark for a table that an operation names in several actions.
  if (statement.actions.find((it) => usedTables(it).length > 0) !== action) return;
  for (const table of usedTables(action)) {
    if (isTooEarly(action, table, statement, ctx)) continue;
    const missing = missingTable(ctx.schemaAt(statement), table);
    if (missing === null || (missing.kind === "near" && !isSubject(action, table))) continue;
    const name = displayName(table);
    const [meant] = missing.kind === "near" ? missing.names : [missing.nowCalled];
    ctx.report({
      at: placeOf(action, statement),
      what:
        missing.kind === "near"
          ? `No revision creates the table ${name}.`
          : meant == null
            ? `There is no table ${name} at this point: it was dropped.`
            : `There is no table ${name} at this point: it is called ${meant} now.`,
      why:
        missing.kind === "near"
          ? `Did you mean ${missing.names.join(" or ")}? The statement fails unless the table was made outside of Alembic.`
          : "The statement fails: the revisions before leave no such table.",
      doubt: missing.kind === "near" ? "the database may have tables that no revision creates." : null,
      fixes: () => (meant == null ? [] : replaceName(ctx.file, table.name, meant)),
    });
    return;
  }
}

/** Used above the statement of the same function that creates it. */
function isTooEarly(action: Action, table: QualifiedName, statement: Statement, ctx: RuleContext): boolean {
  const isDrop = action.kind === "dropTable" || action.kind === "renameTable";
  if (isDrop || createdLater(ctx, statement, table, null) === null) return false;
  ctx.report({
    at: placeOf(action, statement),
    what: `Uses the table ${displayName(table)}, which is created only further down in this function.`,
    why: "The statement fails: the table does not exist yet. Create it first.",
  });
  return true;
}

/** What a query reads may be a name of its own: of WITH, of a function. */
function isSubject(action: Action, table: QualifiedName): boolean {
  return "table" in action ? action.table === table : action.kind === "truncate";
}
