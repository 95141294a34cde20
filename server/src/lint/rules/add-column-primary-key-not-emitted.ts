import type { Static } from "../../base/static.ts";
import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import type { RuleContext } from "../rule.ts";

export const addColumnPrimaryKeyNotEmitted = defineRule({
  id: "add-column-primary-key-not-emitted",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`primary_key=True` of a column in `op.add_column` makes no primary key",
    why: md`
      Alembic adds the column, and leaves the key out: the column is NOT NULL (an integer becomes SERIAL), and the table has no primary key, or keeps the one it had.
      Nothing fails; the model and the database differ from then on.
    `,
    instead: md`
      Since Alembic 1.18.4 \`op.add_column(…, inline_primary_key=True)\` writes \`PRIMARY KEY\` with the column. Before that: \`op.create_primary_key\` in a statement of its own.
    `,
    limits: md`
      Nothing is said where a later statement of the same direction creates a primary key for the table, also as SQL. The fix is offered where the version of Alembic is known to have the argument; it fails where the table has a primary key already.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.add_column.params.inline_primary_key",
    ],
    examples: [
      {
        title: "The key stays out",
        bad: py`
          def upgrade():
              op.add_column("tags", sa.Column("id", sa.Integer(), sa.Identity(), primary_key=True))
                                                                               # ^^^^^^^^^^^^^^^^ error[add-column-primary-key-not-emitted]: The column id of tags does not become a primary key.
        `,
        good: py`
          def upgrade():
              op.create_table("tags", sa.Column("name", sa.Text()))
              op.add_column("tags", sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False))
              op.create_primary_key("pk_tags", "tags", ["id"])


          def downgrade():
              op.drop_table("tags")
        `,
      },
    ],
  },
  on: {
    addColumn(operation, ctx) {
      const column = columnOf(operation.args.get("column")?.value);
      const argument = column?.keywords.get("primary_key");
      if (column?.primaryKey?.known !== true || !column.primaryKey.value || argument === undefined) return;
      const inline = operation.args.get("inline_primary_key")?.value;
      if (operation.openArguments !== null || (inline !== undefined && (inline.type !== "bool" || inline.value)))
        return;
      const own = ctx.statements.find((it) => it.operation === operation);
      const added = own?.actions.find((it) => it.kind === "addColumn");
      if (added === undefined || makesKey(operation, added.table, column.name, ctx)) return;
      ctx.report({
        at: { start: argument.nameSpan?.start ?? argument.span.start, end: argument.span.end },
        what: `The ${columnPhrase(column.name)} of ${displayName(added.table)} does not become a primary key.`,
        why: "op.add_column leaves PRIMARY KEY out: the column is added NOT NULL, and that is all. Say inline_primary_key=True (Alembic 1.18.4), or create the key with op.create_primary_key.",
        fixes: () => inlineKey(operation, ctx),
      });
    },
  },
});

/** Does a later statement make a key of the table, or may it? */
function makesKey(operation: Operation, table: QualifiedName, column: Static<string>, ctx: RuleContext): boolean {
  const later = ctx.statements.filter((it) => (it.operation?.index ?? 0) > operation.index);
  return later.some((it) =>
    it.actions.some((action) => {
      if (action.kind === "unknown") return true;
      if (action.kind !== "addConstraint" || action.constraint.type !== "primaryKey") return false;
      const { columns, usingIndex } = action.constraint;
      const names = columns.length === 0 || usingIndex !== null || columns.some((one) => isSame(one, column));
      return names && sameName(action.table, table) !== "no";
    }),
  );
}

function isSame(a: Static<string>, b: Static<string>): boolean {
  return !a.known || !b.known || a.value === b.value;
}

function inlineKey(operation: Operation, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  if (ctx.isAtLeast("alembic", "1.18.4") !== "yes" || !isWrittenOnce(file, operation)) return [];
  if (operation.args.has("inline_primary_key")) return [];
  const edit = insertArgument(file.module, file.path, operation.site.argumentsSpan, "inline_primary_key=True");
  return edit === null ? [] : [{ title: "Add inline_primary_key=True", applicability: "suggested", edits: [edit] }];
}
