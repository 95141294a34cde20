import type { Statement } from "../../emit/statement.ts";
import type { LockMode } from "../../locks/lock-mode.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { locksHeldBefore, locksKept } from "../held-locks.ts";
import { onStatement } from "../on-statement.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { splitBefore } from "../split-before.ts";

export const wideLockWindow = defineRule({
  id: "wide-lock-window",
  since: "0.2.0",
  group: "transactions",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: {
    tables: {
      default: 2,
      description:
        "How many tables that are in use one transaction may lock before it is told of: with 2, the second one is.",
    },
  },
  docs: {
    summary: "One transaction locks several tables that are in use, one after the other",
    why: md`
      The first table stays locked while the migration waits for the second one. Everybody who uses the first waits meanwhile; and an application that uses the two in the other order waits for the migration, which waits for the application: a deadlock, of which PostgreSQL ends one.
    `,
    instead: md`
      A revision for each table, with \`transaction_per_migration=True\` in env.py; and a \`lock_timeout\`, so that the migration gives up rather than hold up others. In an editor, a quick fix moves the statement and what follows into the next revision, with its part of \`downgrade()\`.
    `,
    limits: md`
      Told of is the first statement of \`upgrade()\` that makes it so. Only ACCESS EXCLUSIVE and SHARE ROW EXCLUSIVE count, on tables that existed before. Tables that one statement locks together (a foreign key and what it refers to) count as one. Locks that cannot be told do not count.
    `,
    sources: ["https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS"],
    peers: ["pgfence:wide-lock-window", "migrationpilot:MP008"],
    examples: [
      {
        title: "Two tables",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
              op.add_column("teams", sa.Column("plan", sa.Text()))
            # ^^^^^^^^^^^^^ information[wide-lock-window]: Locks teams, while the transaction keeps users locked.
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
    const wide = ctx.direction === "downgrade" ? null : wideAt(statement, ctx);
    if (wide === null) return;
    const earlier = ctx.statements.slice(0, ctx.statements.indexOf(statement));
    if (earlier.some((it) => wideAt(it, ctx) !== null)) return;
    ctx.report({
      at: placeOf(action, statement),
      what: `Locks ${displayName(wide.table)}, while the transaction keeps ${wide.held.map(displayName).join(", ")} locked.`,
      why: "Who uses the tables in another order can deadlock with it, and the first table is locked for as long as the second has to be waited for. Put them into different revisions, each with its own transaction (transaction_per_migration=True).",
      revision: () => splitBefore(statement, ctx),
    });
  }),
});

const strong: readonly LockMode[] = ["SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"];

/** The table that the statement locks on top of others; null when these are not yet as many as the option says. */
function wideAt(
  statement: Statement,
  ctx: RuleContext,
): { readonly table: QualifiedName; readonly held: readonly QualifiedName[] } | null {
  const own = locksKept(statement, strong, ctx).map((it) => it.table);
  if (own.length === 0) return null;
  const groups: QualifiedName[][] = [];
  // Tables that one statement locks together are one group.
  const by = new Map<QualifiedName[], Statement[]>();
  for (const it of locksHeldBefore(statement, strong, ctx)) {
    const same = groups.find((group) => group.some((one) => sameName(one, it.table) !== "no"));
    if (same !== undefined) {
      by.get(same)?.push(it.statement);
      continue;
    }
    const joined = groups.find((group) => by.get(group)?.includes(it.statement) === true);
    if (joined === undefined) {
      const group = [it.table];
      groups.push(group);
      by.set(group, [it.statement]);
    } else joined.push(it.table);
  }
  const isHeld = own.some((it) => groups.some((group) => group.some((one) => sameName(one, it) !== "no")));
  const [table] = own;
  if (isHeld || table === undefined || groups.length + 1 < Number(ctx.options.tables)) return null;
  return groups.length === 0 ? null : { table, held: groups.flatMap((it) => it[0] ?? []) };
}
