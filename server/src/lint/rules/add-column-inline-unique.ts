import type { ColumnDefinition, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { splitUnique } from "../fixes/split-inline-constraint.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const addColumnInlineUnique = defineRule({
  id: "add-column-inline-unique",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A new column that is UNIQUE builds its index while nobody can read or write the table",
    why: md`
      \`op.add_column\` with \`unique=True\` sends \`ALTER TABLE … ADD UNIQUE (…)\` behind the column. The index of the constraint is built from every row, also where the column is NULL everywhere, under a lock that keeps out reads and writes.
    `,
    instead: md`
      Add the column without \`unique=True\`, build a unique index concurrently in an autocommit block, and make it the constraint (\`ADD CONSTRAINT … UNIQUE USING INDEX …\`), which takes no time.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. The fix gives the constraint the name that it would have got. Behind it, what stands before the block in the same revision is committed first: see \`autocommit-block-mid-revision\`.
      A primary key that is written with the column in SQL counts too.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX",
      "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    ],
    peers: [
      "squawk:disallowed-unique-constraint",
      "strong_migrations:add_unique_constraint",
      "eugene:E7",
      "django-migration-linter:ADD_UNIQUE",
      "atlas:PG105",
      "pgfence:add-constraint-unique",
      "pg-migration-lint:PGM017",
      "migrationpilot:MP027",
      "alembic-guard:AG010",
    ],
    examples: [
      {
        title: "A unique column",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("code", sa.Text(), unique=True))
                                                                # ^^^^^^^^^^^ warning[add-column-inline-unique] +fix: Builds the index of the unique column code of users.
        `,
        good: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer()), sa.Column("code", sa.Text()))
              op.create_unique_constraint("uq_users_code", "users", ["code"])


          def downgrade():
              op.drop_table("users")
        `,
      },
    ],
  },
  action: {
    addConstraint({ table, constraint, span, kind }, statement, ctx) {
      if (statement.operation?.directive !== "add_column" || constraint.type !== "unique") return;
      const existing = existingTable(ctx, table);
      const [column] = constraint.columns;
      if (existing === null || column === undefined) return;
      ctx.report({
        at: placeOf({ kind, table, constraint, span }, statement),
        what: `Builds the index of the unique ${columnPhrase(column)} of ${displayName(table)}.`,
        why: `Every row is read for it. ${waitingSentence(effectOn(ctx, statement, table))} Build a unique index concurrently, and make it the constraint.`,
        doubt: existing.doubt,
        fixes: () => splitUnique({ table, column, statement }, constraint, ctx),
      });
    },
    addColumn(action, statement, ctx) {
      const { table, column } = action;
      const key = keyOf(column);
      if (key === null || statement.operation?.directive === "add_column") return;
      const existing = existingTable(ctx, table);
      if (existing === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Builds the index of the unique ${columnPhrase(column.name)} of ${displayName(table)}.`,
        why: `Every row is read for it. ${waitingSentence(effectOn(ctx, statement, table))} Build a unique index concurrently, and make it the constraint.`,
        doubt: existing.doubt,
      });
    },
  },
});

function keyOf(column: ColumnDefinition): ConstraintDefinition | null {
  return column.constraints.find((it) => it.type === "unique" || it.type === "primaryKey") ?? null;
}
