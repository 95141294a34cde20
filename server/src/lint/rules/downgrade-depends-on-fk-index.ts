import { displayName } from "../../postgres/name.ts";
import { relationKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import { nameText } from "../../schema/schema-words.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { indexAt } from "../index-at.ts";
import { runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";

export const downgradeDependsOnFkIndex = defineRule({
  id: "downgrade-depends-on-fk-index",
  since: "0.2.0",
  group: "downgrade",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A unique index is dropped on which a foreign key of another table rests",
    why: md`
      A foreign key needs a unique index on the columns that it refers to. While the foreign key is there, PostgreSQL refuses to drop the index: \`cannot drop index … because other objects depend on it\`. It happens in downgrades that drop in the order in which the upgrade created, and in upgrades that replace an index.
    `,
    instead:
      "Drop the foreign key first. To replace the index, create the new one and the new foreign key, then drop the old ones.",
    limits: md`
      It is about unique indexes that belong to no constraint; a primary key or unique constraint is drop-unique-or-primary-key. Which foreign keys there are, is told by the revisions before. It is information, and says that it is not certain, where another unique index or key on the same columns could be the one that the foreign key uses.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-depend.html"],
    examples: [
      {
        title: "The wrong order",
        bad: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("code", sa.Text()))
              op.create_index("uq_teams_code", "teams", ["code"], unique=True)
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("code", sa.Text(), sa.ForeignKey("teams.code", name="fk_users_code")))


          def downgrade():
              op.drop_index("uq_teams_code", "teams")
            # ^^^^^^^^^^^^^ error[downgrade-depends-on-fk-index]: The index uq_teams_code cannot be dropped, because a foreign key of users needs it.
              op.drop_table("users")
              op.drop_table("teams")
        `,
        good: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("code", sa.Text()))
              op.create_index("uq_teams_code", "teams", ["code"], unique=True)
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("code", sa.Text(), sa.ForeignKey("teams.code", name="fk_users_code")))


          def downgrade():
              op.drop_table("users")
              op.drop_index("uq_teams_code", "teams")
              op.drop_table("teams")
        `,
        before: py`
          def upgrade():
              pass
        `,
      },
    ],
  },
  action: {
    dropIndex(action, statement, ctx) {
      if (action.cascade || !runsAlways(statement)) return;
      const state = ctx.schemaAt(statement);
      const held = indexAt(state, action.index);
      if (state === null || held === null || !held.exact || !held.index.unique || held.index.constraint !== null)
        return;
      const columns = held.index.elements.map((it) => it.column);
      // A partial index, or one on an expression, is none that a foreign key can use.
      if (held.index.where !== null || columns.includes(null)) return;
      const user = referringTable(state, held.table, columns.join("\n"));
      if (user === null) return;
      const isOnly = !held.table.indexes.some(
        (it) => it !== held.index && it.unique && sorted(it.elements.map((one) => one.column)) === sorted(columns),
      );
      ctx.report({
        at: placeOf(action, statement),
        what: `The index ${displayName(action.index)} cannot be dropped, because a foreign key of ${nameText(user)} needs it.`,
        why: "The statement fails while the foreign key is there. Drop the foreign key, or its table, before.",
        doubt: isOnly ? null : "the foreign key may use another unique index on the same columns.",
      });
    },
  },
});

function sorted(columns: readonly (string | null)[]): string {
  return columns.toSorted().join("\n");
}

/** A table whose foreign key certainly refers to these columns. */
function referringTable(state: SchemaState, table: Table, columns: string): Table | null {
  const key = relationKey(table.schema, table.name);
  for (const other of state.tables.values()) {
    const refers = other.constraints.some(
      ({ references, gaps }) =>
        references?.table === key && gaps.length === 0 && sorted(references.columns) === sorted(columns.split("\n")),
    );
    if (refers && other.gaps.length === 0) return other;
  }
  return null;
}
