import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";

export const createTableAs = defineRule({
  id: "create-table-as",
  since: "0.2.0",
  group: "tables",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`CREATE TABLE … AS SELECT` copies rows inside the migration, and nothing but rows",
    why: md`
      For a large table that takes long, and what the migration has locked before stays locked meanwhile. The new table has no primary key, no constraints, no defaults, no indexes and no comments, whatever the old one has.
    `,
    instead: md`
      \`CREATE TABLE new (LIKE old INCLUDING ALL)\`, and the rows in batches, outside of the transaction of the migration.
    `,
    limits:
      "Nothing is said about temporary tables, `WITH NO DATA`, and queries that read only tables of the same revision or none.",
    sources: ["https://www.postgresql.org/docs/current/sql-createtableas.html"],
    peers: ["safe-migrate:create-table-as-select"],
    examples: [
      {
        title: "A copy",
        bad: py`
          def upgrade():
              op.execute("CREATE TABLE users_backup AS SELECT * FROM users")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[create-table-as]: Copies rows of users into the new table users_backup.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE users_backup (LIKE users INCLUDING ALL)")


          def downgrade():
              op.execute("DROP TABLE users_backup")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      if (action.columnsFrom !== "query" || action.temporary || action.locking?.options.includes("no data") === true)
        return;
      const old = action.reads.filter((it) => ctx.createdBefore(it) !== "yes");
      if (old.length === 0) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Copies rows of ${listed(old.map(displayName))} into the new table ${displayName(action.table)}.`,
        why: "What the migration has locked stays locked meanwhile, and the new table has no key, no constraints and no indexes. CREATE TABLE … (LIKE … INCLUDING ALL) has them; copy the rows in batches.",
      });
    },
  },
});
