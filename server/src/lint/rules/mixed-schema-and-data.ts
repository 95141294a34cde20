import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { type DataAction, dataExtent, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { locksHeldBefore } from "../held-locks.ts";
import { onStatement } from "../on-statement.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { splitBefore } from "../split-before.ts";

export const mixedSchemaAndData = defineRule({
  id: "mixed-schema-and-data",
  since: "0.2.0",
  group: "transactions",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "Rows are changed in the transaction that has locked a table",
    why: md`
      ALTER TABLE is quick, but its lock is there until the transaction ends: an UPDATE of all rows behind it keeps everybody out of the table for as long as it takes. The other way round, an ALTER TABLE fails where rows of a foreign key that is \`INITIALLY DEFERRED\` have been changed before: \`cannot ALTER TABLE "…" because it has pending trigger events\`.
    `,
    instead: md`
      Three revisions with \`transaction_per_migration=True\` in env.py: add the column, fill it in batches, set it NOT NULL. For pending events: \`SET CONSTRAINTS ALL IMMEDIATE\` before the ALTER TABLE. In an editor, a quick fix moves the statement and what follows into the next revision, with its part of \`downgrade()\`.
    `,
    limits: md`
      Told of is the first statement of a direction that goes through a whole table (not rows that are chosen by a key, a range or LIMIT, nor INSERT … VALUES) while the transaction holds a lock that blocks writes on a table that existed before. Tables that the revision created and \`smallTables\` do not count. Pending events are told of where the history of the migrations knows the deferred foreign key.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES",
      "https://www.postgresql.org/docs/current/sql-set-constraints.html",
    ],
    peers: ["eugene:E4"],
    examples: [
      {
        title: "A column and its values",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.execute("UPDATE users SET plan = 'free'")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[mixed-schema-and-data]: Goes through all rows of users, while nobody can read or write users.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))


          def downgrade():
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  action: onStatement((action, statement, ctx) => {
    if (isPending(action, statement, ctx)) return;
    const found = changeWhileHolding(statement, ctx);
    if (found === null) return;
    const earlier = ctx.statements.slice(0, ctx.statements.indexOf(statement));
    if (earlier.some((it) => changeWhileHolding(it, ctx) !== null)) return;
    const { change, locked, mode } = found;
    const nobody = mode === "ACCESS EXCLUSIVE" ? "nobody can read or write" : "nobody can write to";
    ctx.report({
      at: placeOf(action, statement),
      what: `Goes through all rows of ${change}, while ${nobody} ${locked}.`,
      why: `A statement before has locked ${locked}, and a lock is kept until the transaction ends. Put the rows into a revision of their own, with its own transaction (transaction_per_migration=True).`,
      doubt: found.doubt,
      revision: () => splitBefore(statement, ctx),
    });
  }),
});

const modes = ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"] as const;

interface Mixed {
  readonly change: string;
  readonly locked: string;
  readonly mode: string;
  readonly doubt: string | null;
}

/** The table that the statement goes through, and one that is locked meanwhile. */
function changeWhileHolding(statement: Statement, ctx: RuleContext): Mixed | null {
  const change = statement.actions.find((it): it is DataAction => isData(it));
  if (change === undefined) return null;
  const { extent, tables } = dataExtent(change, statement, ctx);
  const [table] = tables;
  const held = extent === "many" ? locksHeldBefore(statement, modes, ctx) : [];
  const [first] = held;
  if (table === undefined || first === undefined) return null;
  // The table itself is what people ask for first.
  const worst = held.find((it) => sameName(it.table, table) === "yes") ?? first;
  const { doubt } = existingTable(ctx, table) ?? { doubt: null };
  return { change: displayName(table), locked: displayName(worst.table), mode: worst.mode, doubt };
}

function isData({ kind }: Action): boolean {
  return kind === "insert" || kind === "update" || kind === "delete";
}

const altering: ReadonlySet<Action["kind"]> = new Set<Action["kind"]>([
  "addColumn",
  "dropColumn",
  "alterColumnType",
  "setNotNull",
  "dropNotNull",
  "setDefault",
  "dropDefault",
  "addConstraint",
  "dropConstraint",
  "renameColumn",
  "createIndex",
]);

/** Tells of an ALTER TABLE behind changed rows whose foreign key is checked only when the transaction ends. */
function isPending(action: Action, statement: Statement, ctx: RuleContext): boolean {
  if (!altering.has(action.kind) || !("table" in action) || action.table === null) return false;
  const { table } = action;
  const { firstStatement, autocommit } = ctx.transaction(statement);
  if (autocommit || ctx.project.autocommit === "yes" || ctx.createdBefore(table) !== "no") return false;
  const earlier = ctx.statements.slice(firstStatement, ctx.statements.indexOf(statement));
  const isImmediate = earlier.some((it) => /\bset\s+constraints\b/i.test(it.text ?? ""));
  const changed = earlier.find((it) => it.actions.some((one) => queues(one, it)));
  if (isImmediate || changed === undefined) return false;
  ctx.report({
    at: placeOf(action, statement),
    what: `Alters ${displayName(table)} behind rows that have been changed, and whose foreign key is checked at the end of the transaction.`,
    why: "It fails as soon as there is such a row (cannot ALTER TABLE because it has pending trigger events). Put the two into different revisions, or SET CONSTRAINTS ALL IMMEDIATE between them.",
    revision: () => splitBefore(statement, ctx),
  });
  return true;

  function queues(one: Action, by: Statement): boolean {
    const target = one.kind === "insert" ? one.tables[0] : one.kind === "update" ? one.table : undefined;
    if (target === undefined || sameName(target, table) !== "yes") return false;
    const state = ctx.schemaAt(by);
    const found = state === null ? null : findTable(state, target);
    if (found?.answer !== "yes") return false;
    const columns = one.kind === "update" ? one.columns.flatMap((it) => (it.known ? [it.value] : [])) : null;
    return found.table.constraints.some(
      (it) =>
        it.type === "foreignKey" &&
        it.initiallyDeferred &&
        (columns === null || it.columns.some((name) => columns.includes(name))),
    );
  }
}
