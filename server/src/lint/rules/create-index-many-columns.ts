import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const createIndexManyColumns = defineRule({
  id: "create-index-many-columns",
  since: "0.2.0",
  group: "indexes",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  options: {
    mostColumns: { default: 3, description: "Columns that an index may have before the rule speaks." },
  },
  docs: {
    summary: "An index of many columns serves few queries, and costs as much with each write as it is wide",
    why: md`
      A B-tree index finds rows by its first columns. The fourth and later columns help only queries that give all before them, while each write keeps them up to date.
    `,
    instead:
      "Begin with the columns that all the queries give; put columns that are only read along into INCLUDE, or leave them out.",
    limits: md`
      Not asked unless it is selected: whether an index is worth its width only its queries tell. Unique indexes, whose columns say what is unique, INCLUDE, other methods than B-tree and \`downgrade()\` are left alone.
    `,
    sources: ["https://www.postgresql.org/docs/current/indexes-multicolumn.html"],
    peers: ["strong_migrations:add_index_columns"],
    examples: [
      {
        title: "Four columns",
        config: 'select = ["create-index-many-columns"]',
        bad: py`
          def upgrade():
              op.create_index("ix_events_all", "events", ["team_id", "user_id", "kind", "at"])
            # ^^^^^^^^^^^^^^^ hint[create-index-many-columns]: The index of events has 4 columns.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_events_team_id_at", "events", ["team_id", "at"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_events_team_id_at", "events", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const { columns, unique, method, table } = action;
      const isTree = method === null || (method.known && method.value.toLowerCase() === "btree");
      if (unique || !isTree || ctx.direction === "downgrade" || columns.length <= Number(ctx.options.mostColumns))
        return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The index of ${displayName(table)} has ${columns.length} columns.`,
        why: "Later columns help only queries that give all before them. Leave out those that no query needs.",
      });
    },
  },
});
