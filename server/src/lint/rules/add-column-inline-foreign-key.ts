import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { splitForeignKey } from "../fixes/split-inline-constraint.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const addColumnInlineForeignKey = defineRule({
  id: "add-column-inline-foreign-key",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A foreign key of a new column checks every row while nobody can write to the two tables",
    why: md`
      \`op.add_column\` with \`sa.ForeignKey(…)\` sends \`ALTER TABLE … ADD FOREIGN KEY\` behind the column. PostgreSQL then reads every row, also where the column is NULL everywhere, and holds a lock on both tables that keeps out writes; with ADD COLUMN in the same transaction, nobody can read the table either.
    `,
    instead: md`
      \`sa.ForeignKey(…, name="…", postgresql_not_valid=True)\`, and \`ALTER TABLE … VALIDATE CONSTRAINT …\` in a transaction of its own, in which others can go on reading and writing.
      For a nullable column without a default, \`op.add_column(…, inline_references=True)\` (Alembic 1.18.2) needs no check at all.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, about \`postgresql_not_valid=True\`, nor where PostgreSQL knows that there is nothing to check: \`REFERENCES\` written with a column that is nullable and has no default.
      \`inline_references=True\` leaves the name of the key and \`postgresql_not_valid=True\` out, which was measured; the fix does not use it for that reason.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.add_column.params.inline_references",
    ],
    peers: [
      "squawk:adding-foreign-key-constraint",
      "strong_migrations:add_foreign_key",
      "eugene:E1",
      "atlas:PG306",
      "pgfence:add-column-inline-foreign-key",
      "pg-migration-lint:PGM014",
      "migrationpilot:MP005",
      "alembic-guard:AG008",
    ],
    examples: [
      {
        title: "A column that refers to another table",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id")))
                                                                      # ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[add-column-inline-foreign-key] +fix: Adds the foreign key of the column team_id of users, and checks every row.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", name="fk_users_team_id", postgresql_not_valid=True)))


          def downgrade():
              op.drop_column("users", "team_id")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (statement.operation?.directive !== "add_column" || constraint.type !== "foreignKey" || constraint.notValid)
        return;
      const existing = existingTable(ctx, table);
      const [column] = constraint.columns;
      if (existing === null || column === undefined) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the foreign key of the ${columnPhrase(column)} of ${displayName(table)}, and checks every row.`,
        why: `${waitingSentence(effectOn(ctx, statement, table))} The same goes for the table that it refers to. Add the key NOT VALID, and validate it in a transaction of its own.`,
        doubt: existing.doubt,
        fixes: () => splitForeignKey({ table, column, statement }, constraint, ctx),
      });
    },
    addColumn(action, statement, ctx) {
      const { table, column } = action;
      if (!column.constraints.some((it) => it.type === "foreignKey" && !it.notValid)) return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      if (existing === null || effect?.scans === false) return;
      // Without a default, and without numbers of its own, the column is NULL in every row.
      const { default: value, serial, identity, generated } = column;
      if (value === null && !serial && identity === null && generated === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the foreign key of the ${columnPhrase(column.name)} of ${displayName(table)}, and checks every row.`,
        why: `The default is looked up for every row. ${waitingSentence(effect)} Add the column without a default, or the key NOT VALID in a statement of its own.`,
        doubt: existing.doubt,
      });
    },
  },
});
