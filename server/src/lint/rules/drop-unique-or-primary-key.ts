import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { type Constraint, relationKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const dropUniqueOrPrimaryKey = defineRule({
  id: "drop-unique-or-primary-key",
  since: "0.2.0",
  group: "constraints",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary:
      "Dropping a primary key or a unique constraint takes its index away, and fails while a foreign key needs it",
    why: md`
      The index goes with the constraint: queries that used it read the whole table from then on, \`ON CONFLICT (…)\` on these columns fails, and nothing keeps duplicates out.
      While a foreign key of another table refers to the columns, PostgreSQL refuses it (\`cannot drop constraint … because other objects depend on it\`), which is an error here; with CASCADE the foreign key is dropped too.
    `,
    instead: md`
      Create what takes its place first: a unique index built concurrently, then drop the constraint. Drop the foreign keys before, and create them anew behind it.
    `,
    limits: md`
      What the constraint is, and which foreign keys refer to it, is told by the revisions before. It is a warning where nothing depends on it, and nothing is said about a table that the same revision created, where the revision has made another unique index on the same first column before or makes such a key later, and in \`downgrade()\` about what does not fail.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-CONSTRAINT"],
    peers: ["pg-migration-lint:PGM013"],
    examples: [
      {
        title: "A key that another table refers to",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer()), sa.PrimaryKeyConstraint("id", name="pk_users"))
              op.create_table("orders", sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")))
        `,
        bad: py`
          def upgrade():
              op.drop_constraint("pk_users", "users", type_="primary")
            # ^^^^^^^^^^^^^^^^^^ error[drop-unique-or-primary-key]: The primary key of users cannot be dropped, because a foreign key of orders needs it.
        `,
        good: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.Integer()), sa.PrimaryKeyConstraint("id", name="pk_teams"))
              op.drop_constraint("pk_teams", "teams", type_="primary")


          def downgrade():
              op.drop_table("teams")
        `,
      },
    ],
  },
  action: {
    dropConstraint(action, statement, ctx) {
      const { table, name } = action;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, table);
      if (state === null || found?.answer !== "yes" || !name.known) return;
      const held = found.table.constraints.find((it) => it.name === name.value);
      if (held === undefined || (held.type !== "primaryKey" && held.type !== "unique")) return;
      const key = held.type === "primaryKey" ? "primary key" : "unique constraint";
      const doubt = found.exact ? null : "something before that could not be read may have changed the table.";
      const needed = action.cascade ? null : dependent(state, found.table, held);
      if (needed !== null) {
        ctx.report({
          at: placeOf(action, statement),
          what: `The ${key} of ${displayName(table)} cannot be dropped, because a foreign key of ${needed} needs it.`,
          why: "PostgreSQL refuses it. Drop the foreign key before, and create it anew when there is another key.",
          doubt,
        });
        return;
      }
      const existing = existingTable(ctx, table);
      if (existing === null || ctx.direction === "downgrade" || isReplaced(table, held, statement, found.table, ctx))
        return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Dropping the ${key} of ${displayName(table)} takes its index (${held.columns.join(", ")}) away.`,
        why: "Queries that used the index read the whole table, ON CONFLICT on these columns fails, and nothing keeps duplicates out. Create what takes its place first.",
        atMost: "warning",
        doubt: doubt ?? existing.doubt,
      });
    },
  },
});

/** A table whose foreign key needs the key: it refers to these columns, and no other key has the same ones. */
function dependent(state: SchemaState, table: Table, key: Constraint): string | null {
  const isSame = (columns: readonly string[]): boolean =>
    columns.length === key.columns.length && key.columns.every((it) => columns.includes(it));
  const keys = table.indexes.filter(
    (it) => it.unique && isSame(it.elements.flatMap((element) => element.column ?? [])),
  );
  if (keys.length !== 1) return null;
  const own = relationKey(table.schema, table.name);
  for (const other of state.tables.values()) {
    if (other === table) continue;
    const refers = other.constraints.some(
      (it) => it.references?.table === own && isSame(it.references.columns) && it.gaps.length === 0,
    );
    if (refers && other.gaps.length === 0) return other.name;
  }
  return null;
}

/** Is there another index, or does the direction make one, that begins with the same column? */
function isReplaced(
  table: QualifiedName,
  key: Constraint,
  statement: Statement,
  held: Table,
  { statements }: RuleContext,
): boolean {
  const [first] = key.columns;
  if (held.indexes.some((it) => it.name !== key.name && it.elements[0]?.column === first && it.where === null))
    return true;
  return statements.some((it) =>
    it.actions.some((action) => {
      if (it === statement) return false;
      if (action.kind === "dropTable") return action.table.name.known && action.table.name.value === held.name;
      if (action.kind === "dropColumn") return action.column.known && key.columns.includes(action.column.value);
      const columns =
        action.kind === "createIndex"
          ? action.columns
          : action.kind === "addConstraint" &&
              (action.constraint.type === "unique" || action.constraint.type === "primaryKey")
            ? action.constraint.columns
            : null;
      if (columns === null || (action.kind !== "createIndex" && action.kind !== "addConstraint")) return false;
      return (
        table.name.known &&
        action.table.name.known &&
        action.table.name.value === table.name.value &&
        columns[0]?.known === true &&
        columns[0].value === first
      );
    }),
  );
}
