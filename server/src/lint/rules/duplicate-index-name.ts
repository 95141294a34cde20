import type { Statement } from "../../emit/statement.ts";
import type { Action, CreateIndex } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { findTable, tableGaps } from "../../schema/find-table.ts";
import { type Index, relationKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const duplicateIndexName = defineRule({
  id: "duplicate-index-name",
  since: "0.2.0",
  group: "indexes",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "The name of an index is taken already in its schema",
    why: md`
      Indexes share their names with the tables, views and sequences of the schema, not only with the indexes of their table. \`relation "…" already exists\` ends the migration. The index of a primary key, unique or exclusion constraint has the constraint's name, and counts too.
      With \`IF NOT EXISTS\` nothing fails, and that is worse: the index that exists may be one of another table, and the new one is simply not made.
    `,
    instead: "A name with the table and the columns in it, as naming conventions make it: `ix_orders_user_id`.",
    limits: md`
      What exists is told by the revisions before. Nothing is said about a statement under a condition (\`if not has_index(…)\`), about tables that no revision creates, nor where something that could not be read may have taken the index away.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createindex.html"],
    examples: [
      {
        title: "Two indexes of one name",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("name", sa.Text()))
              op.create_table("teams", sa.Column("name", sa.Text()))
              op.create_index("ix_name", "users", ["name"])
        `,
        bad: py`
          def upgrade():
              op.create_index("ix_name", "teams", ["name"])
            # ^^^^^^^^^^^^^^^ error[duplicate-index-name]: The name ix_name is taken already, by an index of users (name).
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_teams_name", "teams", ["name"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_teams_name", "teams", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      if (action.name?.known !== true) return;
      const taken = takenBy(action.table, action.name.value, statement, ctx);
      if (taken === null) return;
      if (!action.ifNotExists) report(action, action.name.value, taken, statement, ctx);
      else if (taken.index === null || isOther(action, taken)) reportLeftOut(action, taken, statement, ctx);
    },
    addConstraint(action, statement, ctx) {
      const { type, name, usingIndex } = action.constraint;
      const hasIndex = type === "primaryKey" || type === "unique" || type === "exclude";
      if (!hasIndex || usingIndex !== null || name?.known !== true) return;
      const taken = takenBy(action.table, name.value, statement, ctx);
      if (taken !== null) report(action, name.value, taken, statement, ctx);
    },
  },
});

interface Taken {
  readonly table: Table;
  /** Null: the table itself has the name. */
  readonly index: Index | null;
}

/** What has the name in the schema of the table. Nothing is claimed for a statement that somebody made dependent on what is there. */
function takenBy(table: QualifiedName, name: string, statement: Statement, ctx: RuleContext): Taken | null {
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  if (state === null || found?.answer !== "yes" || (statement.operation?.site.conditions.length ?? 1) > 0) return null;
  const key = relationKey(found.table.schema, name);
  const relation = state.tables.get(key);
  if (relation !== undefined) return taken(state, relation, null);
  const holder = state.tables.get(state.indexNames.get(key) ?? "");
  const index = holder?.indexes.find((it) => it.name === name);
  return holder === undefined || index === undefined ? null : taken(state, holder, index);
}

function taken(state: SchemaState, table: Table, index: Index | null): Taken | null {
  // What could not be read may have taken it away: nobody is helped by a guess.
  return tableGaps(state, table).length === 0 ? { table, index } : null;
}

/** Is the index that exists certainly another one: of another table, or of other columns? */
function isOther(action: CreateIndex, { table, index }: Taken): boolean {
  if (index === null || (action.table.name.known && action.table.name.value !== table.name)) return true;
  const columns = action.columns.map((it) => (it?.known === true ? it.value : null));
  if (columns.includes(null) || index.elements.some((it) => it.column === null)) return false;
  return columns.join("\n") !== index.elements.map((it) => it.column).join("\n");
}

function report(action: Action, name: string, found: Taken, statement: Statement, ctx: RuleContext): void {
  ctx.report({
    at: placeOf(action, statement),
    what: `The name ${name} is taken already, by ${holderPhrase(found)}.`,
    why: "The statement fails: the relation exists. Index names are those of the whole schema; put the table into the name.",
  });
}

function reportLeftOut(action: Action, found: Taken, statement: Statement, ctx: RuleContext): void {
  ctx.report({
    at: placeOf(action, statement),
    what: `The index is not made, because its name is taken by ${holderPhrase(found)}.`,
    why: "IF NOT EXISTS looks at nothing but the name, and says so in a notice only. Choose another name.",
  });
}

function holderPhrase({ table, index }: Taken): string {
  if (index === null) return `the ${table.kind} ${table.name}`;
  const columns = index.elements.map((it) => it.column);
  const list = columns.includes(null) ? "" : ` (${columns.join(", ")})`;
  return `${index.constraint === null ? "an index" : "the index of a constraint"} of ${table.name}${list}`;
}
