import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { tableGaps } from "../../schema/find-table.ts";
import { relationKey, type SchemaState } from "../../schema/schema-state.ts";
import { touches } from "../../schema/touches.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf as placeOfName, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const tableAlreadyExists = defineRule({
  id: "table-already-exists",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A table or view is created, or gets a name, that is taken already",
    why: md`
      \`relation "…" already exists\` ends the migration. Tables, views, sequences and indexes of a schema share their names, and a table takes the name of a type, too.
    `,
    instead:
      "Another name, or drop what has it first. In a database that may or may not have the table, `if_not_exists=True` (Alembic 1.12) creates it only where it is missing, but looks at nothing but the name.",
    limits: md`
      What exists is told by the revisions before. Nothing is said about a statement under a condition or with \`IF NOT EXISTS\`, nor where something that could not be read may have taken the other one away.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createtable.html"],
    examples: [
      {
        title: "An earlier revision made it",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
        `,
        bad: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.BigInteger(), primary_key=True))
            # ^^^^^^^^^^^^^^^ error[table-already-exists]: The name users is taken already, by a table.
        `,
        good: py`
          def upgrade():
              op.create_table("people", sa.Column("id", sa.BigInteger(), primary_key=True))


          def downgrade():
              op.drop_table("people")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      if (!action.ifNotExists && !action.temporary) check(action.table, true, action, statement, ctx);
    },
    createView(action, statement, ctx) {
      if (!action.replace) check(action.view, true, action, statement, ctx);
    },
    renameTable(action, statement, ctx) {
      if (action.ifTableExists === true) return;
      check({ schema: action.table.schema, name: action.newName }, true, action, statement, ctx);
    },
  },
});

function check(name: QualifiedName, takesType: boolean, action: Action, statement: Statement, ctx: RuleContext): void {
  const state = ctx.schemaAt(statement);
  const place = state === null || !runsAlways(statement) ? null : placeOfName(state, name);
  const holder =
    state === null || place === null ? null : holderOf(state, relationKey(place.schema, place.name), takesType);
  if (state === null || place === null || holder === null) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `The name ${displayName(name)} is taken already, by ${holder}.`,
    why: "The statement fails. Choose another name, or drop the other one first.",
  });
}

/** What certainly has the name. */
function holderOf(state: SchemaState, key: string, takesType: boolean): string | null {
  const table = state.tables.get(key);
  if (table !== undefined) {
    if (table.born < 0) return null;
    return tableGaps(state, table).length === 0 ? `a ${table.kind}` : null;
  }
  const owner = state.tables.get(state.indexNames.get(key) ?? "");
  if (owner !== undefined) return tableGaps(state, owner).length === 0 ? `an index of ${owner.name}` : null;
  const sequence = state.sequences.get(key);
  const type = takesType ? state.types.get(key) : undefined;
  const other = sequence ?? type;
  if (other === undefined || other.gaps.length > 0) return null;
  const isTouched = state.gaps.some((it) => it.clock > other.born && touches(it.touches, other.schema, other.name));
  return isTouched ? null : sequence === undefined ? `a type` : "a sequence";
}
