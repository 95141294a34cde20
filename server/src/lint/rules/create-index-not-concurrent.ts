import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { makeConcurrent } from "../fixes/make-concurrent.ts";
import { effectOn, readsNoRows, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const createIndexNotConcurrent = defineRule({
  id: "create-index-not-concurrent",
  since: "0.2.0",
  group: "indexes",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Building an index without CONCURRENTLY keeps out every write to the table until it is done",
    why: md`
      \`CREATE INDEX\` reads the whole table under a lock that lets others read, but not write. The lock is held until the transaction ends, so all that the revision does afterwards counts too.
    `,
    instead: md`
      \`op.create_index(…, postgresql_concurrently=True)\` in \`with op.get_context().autocommit_block():\`, best in a revision of its own. It takes longer, and waits for older transactions, but nobody has to wait for it.
      When it fails (a duplicate in a unique index, a timeout), an invalid index stays: drop it before the next attempt.
    `,
    limits: md`
      Nothing is said about a table that the same revision created, about \`ON ONLY\` a partitioned table, and about an index that is there already (\`IF NOT EXISTS\`). How many rows the table has is not known: for a small one this does not matter.
      On a partitioned table PostgreSQL knows no CONCURRENTLY, so no fix is offered there. An index of a new column (\`index=True\`) is add-column-inline-index.
      PostgreSQL 14.0 to 14.3 can leave rows out of an index that is built or rebuilt CONCURRENTLY ([14.4](https://www.postgresql.org/docs/release/14.4/) mends it): update such a server first, and rebuild what was built there. Only the major version of a server can be stated, so no rule speaks of it.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"],
    peers: [
      "squawk:require-concurrent-index-creation",
      "strong_migrations:add_index",
      "eugene:E6",
      "django-migration-linter:CREATE_INDEX",
      "pgfence:create-index-not-concurrent",
      "pg-migration-lint:PGM001",
    ],
    examples: [
      {
        title: "An index on a table that is in use",
        bad: py`
          def upgrade():
              op.create_index("ix_users_email", "users", ["email"])
            # ^^^^^^^^^^^^^^^ warning[create-index-not-concurrent] +fix: Builds an index on users without CONCURRENTLY.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const { table } = action;
      if (action.concurrently || statement.operation?.directive === "add_column") return;
      const existing = existingTable(ctx, table);
      // First what costs nothing: most indexes are of tables that the same revision creates, and locks ask for the schema.
      if (existing === null) return;
      const effect = effectOn(ctx, statement, table);
      if (readsNoRows(ctx, statement) || effect?.blocks?.includes("writes") === false) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, table);
      const isPartitioned = found?.answer === "yes" && found.table.kind === "partitioned table";
      const advice = isPartitioned
        ? "A partitioned table has no CONCURRENTLY: create the index ON ONLY it, build those of the partitions concurrently, and attach them."
        : "Build it with postgresql_concurrently=True in an autocommit block.";
      ctx.report({
        at: placeOf(action, statement),
        what: `Builds ${action.unique ? "a unique index" : "an index"} on ${displayName(table)} without CONCURRENTLY.`,
        why: `${waitingSentence(effect)} ${advice}`,
        doubt: existing.doubt,
        fixes: () => (isPartitioned ? [] : makeConcurrent(statement, /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\b/i, ctx)),
      });
    },
  },
});
