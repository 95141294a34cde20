import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { listed } from "../hanging-on.ts";
import { waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const explicitLockTable = defineRule({
  id: "explicit-lock-table",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`LOCK TABLE` keeps others out until the transaction ends",
    why: md`
      Without a mode \`LOCK TABLE\` takes the strongest lock there is: nobody can read or write the table until the migration is committed, whatever it does meanwhile. While it waits for the lock, everybody who comes later waits behind it.
    `,
    instead: md`
      Most statements take the lock that they need by themselves. Where the lock is meant, take the weakest that is enough (\`IN SHARE ROW EXCLUSIVE MODE\` lets reads through), with \`lock_timeout\` before it, and in a revision that does nothing else.
    `,
    limits:
      "Nothing is said about tables that the same revision created, and about modes that let reads and writes through.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-lock.html",
      "https://www.postgresql.org/docs/current/explicit-locking.html",
    ],
    peers: ["migrationpilot:MP065"],
    examples: [
      {
        title: "The strongest lock",
        bad: py`
          def upgrade():
              op.execute("LOCK TABLE users")
                        # ^^^^^^^^^^^^^^^^ warning[explicit-lock-table]: Locks users in ACCESS EXCLUSIVE mode.
        `,
        good: py`
          def upgrade():
              op.execute("LOCK TABLE users IN ROW EXCLUSIVE MODE")


          def downgrade():
              raise NotImplementedError("There is nothing to take back.")
        `,
      },
    ],
  },
  action: {
    lockTable(action, statement, ctx) {
      const existing = action.tables.flatMap((name) => {
        const found = existingTable(ctx, name);
        return found === null ? [] : [{ name, doubt: found.doubt }];
      });
      const effect = ctx
        .locks(statement)
        .find(
          (it) =>
            it.isNew !== "yes" && it.blocks !== null && it.blocks.some((one) => one === "reads" || one === "writes"),
        );
      const [first] = existing;
      if (first === undefined || effect === undefined) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Locks ${listed(existing.map((it) => displayName(it.name)))} in ${action.mode} mode.`,
        why: `${waitingSentence(effect)} Statements take the locks that they need by themselves; where this one is meant, take the weakest that is enough, behind lock_timeout.`,
        doubt: existing.every((it) => it.doubt !== null) ? first.doubt : null,
      });
    },
  },
});
