import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { columnAt } from "../column-at.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { isNewAndEmpty } from "../value-of-new-column.ts";

export const createUniqueIndexOnExistingData = defineRule({
  id: "create-unique-index-on-existing-data",
  since: "0.2.0",
  group: "indexes",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A unique index on columns that hold values already fails at the first duplicate",
    why: md`
      \`could not create unique index … is duplicated\`: on the database of a developer it succeeds, on the one with the users' data the deployment stops. With CONCURRENTLY an invalid index stays behind besides.
    `,
    instead: md`
      Look first: \`SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1\`. Then merge or remove the duplicates in the same revision, or in one before.
    `,
    limits: md`
      Nothing is said where the history shows that there can be none: a primary key or unique index on some of the columns, also one that the same revision drops; a column that the same revision added, and that is NULL in every row; a table that it created. Nor where it deletes or updates rows of the table before, or runs code that cannot be read, nor in \`downgrade()\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/indexes-unique.html"],
    peers: ["atlas:MF101", "pg-migration-lint:PGM511"],
    examples: [
      {
        title: "Addresses that nobody has compared",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("uq_users_email", "users", ["email"], unique=True, postgresql_concurrently=True)
                # ^^^^^^^^^^^^^^^ information[create-unique-index-on-existing-data]: Fails when users holds the same email twice.
        `,
        good: py`
          def upgrade():
              op.execute("SELECT merge_users_with_the_same_email()")
              with op.get_context().autocommit_block():
                  op.create_index("uq_users_email", "users", ["email"], unique=True, postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("uq_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      if (!action.unique || action.only || action.columns.some((it) => it === null)) return;
      const columns = action.columns.flatMap((it) => it ?? []);
      check(
        { table: action.table, columns, distinct: action.detail?.nullsNotDistinct !== true },
        action,
        statement,
        ctx,
      );
    },
    addConstraint(action, statement, ctx) {
      const { type, columns, usingIndex, detail } = action.constraint;
      if (type !== "unique" || usingIndex !== null) return;
      check({ table: action.table, columns, distinct: detail?.nullsNotDistinct !== true }, action, statement, ctx);
    },
  },
});

interface Key {
  readonly table: QualifiedName;
  readonly columns: readonly Static<string>[];
  /** Rows with NULL are never duplicates. */
  readonly distinct: boolean;
}

function check({ table, columns, distinct }: Key, action: Action, statement: Statement, ctx: RuleContext): void {
  if (ctx.direction === "downgrade" || columns.length === 0) return;
  const names = columns.flatMap((it) => (it.known ? [it.value] : []));
  const existing = existingTable(ctx, table);
  if (existing === null || existing.doubt !== null || names.length !== columns.length) return;
  if (isLookedAfter(table, statement, ctx)) return;
  if (distinct && columns.some((it) => isNewAndEmpty(table, it, statement, ctx))) return;
  if (statesBefore(statement, ctx).some((it) => isUniqueBefore(it, table, names))) return;
  if (columns.some((it) => isMadeUnique(table, it, statement, ctx))) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `Fails when ${displayName(table)} holds the same ${names.join(", ")} twice.`,
    why: `Look for duplicates first: SELECT ${names.join(", ")}, count(*) … GROUP BY ${names.join(", ")} HAVING count(*) > 1. Merge or remove them before.`,
  });
}

/** Some of the columns are unique already, or were before this revision. */
function isUniqueBefore(state: SchemaState | null, table: QualifiedName, names: readonly string[]): boolean {
  const found = state === null ? null : findTable(state, table);
  if (found?.answer !== "yes") return false;
  return found.table.indexes.some((it) => {
    const columns = it.elements.map((one) => one.column);
    return it.unique && it.where === null && columns.every((one) => one !== null && names.includes(one));
  });
}

/** The schema before this direction, before the statement, and before each that drops an index or a constraint on the way there. */
function statesBefore(statement: Statement, ctx: RuleContext): readonly (SchemaState | null)[] {
  const drops = ctx.statements
    .slice(0, Math.max(ctx.statements.indexOf(statement), 0))
    .filter(({ actions }) => actions.some((it) => it.kind === "dropIndex" || it.kind === "dropConstraint"));
  return [ctx.schema, ...[...drops, statement].map((it) => ctx.schemaAt(it))];
}

/** Values that a sequence or a generator of UUIDs makes are not the same twice. */
function isMadeUnique(table: QualifiedName, column: Static<string>, statement: Statement, ctx: RuleContext): boolean {
  const isGenerator = (text: string): boolean => /uuid|nextval/i.test(text);
  const held = columnAt(ctx.schemaAt(statement), table, column)?.column;
  if (held?.identity != null || held?.ownedSequence != null) return true;
  if (held?.default != null && held.default.form !== "unknown" && isGenerator(held.default.text)) return true;
  return ctx.statements.some(({ actions }) =>
    actions.some((it) => {
      if (it.kind !== "addColumn" || sameName(it.table, table) === "no" || !column.known) return false;
      const { name, serial, identity, default: made } = it.column;
      if (!name.known || name.value !== column.value) return false;
      return serial || identity !== null || (made?.known === true && isGenerator(made.value));
    }),
  );
}

/** Does a statement before it change rows of the table, or run code that may? */
function isLookedAfter(table: QualifiedName, statement: Statement, { statements }: RuleContext): boolean {
  return statements.slice(0, Math.max(statements.indexOf(statement), 0)).some((it) => {
    if (it.gap !== null) return true;
    return it.actions.some((action) => {
      switch (action.kind) {
        case "delete":
        case "update":
          return sameName(action.table, table) !== "no";
        case "truncate":
          return action.tables.some((one) => sameName(one, table) !== "no");
        case "select":
          return action.reads.some((one) => sameName(one, table) !== "no") || (action.calls?.length ?? 0) > 0;
        case "unknown":
        case "doBlock":
          return true;
        default:
          return false;
      }
    });
  });
}
