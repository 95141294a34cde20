import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { defaultForType } from "../fixes/default-for-type.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { isNewAndEmpty } from "../value-of-new-column.ts";

export const alterColumnSetNotNullWithoutBackfill = defineRule({
  id: "alter-column-set-not-null-without-backfill",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A column that the same revision added empty cannot be set NOT NULL",
    why: md`
      The column is NULL in every row that exists, so the statement fails with \`column "…" of relation "…" contains null values\`. It works on the empty tables of a development or test database and fails on the first real one.
    `,
    instead:
      "Give the rows a value between the two statements, in batches where the table is large, or add the column with a server default.",
    limits: md`
      Only a column that the same direction of the same revision added is looked at: what other revisions and the application have written since is not known, so the rule that was planned for all nullable columns would have guessed.
      Any UPDATE of the table, any SELECT (which may call a function), and anything that cannot be read counts as a value. A table that the revision created or emptied is left alone.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL"],
    peers: ["atlas:MF104", "django-migration-linter:NOT_NULL"],
    examples: [
      {
        title: "The values are missing",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("lang", sa.Text()))
              op.alter_column("users", "lang", existing_type=sa.Text(), nullable=False)
                                                                      # ^^^^^^^^^^^^^^ error[alter-column-set-not-null-without-backfill] +fix: Sets the new column lang of users NOT NULL, which is NULL in every row.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("lang", sa.Text(), server_default="en", nullable=False))


          def downgrade():
              op.drop_column("users", "lang")
        `,
      },
    ],
  },
  action: {
    setNotNull(action, statement, ctx) {
      const { table, column } = action;
      if (!isNewAndEmpty(table, column, statement, ctx) || isFilledLater(action, statement, ctx)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Sets the new ${columnPhrase(column)} of ${displayName(table)} NOT NULL, which is NULL in every row.`,
        why: "It fails as soon as the table has a row. Give the rows a value first, or add the column with a server default.",
        fixes: () => (column.known ? fill(table, column.value, statement, ctx) : []),
      });
    },
  },
});

/** `backfill-after-not-null` speaks then, and puts the two in order. */
function isFilledLater(
  { table, column }: { readonly table: QualifiedName; readonly column: Static<string> },
  statement: Statement,
  { statements }: RuleContext,
): boolean {
  const later = statements.slice(statements.indexOf(statement) + 1).flatMap((it) => it.actions);
  return later.some(
    (it) =>
      it.kind === "update" &&
      sameName(it.table, table) === "yes" &&
      it.columns.some((one) => one.known && column.known && one.value === column.value),
  );
}

/** `...` is not SQL: whoever forgets to fill it in is stopped by the parser, not by wrong data. */
function fill(table: QualifiedName, column: string, statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  const { operation } = statement;
  const op = importedAs(file.module, "alembic.op");
  const name = sqlName(table);
  if (operation === null || op === null || name === null) return [];
  const added = ctx.statements
    .flatMap((it) => it.actions)
    .find(
      (it) =>
        it.kind === "addColumn" &&
        sameName(it.table, table) === "yes" &&
        it.column.name.known &&
        it.column.name.value === column,
    );
  const type = added?.kind === "addColumn" && added.column.type.known ? added.column.type.value : null;
  const value = type === null ? null : defaultForType(type, ctx.analysis.postgres);
  const quoted = quoteIdentifier(column);
  const sql = `UPDATE ${name} SET ${quoted} = ${value ?? "..."} WHERE ${quoted} IS NULL`;
  const line = `${op}.execute(${pythonString(sql, quoteAt(file.module.text, operation.site.argumentsSpan.start))})`;
  const edit = insertBefore(file, operation, [line]);
  const applicability = value === null ? "manual" : "suggested";
  return edit === null ? [] : [{ title: "Give the rows a value before", applicability, edits: [edit] }];
}
