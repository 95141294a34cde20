import type { Answer } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action, ColumnDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { fixNotNullColumn, pythonDefaultOf } from "../fixes/fix-not-null-column.ts";
import { placeOf } from "../place-of.ts";

export const addColumnNotNullWithoutDefault = defineRule({
  id: "add-column-not-null-without-default",
  since: "0.1.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A new NOT NULL column without a default cannot be added to a table that has rows",
    why: md`
      PostgreSQL has no value to put into the rows that exist, so the statement fails with \`column "…" of relation "…" contains null values\` and the migration ends there.
      It works on the empty tables of a development or test database and fails on the first real one.
      A Python-side \`default=\` does not help: SQLAlchemy uses it for rows that the application inserts, it is not part of \`ALTER TABLE\`.
    `,
    instead: md`
      Give the column a \`server_default\`. Since PostgreSQL 11 a constant default does not rewrite the table.
      Or, where every row needs its own value: add the column as nullable, fill it, then set NOT NULL.
    `,
    limits: md`
      Nothing is said about a table that the same revision created before (or emptied with \`TRUNCATE\` or a \`DELETE\` without \`WHERE\`), about identity, serial and generated columns, nor about a column with a server default.
      A default of \`NULL\` counts as none. A domain type may bring a default of its own, which is not seen.
      When the nullability, the default, or whether the table is new cannot be known without running Python, the finding is information and says so.
      Unlike rules about risks, this one keeps its severity in \`downgrade()\`, where it would fail just the same.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
      "https://docs.sqlalchemy.org/en/20/core/defaults.html#server-invoked-ddl-explicit-default-expressions",
    ],
    peers: [
      "squawk:adding-required-field",
      "django-migration-linter:NOT_NULL",
      "atlas:MF103",
      "pgfence:add-column-not-null-no-default",
      "pg-migration-lint:PGM008",
      "migrationpilot:MP084",
      "alembic-guard:AG001",
    ],
    examples: [
      {
        title: "A column that every row must have",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("email", sa.Text(), nullable=False))
            # ^^^^^^^^^^^^^ error[add-column-not-null-without-default] +fix: Adds the NOT NULL column email to users without a default.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("email", sa.Text(), server_default=sa.text("''"), nullable=False))


          def downgrade():
              op.drop_column("users", "email")
        `,
      },
      {
        title: "SQL",
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE users ADD COLUMN visits integer NOT NULL")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[add-column-not-null-without-default] +fix: Adds the NOT NULL column visits to users without a default.
        `,
        good: py`
          def upgrade():
              op.execute("ALTER TABLE users ADD COLUMN visits integer NOT NULL DEFAULT 0")


          def downgrade():
              op.execute("ALTER TABLE users DROP COLUMN visits")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      const { column, table } = action;
      const required = isRequired(column);
      const filled = isFilled(column);
      if (required === "no" || filled === "yes") return;
      const created = ctx.createdBefore(table);
      if (created === "yes" || isEmptied(table, statement, ctx.statements)) return;
      const name = column.name.known ? `column ${column.name.value}` : "column";
      const pythonDefault = pythonDefaultOf(action, statement);
      const note =
        pythonDefault === null
          ? ""
          : "`default=` is applied by Python when the application inserts a row; it is not part of ALTER TABLE. ";
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the NOT NULL ${name} to ${displayName(table)} without a default.`,
        why: `It fails as soon as the table has a row, because there is no value for it. ${note}Give it a server_default, or add it as nullable, fill it, then set NOT NULL.`,
        doubt: doubtOf({ required, filled, created }),
        fixes: () => (required === "yes" && filled === "no" ? fixNotNullColumn(action, statement, ctx) : []),
      });
    },
  },
});

/** Must every row have a value? A primary key implies NOT NULL. */
function isRequired(column: ColumnDefinition): Answer {
  const byConstraint = column.constraints.some((it) => it.type === "primaryKey" || it.type === "notNull");
  if (byConstraint || (column.nullable?.known === true && !column.nullable.value)) return "yes";
  if (column.nullable !== null && !column.nullable.known) return "unknown";
  return column.open === null || column.nullable !== null ? "no" : "unknown";
}

/** Does the server fill the column of existing rows? */
function isFilled(column: ColumnDefinition): Answer {
  if (column.identity !== null || column.generated !== null || column.serial) return "yes";
  if (column.default !== null) {
    // A default that is given as an expression and cannot be printed here is still a default.
    if (!column.default.known) return column.default.why.reason === "unsupported" ? "yes" : "unknown";
    return isNull(column.default.value) ? "no" : "yes";
  }
  return column.open === null ? "no" : "unknown";
}

/** `NULL`, `NULL::text`, `(NULL)`. */
function isNull(sql: string): boolean {
  return /^\(*\s*null\s*\)*(::.*)?$/i.test(sql.trim());
}

/** Did this revision delete all rows of the table before the statement? */
function isEmptied(table: QualifiedName, statement: Statement, statements: readonly Statement[]): boolean {
  return statements
    .slice(0, Math.max(statements.indexOf(statement), 0))
    .filter((it) => it.operation?.site.conditions.length === 0)
    .some((it) => it.actions.some((action) => removesAllRows(action, table)));
}

function removesAllRows(action: Action, table: QualifiedName): boolean {
  if (action.kind === "truncate") return action.tables.some((it) => sameName(it, table) === "yes");
  return action.kind === "delete" && !action.hasWhere && sameName(action.table, table) === "yes";
}

interface Answers {
  readonly required: Answer;
  readonly filled: Answer;
  readonly created: Answer;
}

function doubtOf({ required, filled, created }: Answers): string | null {
  if (required === "unknown") return "whether the column is NOT NULL cannot be told without running it.";
  if (filled === "unknown") return "whether the column has a default cannot be told without running it.";
  if (created === "unknown") return "whether this revision created the table cannot be told without running it.";
  return null;
}
