import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";

export const disableTrigger = defineRule({
  id: "disable-trigger",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`DISABLE TRIGGER ALL` and `session_replication_role = replica` switch foreign keys off",
    why: md`
      Foreign keys are kept by triggers. What is written while they are off is never checked, not even when they are on again: rows can refer to nothing, and nobody is told. \`DISABLE TRIGGER ALL\` and \`session_replication_role\` need a superuser. A trigger that is switched off and not on again stays off for everybody.
    `,
    instead: md`
      \`DISABLE TRIGGER USER\`, or the trigger by name, leaves the foreign keys on; switch it on again in the same revision. Where keys stand in the way of an order of statements, make them \`DEFERRABLE\` and \`SET CONSTRAINTS ALL DEFERRED\`.
    `,
    limits: md`
      Nothing is said about \`DISABLE TRIGGER USER\`, or one trigger, that the same direction switches on again, and about tables that the same revision created. With \`ALL\` and switched on again the finding is information.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html",
      "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE",
    ],
    peers: [
      "pgfence:enable-disable-trigger",
      "pg-migration-lint:PGM020",
      "migrationpilot:MP064",
      "safe-migrate:disable-trigger",
    ],
    examples: [
      {
        title: "All triggers",
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE orders DISABLE TRIGGER ALL")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[disable-trigger]: Switches all triggers of orders off, those of its foreign keys too, and not on again.
        `,
        good: py`
          def upgrade():
              op.execute("ALTER TABLE orders DISABLE TRIGGER USER")
              op.execute("INSERT INTO orders (id) VALUES (0)")
              op.execute("ALTER TABLE orders ENABLE TRIGGER USER")


          def downgrade():
              op.execute("DELETE FROM orders WHERE id = 0")
        `,
      },
    ],
  },
  action: {
    tableOption(action, statement, ctx) {
      if (action.option !== "disableTrigger") return;
      const existing = existingTable(ctx, action.table);
      if (existing === null) return;
      const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
      const isBack = following.some((it) => enables(it, action.table));
      const isAll = action.locking?.command === "AT_DisableTrigAll";
      if (isBack && !isAll) return;
      const which = isAll
        ? "all triggers"
        : action.locking?.command === "AT_DisableTrigUser"
          ? "the triggers"
          : "a trigger";
      const keys = isAll ? ", those of its foreign keys too" : "";
      ctx.report({
        at: placeOf(action, statement),
        what: `Switches ${which} of ${displayName(action.table)} off${keys}${isBack ? "" : ", and not on again"}.`,
        why: isAll
          ? "What is written meanwhile is never checked against the foreign keys, not even when they are on again. DISABLE TRIGGER USER leaves them on."
          : "It stays off for everybody. Switch it on again in the same revision.",
        doubt: existing.doubt,
        ...(isBack ? { atMost: "information" as const } : {}),
      });
    },
    set(action, statement, ctx) {
      if (action.parameter !== "session_replication_role" || action.value?.toLowerCase() !== "replica") return;
      const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
      const isBack = action.local || following.some((it) => it.actions.some(resets));
      ctx.report({
        at: placeOf(action, statement),
        what: `Switches all triggers of all tables off for this session, those of foreign keys too${isBack ? "" : ", and not on again"}.`,
        why: "What is written meanwhile is never checked against the foreign keys, not even when they are on again. Make the keys DEFERRABLE, or write in the order that they ask for.",
        ...(isBack ? { atMost: "information" as const } : {}),
      });
    },
  },
});

function enables({ actions }: Statement, table: QualifiedName): boolean {
  return actions.some(
    (it) => it.kind === "tableOption" && it.option === "enableTrigger" && sameName(it.table, table) !== "no",
  );
}

function resets(action: Action): boolean {
  return (
    action.kind === "set" &&
    (action.parameter === "all" ||
      (action.parameter === "session_replication_role" && action.value?.toLowerCase() !== "replica"))
  );
}
