import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { splitCheck } from "../fixes/split-inline-constraint.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const addColumnInlineCheck = defineRule({
  id: "add-column-inline-check",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A CHECK of a new column reads every row while nobody can read or write the table",
    why: "PostgreSQL checks the rows that exist when the constraint is added, also where the new column is NULL everywhere, under a lock that keeps out reads and writes.",
    instead: md`
      Add the column, then the CHECK with \`op.create_check_constraint(…, postgresql_not_valid=True)\`, and \`ALTER TABLE … VALIDATE CONSTRAINT …\` in a transaction of its own, in which others can go on reading and writing.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. \`sa.Enum(…, native_enum=False, create_constraint=True)\` brings such a CHECK too; there is no fix for it.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: [
      "squawk:constraint-missing-not-valid",
      "strong_migrations:add_check_constraint",
      "eugene:E1",
      "atlas:PG305",
      "pgfence:add-constraint-check-no-not-valid",
      "pg-migration-lint:PGM015",
      "migrationpilot:MP030",
      "alembic-guard:AG008",
    ],
    examples: [
      {
        title: "A column with a condition",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("age", sa.Integer(), sa.CheckConstraint("age > 0", name="age_positive")))
            # ^^^^^^^^^^^^^ warning[add-column-inline-check] +fix: Adds a CHECK of the column age to users, and reads every row for it.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("age", sa.Integer()))
              op.create_check_constraint("age_positive", "users", "age > 0", postgresql_not_valid=True)


          def downgrade():
              op.drop_column("users", "age")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (statement.operation?.directive !== "add_column" || constraint.type !== "check" || constraint.notValid) return;
      const added = ctx.statements.flatMap((it) => (it.operation === statement.operation ? it.actions : []));
      const column = added.find((it) => it.kind === "addColumn")?.column.name;
      if (column !== undefined) report({ action, table, column, statement, constraint: null }, ctx);
    },
    addColumn(action, statement, ctx) {
      const { table, column } = action;
      const check = column.constraints.find((it) => it.type === "check" && !it.notValid);
      if (check === undefined) return;
      report({ action, table, column: column.name, statement, constraint: check }, ctx);
    },
  },
});

interface Found {
  readonly action: Action;
  readonly table: QualifiedName;
  readonly column: Static<string>;
  readonly statement: Statement;
  /** Null for one that there is no fix for. */
  readonly constraint: ConstraintDefinition | null;
}

function report({ action, table, column, statement, constraint }: Found, ctx: RuleContext): void {
  const existing = existingTable(ctx, table);
  if (existing === null) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Adds a CHECK of the ${columnPhrase(column)} to ${displayName(table)}, and reads every row for it.`,
    why: `${waitingSentence(effectOn(ctx, statement, table))} Add the CHECK NOT VALID, and validate it in a transaction of its own.`,
    doubt: existing.doubt,
    fixes: () => (constraint === null ? [] : splitCheck({ table, column, statement }, constraint, ctx)),
  });
}
