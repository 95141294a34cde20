import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { tableOfIndex } from "../../schema/table-of-index.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { makeConcurrent } from "../fixes/make-concurrent.ts";
import { indexAt } from "../index-at.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const dropIndexNotConcurrent = defineRule({
  id: "drop-index-not-concurrent",
  since: "0.2.0",
  group: "indexes",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Dropping an index without CONCURRENTLY keeps out every read and write of the table",
    why: md`
      \`DROP INDEX\` is quick, but needs the strongest lock on the table: it waits for every query that is running, and everybody who comes later waits behind it. The lock is held until the transaction ends.
    `,
    instead: md`
      \`op.drop_index(…, postgresql_concurrently=True)\` in \`with op.get_context().autocommit_block():\`, best in a revision of its own.
    `,
    limits: md`
      Nothing is said about tables that the same revision created or drops afterwards, nor in \`downgrade()\` about an index that \`upgrade()\` made. The index of a constraint cannot be dropped at all: see drop-constraint-backed-index.
      \`DROP INDEX … CASCADE\`, several indexes in one statement and the index of a partitioned table know no CONCURRENTLY; no fix is offered for them.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-dropindex.html"],
    peers: [
      "squawk:require-concurrent-index-deletion",
      "strong_migrations:remove_index",
      "pgfence:drop-index-not-concurrent",
      "pg-migration-lint:PGM002",
    ],
    examples: [
      {
        title: "An index that is not needed any more",
        bad: py`
          def upgrade():
              op.drop_index("ix_users_email", "users")
            # ^^^^^^^^^^^^^ warning[drop-index-not-concurrent] +fix: Drops the index ix_users_email without CONCURRENTLY.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    dropIndex(action, statement, ctx) {
      const { index } = action;
      if (action.concurrently) return;
      const held = indexAt(ctx.schemaAt(statement), index);
      const table = action.table ?? tableOfIndex(ctx.statements, statement, index);
      const existing = table === null ? { doubt: null } : existingTable(ctx, table);
      if (existing === null || held?.index.constraint != null) return;
      if (ctx.direction === "downgrade" && isCreatedIn(ctx.otherStatements, index)) return;
      // What goes with its table anyway needs no care of its own.
      if (table !== null && isDroppedAfter(table, statement, ctx)) return;
      const effect = table === null ? strongestOf(statement, ctx) : effectOn(ctx, statement, table);
      if (effect?.blocks?.includes("reads") === false) return;
      const isPartitioned = held?.table.kind === "partitioned table";
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops ${index.name.known ? `the index ${displayName(index)}` : "an index"} without CONCURRENTLY.`,
        why: `It waits for every query of the table that is running, and others wait behind it. ${waitingSentence(effect)}${isPartitioned ? "" : " Drop it with postgresql_concurrently=True in an autocommit block."}`,
        doubt: existing.doubt,
        fixes: () =>
          isPartitioned || action.cascade || statement.actions.length > 1
            ? []
            : makeConcurrent(statement, /^\s*DROP\s+INDEX\b/i, ctx),
      });
    },
  },
});

function strongestOf(statement: Statement, ctx: RuleContext) {
  return ctx.locks(statement).find((it) => it.object === "table") ?? null;
}

function isDroppedAfter(table: QualifiedName, statement: Statement, { statements }: RuleContext): boolean {
  const later = statements.slice(statements.indexOf(statement) + 1);
  return later.some((it) =>
    it.actions.some((action) => action.kind === "dropTable" && sameName(action.table, table) === "yes"),
  );
}

/** In a downgrade: what the upgrade made is taken back. */
function isCreatedIn(statements: readonly Statement[], index: QualifiedName): boolean {
  return statements.some((it) =>
    it.actions.some(
      (action) =>
        action.kind === "createIndex" &&
        action.name !== null &&
        sameName({ schema: null, name: action.name }, { schema: null, name: index.name }) !== "no",
    ),
  );
}
