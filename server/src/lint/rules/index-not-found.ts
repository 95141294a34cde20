import type { Statement } from "../../emit/statement.ts";
import { closestNames } from "../../graph/closest-names.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { ofKey, relationKey, type SchemaState } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { replaceName } from "../fixes/replace-name.ts";
import { goneAt, knownTable, mayExist, placeOf as placeOfName, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const indexNotFound = defineRule({
  id: "index-not-found",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "There is no index of that name when the statement runs",
    why: md`
      \`index "…" does not exist\` ends the migration. The name is misspelt, or an earlier statement dropped the index: dropping a column or a table takes its indexes along.
    `,
    instead: "The name that the index has, or nothing where it is gone already.",
    limits: md`
      It is certain where the index was dropped or renamed before, and where everything is known of the table that the call names (\`table_name=\`). An index that no revision creates is no mistake; it is information when another has almost the same name. Nothing is said about a statement under a condition or with \`IF EXISTS\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-dropindex.html"],
    examples: [
      {
        title: "Gone with its column",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer()), sa.Column("email", sa.Text(), index=True))
              op.drop_column("users", "email")
        `,
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
                # ^^^^^^^^^^^^^ error[index-not-found]: There is no index ix_users_email any more at this point.
        `,
        good: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("code", sa.Text(), index=True))
              op.drop_index("ix_teams_code", "teams")


          def downgrade():
              op.drop_table("teams")
        `,
      },
    ],
  },
  action: {
    dropIndex(action, statement, ctx) {
      if (!action.ifExists) check(action.index, action.table, action, statement, ctx);
    },
    renameIndex(action, statement, ctx) {
      check(action.index, null, action, statement, ctx);
    },
  },
});

function check(
  index: QualifiedName,
  table: QualifiedName | null,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const state = ctx.schemaAt(statement);
  const place = state === null || !runsAlways(statement) ? null : placeOfName(state, index);
  if (state === null || place === null || isThere(state, relationKey(place.schema, place.name))) return;
  const dropped = goneAt(state, place);
  const gone = dropped === null || hasUnnamed(state, place.schema) ? null : dropped;
  const known = table === null ? null : knownTable(state, table);
  if (gone === null && known === null && mayExist(state, place)) return;
  // A constraint's name is that of its index, which the table has under it.
  const near = closestNames(
    place.name,
    known === null ? namesIn(state, place.schema) : known.indexes.map((it) => it.name),
  );
  if (gone === null && known === null && near.length === 0) return;
  const name = displayName(index);
  const advice = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  ctx.report({
    at: placeOf(action, statement),
    what:
      gone !== null
        ? `There is no index ${name} any more at this point.`
        : known !== null
          ? `The table ${known.name} has no index ${name}.`
          : `No revision creates the index ${name}.`,
    why:
      gone !== null || known !== null
        ? `The statement fails: the revisions before leave no such index.${advice}`
        : `The statement fails unless the index was made outside of Alembic.${advice}`,
    doubt: gone === null && known === null ? "the database may have indexes that no revision creates." : null,
    fixes: () => (near[0] === undefined ? [] : replaceName(ctx.file, index.name, near[0])),
  });
}

function isThere(state: SchemaState, key: string): boolean {
  return state.indexNames.has(key) || state.tables.has(key) || state.sequences.has(key);
}

/** An index whose name is not known (a naming convention that cannot be read) may be the one. */
function hasUnnamed(state: SchemaState, schema: string): boolean {
  return [...state.tables.values()].some((it) => it.schema === schema && it.indexes.some((one) => one.gaps.length > 0));
}

function namesIn(state: SchemaState, schema: string): readonly string[] {
  return [...state.indexNames.entries()]
    .map(([key]) => ofKey(key))
    .filter((it) => it.schema === schema)
    .map((it) => it.name);
}
