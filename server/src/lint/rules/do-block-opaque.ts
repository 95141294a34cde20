import { codeEffect } from "../../schema/code-effect.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const doBlockOpaque = defineRule({
  id: "do-block-opaque",
  since: "0.2.0",
  group: "sql",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "What a DO block changes is not looked at, and no other rule speaks about it",
    why: md`
      The code of a block runs in the database; what its loops, conditions and \`EXECUTE\` do is known there only. Locks, lost data and names that do not fit stay unseen in it, and what it can have touched is in doubt from then on in the replayed schema.
    `,
    instead:
      "Write the statements themselves, with IF EXISTS where that is what the block is for; or decide in Python, where the migration is read.",
    limits: md`
      Nothing is said about a block that only reads or writes rows, and about one that does a single thing under a guard of the catalog (\`IF NOT EXISTS (SELECT … FROM pg_type …)\`, \`EXCEPTION WHEN duplicate_object\`), which is understood.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-do.html"],
    peers: ["migrationpilot:MP063", "safe-migrate:opaque-dynamic-sql"],
    examples: [
      {
        title: "Two statements",
        bad: py`
          def upgrade():
              op.execute("DO $$ BEGIN CREATE TABLE a (id int); ALTER TABLE b ADD COLUMN c int; END $$")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[do-block-opaque]: What this DO block changes cannot be read here.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE a (id int PRIMARY KEY)")
              op.execute("ALTER TABLE a ADD COLUMN c int")


          def downgrade():
              op.execute("DROP TABLE a")
        `,
      },
    ],
  },
  action: {
    doBlock(action, statement, ctx) {
      if (action.code !== undefined && codeEffect(action.code).kind === "none") return;
      // The replay takes the one statement under a guard in place of its block.
      const step = ctx.schemas
        .steps(ctx.direction)
        .find((it) => it.statement.span.start === statement.span.start && it.statement.span.end === statement.span.end);
      if (step?.statement.actions.every((it) => it.kind !== "doBlock") === true) return;
      ctx.report({
        at: placeOf(action, statement),
        what: "What this DO block changes cannot be read here.",
        why: "Locks, lost data and wrong names in it stay unseen. Write the statements themselves where that is possible.",
      });
    },
  },
});
