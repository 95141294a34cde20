import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const createTableNoPrimaryKey = defineRule({
  id: "create-table-no-primary-key",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A table without a primary key may hold a row twice, and nothing names one of its rows",
    why: md`
      Nothing keeps the same row from being there twice, and one of the two cannot be changed or deleted alone. SQLAlchemy's ORM cannot map such a table. Logical replication refuses \`UPDATE\` and \`DELETE\` on it, unless \`REPLICA IDENTITY FULL\` makes each of them send the whole row.
    `,
    instead: md`
      \`primary_key=True\` on the column; for a table that joins two others on both of its columns.
    `,
    limits: md`
      A unique constraint or a unique index is enough, and so is a key that the same revision adds later. Nothing is said about partitions and children, temporary and foreign tables, tables that are made from a query or like another one, and about tables whose columns are not all known.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
      "https://www.postgresql.org/docs/current/logical-replication-publication.html",
    ],
    peers: ["pg-migration-lint:PGM502", "migrationpilot:MP045"],
    examples: [
      {
        title: "A table that joins two others",
        bad: py`
          def upgrade():
              op.create_table("members", sa.Column("user_id", sa.BigInteger()), sa.Column("team_id", sa.BigInteger()))
            # ^^^^^^^^^^^^^^^ information[create-table-no-primary-key]: The table members has no primary key.
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "members",
                  sa.Column("user_id", sa.BigInteger(), primary_key=True),
                  sa.Column("team_id", sa.BigInteger(), primary_key=True),
              )


          def downgrade():
              op.drop_table("members")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      const { table, columns } = action;
      if (action.temporary || action.open !== null || action.columnsFrom !== "list" || columns.length === 0) return;
      if (action.partitionOf !== null || action.inherits.length > 0 || action.detail?.isForeign === true) return;
      if (columns.some((it) => it.open !== null)) return;
      const constraints = [...columns.flatMap((it) => it.constraints), ...action.constraints];
      if (constraints.some((it) => it.type === "primaryKey" || it.type === "unique" || it.type === "exclude")) return;
      const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
      if (following.some((it) => givesKey(it, table))) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The table ${displayName(table)} has no primary key.`,
        why: "Nothing keeps a row from being there twice, and nothing names one of its rows. Give it a primary key, or a unique constraint.",
      });
    },
  },
});

/** A key that comes later, what takes the table away again, and what may do so unseen. */
function givesKey({ actions }: Statement, table: QualifiedName): boolean {
  return actions.some((it) => {
    if (it.kind === "unknown") return it.touches === null || it.touches.some((one) => sameName(one, table) !== "no");
    if (it.kind === "doBlock") return true;
    if (it.kind === "createIndex") return it.unique && sameName(it.table, table) !== "no";
    if (it.kind === "dropTable" || it.kind === "attachPartition") {
      return sameName(it.kind === "dropTable" ? it.table : it.partition, table) !== "no";
    }
    if (it.kind === "addColumn") {
      return (
        sameName(it.table, table) !== "no" &&
        it.column.constraints.some((one) => one.type === "primaryKey" || one.type === "unique")
      );
    }
    if (it.kind !== "addConstraint" || sameName(it.table, table) === "no") return false;
    return it.constraint.type === "primaryKey" || it.constraint.type === "unique" || it.constraint.type === "exclude";
  });
}
