import type { Statement } from "../../emit/statement.ts";
import type { CreateIndex } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import type { Index } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { moveBehind } from "../fixes/move-behind.ts";
import { indexAt } from "../index-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const replaceIndexOrder = defineRule({
  id: "replace-index-order",
  since: "0.2.0",
  group: "indexes",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "An index is dropped before the one that takes its place is built",
    why: md`
      In one transaction, the lock of \`DROP INDEX\` stays until the end: nobody can read or write the table while the new index is built, whereas \`CREATE INDEX\` by itself lets others read.
      In an autocommit block, the queries that used the old index read the whole table until the new one is there, and a unique index lets duplicates in meanwhile, at which the new one then fails.
    `,
    instead: md`
      Build the new index first, and drop the old one behind it. An index that keeps its name is built under another one, and renamed: \`ALTER INDEX … RENAME TO\` is quick.
    `,
    limits: md`
      One index takes the place of another when it begins with the same column, and the columns of one are among those of the other. What columns the dropped index has is told by the revisions before; where they do not tell it for certain, or where the index has an expression, nothing is said. Nor in \`downgrade()\`, about a table that the same revision created, about indexes with a condition, and where another statement of the transaction (ADD COLUMN …) keeps readers out already.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-dropindex.html",
      "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES",
    ],
    examples: [
      {
        title: "An index with one column more",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("team_id", sa.Integer()), sa.Column("email", sa.Text()))
              op.create_index("ix_users_team_id", "users", ["team_id"])
        `,
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_team_id", "users", postgresql_concurrently=True)
                # ^^^^^^^^^^^^^ warning[replace-index-order] +fix: Drops the index ix_users_team_id of users before ix_users_team_id_email is built, which takes its place.
                  op.create_index("ix_users_team_id_email", "users", ["team_id", "email"], postgresql_concurrently=True)
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_team_id_email", "users", ["team_id", "email"], postgresql_concurrently=True)
                  op.drop_index("ix_users_team_id", "users", postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_team_id", "users", ["team_id"], postgresql_concurrently=True)
                  op.drop_index("ix_users_team_id_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    dropIndex(action, statement, ctx) {
      const held = ctx.direction === "upgrade" ? indexAt(ctx.schemaAt(statement), action.index) : null;
      if (held === null || !held.exact || held.index.constraint !== null || !held.index.valid) return;
      const { schema, name } = held.table;
      const { span } = action;
      const table = {
        schema: action.index.schema === null ? null : { known: true as const, value: schema, span },
        name: { known: true as const, value: name, span },
      };
      if (ctx.createdBefore(action.table ?? table) !== "no") return;
      const replacement = replacementOf(held.index, held.table.name, statement, ctx);
      if (replacement === null) return;
      const newName = replacement.action.name?.known === true ? replacement.action.name.value : "the new one";
      const keepsName = newName === held.index.name;
      const together = ctx.transaction(replacement.statement).firstStatement <= ctx.statements.indexOf(statement);
      if (together && isLockedAnyway(held.table.name, statement, replacement.statement, ctx)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: keepsName
          ? `Drops the index ${newName} of ${displayName(replacement.action.table)} before it is built anew.`
          : `Drops the index ${held.index.name} of ${displayName(replacement.action.table)} before ${newName} is built, which takes its place.`,
        why: `${together ? "Nobody can read or write the table meanwhile." : "Until then, queries that used it read the whole table."} ${adviceFor(held.index, replacement.action, keepsName)}`,
        fixes: () => (keepsName ? [] : moveBehind(statement, replacement.statement, "Drop it behind the new one", ctx)),
      });
    },
  },
});

/** Does another statement of the transaction, before the new index is built, keep readers out already? Then the order makes no difference. */
function isLockedAnyway(table: string, statement: Statement, until: Statement, ctx: RuleContext): boolean {
  const { firstStatement } = ctx.transaction(until);
  const others = ctx.statements.slice(firstStatement, ctx.statements.indexOf(until)).filter((it) => it !== statement);
  return others.some(
    (it) =>
      !it.actions.some((action) => action.kind === "dropIndex") &&
      ctx
        .locks(it)
        .some(
          ({ relation, blocks }) =>
            relation?.name.known === true && relation.name.value === table && blocks?.includes("reads") !== false,
        ),
  );
}

function adviceFor(old: Index, { columns, unique, detail }: CreateIndex, keepsName: boolean): string {
  const names = columns.map((it) => (it?.known === true ? it.value : null));
  const isSame = old.elements.map((it) => it.column).join() === names.join() && old.unique === unique;
  const isPlain = old.elements.every((it) => it.isPlain) && detail?.elements.some((it) => !it.isPlain) !== true;
  if (keepsName) return "Build the new one under another name first, then drop this one and rename.";
  return isSame && isPlain
    ? "Build the new one first, or only rename this one: ALTER INDEX … RENAME TO is quick."
    : "Build the new one first.";
}

/** The later statement that builds an index for the queries of this one. */
function replacementOf(
  old: Index,
  table: string,
  statement: Statement,
  { statements }: RuleContext,
): { readonly action: CreateIndex; readonly statement: Statement } | null {
  const columns = old.elements.map((it) => it.column);
  if (old.method !== "btree" || old.where !== null || columns.some((it) => it === null)) return null;
  for (const later of statements.slice(statements.indexOf(statement) + 1)) {
    for (const action of later.actions) {
      if (action.kind === "dropTable" && action.table.name.known && action.table.name.value === table) return null;
      if (action.kind !== "createIndex" || action.where !== null) continue;
      const isSameTable = action.table.name.known && action.table.name.value === table;
      if (isSameTable && takesPlace(action, columns)) return { action, statement: later };
    }
  }
  return null;
}

function takesPlace({ columns, method }: CreateIndex, old: readonly (string | null)[]): boolean {
  const names = columns.map((it) => (it?.known === true ? it.value : null));
  const isTree = method === null || (method.known && method.value === "btree");
  if (!isTree || names.some((it) => it === null) || names[0] !== old[0]) return false;
  return names.every((it) => old.includes(it)) || old.every((it) => names.includes(it));
}
