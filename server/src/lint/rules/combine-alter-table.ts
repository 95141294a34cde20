import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { effectOn } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const combineAlterTable = defineRule({
  id: "combine-alter-table",
  since: "0.2.0",
  group: "tables",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "Each ALTER TABLE writes or reads the whole table by itself; one with several commands does it once",
    why: md`
      Alembic sends a statement for each operation, also in \`batch_alter_table\`. Two changes of type write the table and all of its indexes twice, under a lock that keeps everybody out.
    `,
    instead:
      'One `op.execute("ALTER TABLE t ALTER COLUMN a TYPE bigint, ALTER COLUMN b TYPE bigint")`: PostgreSQL makes one pass for all commands.',
    limits: md`
      Told of is the second statement of each row of them, in \`upgrade()\`. Only changes of the same table in the same transaction count, of which the lock table says for certain that they write the table anew, or read all of it under ACCESS EXCLUSIVE. Nothing is said about a table that the same revision created.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: ["eugene:W12", "pg-migration-lint:PGM023", "migrationpilot:MP058"],
    examples: [
      {
        title: "Two types",
        bad: py`
          def upgrade():
              op.alter_column("orders", "user_id", existing_type=sa.Integer(), type_=sa.BigInteger())
              op.alter_column("orders", "item_id", existing_type=sa.Integer(), type_=sa.BigInteger())
                                                                             # ^^^^^^^^^^^^^^^^^^^^^ hint[combine-alter-table]: Writes orders anew, which the statement before has done already.
        `,
        before: py`
          def upgrade():
              op.create_table("orders", sa.Column("user_id", sa.Integer()), sa.Column("item_id", sa.Integer()))
        `,
        good: py`
          def upgrade():
              op.execute("ALTER TABLE orders ADD COLUMN size integer, ADD COLUMN weight integer")


          def downgrade():
              op.execute("ALTER TABLE orders DROP COLUMN weight, DROP COLUMN size")
        `,
      },
    ],
  },
  action: {
    addColumn: (action, statement, ctx) => check(action.table, action, statement, ctx),
    alterColumnType: (action, statement, ctx) => check(action.table, action, statement, ctx),
    setNotNull: (action, statement, ctx) => check(action.table, action, statement, ctx),
    addConstraint: (action, statement, ctx) => check(action.table, action, statement, ctx),
    tableOption: (action, statement, ctx) => check(action.table, action, statement, ctx),
  },
});

function check(table: QualifiedName, action: Action, statement: Statement, ctx: RuleContext): void {
  if (ctx.direction === "downgrade") return;
  const work = workOn(table, statement, ctx);
  if (work === null || ctx.createdBefore(table) === "yes" || statement.actions[0] !== action) return;
  const { firstStatement, autocommit } = ctx.transaction(statement);
  if (autocommit) return;
  const before = ctx.statements.slice(firstStatement, ctx.statements.indexOf(statement));
  const last = before.findLast((it) => it.actions.some((one) => one.kind !== "comment" && one.kind !== "set"));
  if (last === undefined || workOn(table, last, ctx) === null || isToldOf(table, last, ctx)) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `${work === "writes" ? "Writes" : "Reads"} ${displayName(table)} ${work === "writes" ? "anew" : "as a whole"}, which the statement before has done already.`,
    why: "One ALTER TABLE with several commands goes through the table once. Write them as SQL, with commas between.",
  });
}

/** The second statement is told of, not the third: has the one before it such a neighbour, too? */
function isToldOf(table: QualifiedName, last: Statement, ctx: RuleContext): boolean {
  const before = ctx.statements.slice(ctx.transaction(last).firstStatement, ctx.statements.indexOf(last));
  const other = before.findLast((it) => it.actions.some((one) => one.kind !== "comment" && one.kind !== "set"));
  return other !== undefined && workOn(table, other, ctx) !== null;
}

/** Does every part of the statement alter this table, and does that write it anew, or read all of it while nobody else can use it? */
function workOn(table: QualifiedName, statement: Statement, ctx: RuleContext): "writes" | "reads" | null {
  const altersIt = statement.actions.every(
    (it) => altering.has(it.kind) && "table" in it && it.table !== null && sameName(it.table, table) === "yes",
  );
  const effect = effectOn(ctx, statement, table);
  if (!altersIt || effect === null || effect.relation === null) return null;
  if (effect.rewrites === true) return "writes";
  return effect.scans === true && effect.mode === "ACCESS EXCLUSIVE" ? "reads" : null;
}

const altering: ReadonlySet<Action["kind"]> = new Set<Action["kind"]>([
  "addColumn",
  "alterColumnType",
  "setNotNull",
  "addConstraint",
  "tableOption",
]);
