import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { columnAt } from "../column-at.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { removeArgument } from "../fixes/remove-argument.ts";
import { stringAt } from "../fixes/string-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const createTableIfNotExistsMisleading = defineRule({
  id: "create-table-if-not-exists-misleading",
  since: "0.2.0",
  group: "tables",
  severity: "hint",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`IF NOT EXISTS` hides that the table or column is there already, perhaps another one",
    why: md`
      Only the name is compared. When a table of that name is there with other columns, the migration succeeds and changes nothing, and the database is not what the revisions say. The next revision, or the code, fails in its place. In a transaction nothing half-done is left behind that the words would be needed for.
    `,
    instead: "Leave the words out: the migration then fails at once, and says why.",
    limits: md`
      Nothing is said inside \`autocommit_block()\`, where a second attempt may find the first one's work, in the first revision of a project, which may run on a database that was there before, about temporary tables, and under a condition.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createtable.html"],
    peers: ["pg-migration-lint:PGM403"],
    examples: [
      {
        title: "A table",
        bad: py`
          def upgrade():
              op.create_table("carts", sa.Column("id", sa.BigInteger(), primary_key=True), if_not_exists=True)
            # ^^^^^^^^^^^^^^^ hint[create-table-if-not-exists-misleading] +fix: Does nothing when a table carts is there already, whatever its columns are.
        `,
        good: py`
          def upgrade():
              op.create_table("carts", sa.Column("id", sa.BigInteger(), primary_key=True))


          def downgrade():
              op.drop_table("carts")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      if (!action.ifNotExists || action.temporary) return;
      const name = displayName(action.table);
      const state = ctx.schemaAt(statement);
      const isThere = state !== null && findTable(state, action.table).answer === "yes";
      const what = isThere
        ? `Does nothing: a table ${name} is there already.`
        : `Does nothing when a table ${name} is there already, whatever its columns are.`;
      check({ what, isThere }, action, statement, ctx);
    },
    addColumn(action, statement, ctx) {
      if (!action.ifNotExists) return;
      const { table, column } = action;
      const name = column.name.known ? column.name.value : "?";
      const isThere = columnAt(ctx.schemaAt(statement), table, column.name) !== null;
      const what = isThere
        ? `Does nothing: ${displayName(table)} has a column ${name} already.`
        : `Does nothing when ${displayName(table)} has a column ${name} already, whatever its type is.`;
      check({ what, isThere }, action, statement, ctx);
    },
  },
});

interface Made {
  readonly what: string;
  /** By the revisions before: without the words the statement would fail. */
  readonly isThere: boolean;
}

function check({ what, isThere }: Made, action: Action, statement: Statement, ctx: RuleContext): void {
  const { operation } = statement;
  const parents = ctx.file.header.downRevision?.value;
  if (operation === null || ctx.transaction(statement).autocommit || operation.site.conditions.length > 0) return;
  if (operation.directive === "schema_create" || (parents?.known === true && parents.value.length === 0)) return;
  ctx.report({
    at: placeOf(action, statement),
    what,
    why: "Only the name is compared, so a difference stays unseen until something else fails. Leave IF NOT EXISTS out.",
    fixes: () => (isThere ? [] : withoutWords(operation, action, statement, ctx)),
  });
}

function withoutWords(
  operation: Operation,
  action: Action,
  statement: Statement,
  { file }: RuleContext,
): readonly Fix[] {
  const title = "Leave IF NOT EXISTS out";
  const argument = operation.args.get("if_not_exists") ?? operation.kw.get("if_not_exists");
  if (argument !== undefined) {
    if (argument.passed !== "keyword" || argument.keywordSpan === null || operation.site.file !== null) return [];
    const whole = { start: argument.keywordSpan.start, end: argument.span.end };
    return [{ title, applicability: "suggested", edits: [removeArgument(file.module, file.path, whole)] }];
  }
  const { text } = file.module;
  const place = statement.actions.length > 1 ? action.span : statement.span;
  const found = /\s+IF\s+NOT\s+EXISTS\b/i.exec(text.slice(place.start, place.end));
  if (found === null || stringAt(file.module, place) === null) return [];
  const start = place.start + found.index;
  return [
    {
      title,
      applicability: "suggested",
      edits: [{ file: file.path, span: { start, end: start + found[0].length }, text: "" }],
    },
  ];
}
