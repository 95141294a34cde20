import { closestNames } from "../../graph/closest-names.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import { createdLater } from "../created-later.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { replaceName } from "../fixes/replace-name.ts";
import { knownTable, missingTable, runsAlways } from "../known-table.ts";
import { onNewConstraint } from "../on-new-constraint.ts";
import { placeOf } from "../place-of.ts";

export const fkToUnknown = defineRule({
  id: "fk-to-unknown",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A foreign key refers to a table or column that does not exist when the statement runs",
    why: md`
      \`relation "…" does not exist\`, or \`column "…" referenced in foreign key constraint does not exist\`, ends the migration. The referred table was dropped or renamed, or lacks the column.
    `,
    instead: "The name that the table or column has at this point.",
    limits: md`
      A table that no revision creates is no mistake: the database may be older than Alembic. It is information, and says that it is not certain, when a table has almost the same name. A table that is created further down in the same function is create-table-forward-reference. Columns are looked at only where everything is known of the table. Nothing is said about a statement under a condition.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
    examples: [
      {
        title: "The former name",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
              op.rename_table("users", "people")
        `,
        bad: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_orders_user_id")))
            # ^^^^^^^^^^^^^^^ error[fk-to-unknown]: A foreign key refers to users, which is called people now.
        `,
        good: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("user_id", sa.Integer(), sa.ForeignKey("people.id", name="fk_orders_user_id")))


          def downgrade():
              op.drop_table("orders")
        `,
      },
    ],
  },
  action: onNewConstraint((table, { references }, action, statement, ctx) => {
    if (references === null || !runsAlways(statement)) return;
    const isOwn = action.kind === "createTable" && sameName(references.table, table) !== "no";
    if (isOwn) return;
    const name = displayName(references.table);
    const at = placeOf(action, statement);
    const state = ctx.schemaAt(statement);
    // create-table-forward-reference says what is wrong.
    if (createdLater(ctx, statement, references.table, null) !== null) return;
    const missing = missingTable(state, references.table);
    if (missing !== null) {
      const [meant] = missing.kind === "near" ? missing.names : [missing.nowCalled];
      ctx.report({
        at,
        what:
          missing.kind === "near"
            ? `A foreign key refers to ${name}, which no revision creates.`
            : `A foreign key refers to ${name}, which ${meant == null ? "was dropped" : `is called ${meant} now`}.`,
        why:
          missing.kind === "near"
            ? `Did you mean ${missing.names.join(" or ")}? The statement fails unless the table was made outside of Alembic.`
            : "The statement fails: the revisions before leave no such table.",
        doubt: missing.kind === "near" ? "the database may have tables that no revision creates." : null,
        fixes: () => (meant == null ? [] : replaceName(ctx.file, references.table.name, meant)),
      });
      return;
    }
    const known = knownTable(state, references.table);
    for (const column of known === null ? [] : references.columns) {
      if (!column.known || known?.columns.some((it) => it.name === column.value) !== false) continue;
      const near = closestNames(
        column.value,
        known.columns.map((it) => it.name),
      );
      ctx.report({
        at,
        what: `A foreign key refers to the column ${column.value} of ${name}, which does not exist.`,
        why:
          near.length === 0
            ? "The statement fails: the revisions before leave no such column at this point."
            : `The statement fails. Did you mean ${near.join(" or ")}?`,
        fixes: () => (near[0] === undefined ? [] : replaceName(ctx.file, column, near[0])),
      });
      return;
    }
  }),
});
