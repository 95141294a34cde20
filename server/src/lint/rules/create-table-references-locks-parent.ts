import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const createTableReferencesLocksParent = defineRule({
  id: "create-table-references-locks-parent",
  since: "0.2.0",
  group: "constraints",
  severity: "information",
  recommended: false,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  options: {
    fromTables: { default: 2, description: "Existing tables to which a new one must refer before the rule speaks." },
  },
  docs: {
    summary:
      "A new table with foreign keys to several existing tables keeps all of them from being written, until the transaction ends",
    why: md`
      The new table is empty, but a foreign key also makes triggers on the table that it refers to, under a SHARE ROW EXCLUSIVE lock: nobody can write to that table until the transaction ends. With several such tables, the statement holds the locks on the first ones while it waits for the next.
    `,
    instead: md`
      Keep the transaction short: nothing slow behind it in the same revision, a \`lock_timeout\`, \`transaction_per_migration=True\`. For tables that are written all the time, create the table without these keys and add them one by one with \`postgresql_not_valid=True\`, each in a revision of its own.
    `,
    limits: md`
      Not asked unless it is selected: the lock is short where the transaction is. Tables that the same revision creates do not count, nor the new table itself.
    `,
    sources: ["https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES"],
    peers: ["eugene:W12", "migrationpilot:MP044"],
    examples: [
      {
        title: "A table between two others",
        config: 'select = ["create-table-references-locks-parent"]',
        bad: py`
          def upgrade():
              op.create_table(
            # ^^^^^^^^^^^^^^^ information[create-table-references-locks-parent]: Keeps users, teams from being written until the transaction ends.
                  "members",
                  sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_members_user_id")),
                  sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", name="fk_members_team_id")),
              )
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "members",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_members_user_id")),
              )


          def downgrade():
              op.drop_table("members")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      if (ctx.direction === "downgrade" || action.temporary) return;
      const constraints = [...action.columns.flatMap((it) => it.constraints), ...action.constraints];
      const others: QualifiedName[] = [];
      for (const { references } of constraints) {
        if (references === null || sameName(references.table, action.table) !== "no") continue;
        const isKnown = others.some((it) => sameName(it, references.table) !== "no");
        if (!isKnown && ctx.createdBefore(references.table) === "no") others.push(references.table);
      }
      if (others.length === 0 || others.length < Number(ctx.options.fromTables)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Keeps ${others.map(displayName).join(", ")} from being written until the transaction ends.`,
        why: "A foreign key locks the table that it refers to, and the locks on the first are held while it waits for the next. Keep the transaction short, or add the keys one by one.",
      });
    },
  },
});
