import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { columnAt } from "../column-at.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { fixSetNotNull } from "../fixes/fix-set-not-null.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { isNewAndEmpty } from "../value-of-new-column.ts";

export const alterColumnSetNotNull = defineRule({
  id: "alter-column-set-not-null",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "SET NOT NULL reads every row while nobody can read or write the table",
    why: "PostgreSQL looks for a NULL in every row, under a lock that keeps out reads and writes. It fails at the first one.",
    instead: md`
      Add \`CHECK (c IS NOT NULL)\` as NOT VALID, validate it in a transaction of its own, in which others can go on reading and writing, then set NOT NULL, which since PostgreSQL 12 believes the constraint and reads nothing, and drop the constraint.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, about a column that the same transaction added (its lock is held already, and its rows were written under it), about one that is NOT NULL already, nor where a validated CHECK in the history proves it. Where the history does not tell of the table, the finding is information, and in \`downgrade()\` there is none.
      A primary key over nullable columns sets NOT NULL too; that is not looked at here. Behind the fix, what stands before the block in the same revision is committed first: see \`autocommit-block-mid-revision\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL"],
    peers: [
      "squawk:adding-not-nullable-field",
      "strong_migrations:change_column_null",
      "eugene:E2",
      "django-migration-linter:NOT_NULL",
      "atlas:PG303",
      "pgfence:alter-column-set-not-null",
      "pg-migration-lint:PGM013",
      "migrationpilot:MP018",
      "alembic-guard:AG007",
    ],
    examples: [
      {
        title: "A value that every row must have from now on",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), nullable=False)
                                                                       # ^^^^^^^^^^^^^^ warning[alter-column-set-not-null] +fix: Sets the column email of users NOT NULL, and reads every row for it.
        `,
        good: py`
          def upgrade():
              op.create_check_constraint("users_email_not_null", "users", "email IS NOT NULL", postgresql_not_valid=True)


          def downgrade():
              op.drop_constraint("users_email_not_null", "users", type_="check")
        `,
      },
    ],
  },
  action: {
    setNotNull(action, statement, ctx) {
      const { table, column } = action;
      const existing = existingTable(ctx, table);
      if (existing === null || isNewAndEmpty(table, column, statement, ctx)) return;
      if (isAddedInTransaction(table, column, statement, ctx)) return;
      const before = columnAt(ctx.schemaAt(statement), table, column);
      if (before?.exact === true && before.column.notNull) return;
      const effect = effectOn(ctx, statement, table);
      if (effect?.scans === false) return;
      const isKnown = effect?.scans === true;
      const doubt =
        existing.doubt ?? (isKnown ? null : `${effect?.doubt ?? "whether a CHECK proves it"} is not known.`);
      if (doubt !== null && ctx.direction === "downgrade") return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Sets the ${columnPhrase(column)} of ${displayName(table)} NOT NULL, and reads every row for it.`,
        why: `${waitingSentence(effect)} Add CHECK (… IS NOT NULL) NOT VALID, validate it in a transaction of its own, then set NOT NULL.`,
        doubt,
        fixes: () => (isKnown ? fixSetNotNull(action, statement, ctx) : []),
      });
    },
  },
});

/** The lock of ADD COLUMN is held already, and whoever filled the column in between has written every row under it. */
function isAddedInTransaction(
  table: QualifiedName,
  column: Static<string>,
  statement: Statement,
  ctx: RuleContext,
): boolean {
  const { firstStatement } = ctx.transaction(statement);
  const earlier = ctx.statements.slice(firstStatement, Math.max(ctx.statements.indexOf(statement), firstStatement));
  return earlier.some(({ actions }) =>
    actions.some(
      (it) =>
        it.kind === "addColumn" &&
        sameName(it.table, table) === "yes" &&
        it.column.name.known &&
        column.known &&
        it.column.name.value === column.value,
    ),
  );
}
