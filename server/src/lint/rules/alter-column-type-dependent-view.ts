import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { relationKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import { columnAt } from "../column-at.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const alterColumnTypeDependentView = defineRule({
  id: "alter-column-type-dependent-view",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A column that a view or a generated column is made from cannot change its type, nor be dropped",
    why: md`
      PostgreSQL refuses: \`cannot alter type of a column used by a view or rule\`, \`cannot alter type of a column used by a generated column\`, \`cannot drop column … because other objects depend on it\`. To rename the column is fine: views and generated columns follow.
    `,
    instead: "Drop the view, change the column, and create the view again, in one revision.",
    limits: md`
      For generated columns the finding is certain. Of a view it is known which tables it reads, not which columns, so the finding is information. Views that no revision created, rules, triggers, policies and functions with a body in SQL are not seen.
      Nothing is said where the statement says CASCADE.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-depend.html"],
    examples: [
      {
        title: "A generated column",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE boxes (a int, b int GENERATED ALWAYS AS (a * 2) STORED)")
        `,
        bad: py`
          def upgrade():
              op.alter_column("boxes", "a", existing_type=sa.Integer(), type_=sa.BigInteger())
                                                                      # ^^^^^^^^^^^^^^^^^^^^^ error[alter-column-type-dependent-view]: The generated column b is made from the column a of boxes, so its type cannot change.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE crates (id bigint PRIMARY KEY, a bigint, b bigint GENERATED ALWAYS AS (a * 2) STORED)")


          def downgrade():
              op.drop_table("crates")
        `,
      },
    ],
  },
  action: {
    alterColumnType(action, statement, ctx) {
      const { table, column } = action;
      check({ action, table, column, statement, refused: "so its type cannot change" }, ctx);
    },
    dropColumn(action, statement, ctx) {
      const { table, column } = action;
      if (action.cascade) return;
      check({ action, table, column, statement, refused: "so it cannot be dropped" }, ctx);
    },
  },
});

interface Change {
  readonly action: Action;
  readonly table: QualifiedName;
  readonly column: Static<string>;
  readonly statement: Statement;
  readonly refused: string;
}

function check({ action, table, column, statement, refused }: Change, ctx: RuleContext): void {
  const state = ctx.schemaAt(statement);
  const found = columnAt(state, table, column);
  if (state === null || found === null || !column.known) return;
  const name = `${columnPhrase(column)} of ${displayName(table)}`;
  const dropped = statement.actions.flatMap((it) =>
    it.kind === "dropColumn" && it.column.known ? [it.column.value] : [],
  );
  const generated = found.table.columns.find(
    (it) => it.generated?.columns.includes(column.value) === true && !dropped.includes(it.name),
  );
  const at = placeOf(action, statement);
  if (generated !== undefined) {
    ctx.report({
      at,
      what: `The generated column ${generated.name} is made from the ${name}, ${refused}.`,
      why: "PostgreSQL refuses the statement. Drop the generated column first, and add it again.",
      doubt: found.exact ? null : "a statement that could not be read may have changed the table.",
    });
    return;
  }
  const views = viewsOf(state, found.table);
  if (views.length === 0) return;
  ctx.report({
    at,
    what: `${views.length === 1 ? `The view ${views[0]} is` : `The views ${views.join(", ")} are`} made from the table of the ${name}, ${refused} if the view names it.`,
    why: "PostgreSQL refuses the statement then. Drop the view, change the column, and create the view again.",
    doubt: "which columns a view names is not known.",
  });
}

function viewsOf(state: SchemaState, table: Table): readonly string[] {
  const key = relationKey(table.schema, table.name);
  const views: string[] = [];
  for (const [, it] of state.tables.entries()) if (it.reads.includes(key)) views.push(it.name);
  return views;
}
