import type { Statement } from "../../emit/statement.ts";
import type { ActionOf } from "../../locks/action-of.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertAfter } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const explicitIdsSequenceNotAdvanced = defineRule({
  id: "explicit-ids-sequence-not-advanced",
  since: "0.2.0",
  group: "data",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Rows with explicit ids do not advance the sequence, which gives the same ids out again",
    why: md`
      A SERIAL or IDENTITY column takes its values from a sequence that knows nothing of values given by hand. The first rows that the application inserts get 1, 2, 3 … and fail: \`duplicate key value violates unique constraint\`.
    `,
    instead: md`
      Leave the id out, or advance the sequence afterwards: \`SELECT setval(pg_get_serial_sequence('roles', 'id'), (SELECT max(id) FROM roles))\`.
    `,
    limits: md`
      The rule speaks where the history of the migrations says that the column has a sequence and a key. A table whose rows only migrations insert needs none of this: suppress it there. A file that says \`setval\` or \`RESTART\` anywhere is left alone.
    `,
    sources: ["https://www.postgresql.org/docs/current/functions-sequence.html"],
    peers: ["migrationpilot:MP059"],
    examples: [
      {
        title: "Rows to begin with",
        bad: py`
          def upgrade():
              roles = op.create_table("roles", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()))
              op.bulk_insert(roles, [{"id": 1, "name": "admin"}, {"id": 2, "name": "guest"}])
            # ^^^^^^^^^^^^^^ warning[explicit-ids-sequence-not-advanced] +fix: Gives rows of roles their id, and leaves its sequence where it was.
        `,
        before: "def upgrade():\n    pass",
        good: py`
          def upgrade():
              roles = op.create_table("roles", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()))
              op.bulk_insert(roles, [{"name": "admin"}, {"name": "guest"}])


          def downgrade():
              op.drop_table("roles")
        `,
      },
    ],
  },
  action: {
    insert(action, statement, ctx) {
      const [table] = action.tables;
      const column = table === undefined ? null : explicitId(table, action, statement, ctx);
      if (table === undefined || column === null || /\b(?:setval|restart)\b/i.test(ctx.file.module.text)) return;
      const inserts = ctx.statements.filter((it) => isExplicit(table, it, ctx));
      if (inserts[0] !== statement) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Gives rows of ${displayName(table)} their ${column}, and leaves its sequence where it was.`,
        why: "The sequence gives out the same values again, and the application's first inserts fail. Leave the column out, or advance the sequence with setval afterwards.",
        fixes: () => advance(table, column, inserts.at(-1) ?? statement, ctx),
      });
    },
  },
});

function isExplicit(table: QualifiedName, statement: Statement, ctx: RuleContext): boolean {
  return statement.actions.some((it) => {
    const [into] = it.kind === "insert" ? it.tables : [];
    if (it.kind !== "insert" || into === undefined || sameName(into, table) !== "yes") return false;
    return explicitId(table, it, statement, ctx) !== null;
  });
}

/** The column with a sequence and a key to which the statement gives values; null where the schema does not tell. */
function explicitId(
  table: QualifiedName,
  action: ActionOf<"insert">,
  statement: Statement,
  ctx: RuleContext,
): string | null {
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  const named = action.data?.named ?? null;
  if (found?.answer !== "yes" || named === null || found.table.temporary) return null;
  const { columns, constraints, indexes } = found.table;
  const isGiven = (name: string, at: number): boolean =>
    named.columns.length > 0
      ? named.columns.includes(name) && !named.defaulted.includes(name)
      : named.width !== null && at < named.width;
  const isKey = (name: string): boolean =>
    constraints.some((it) => (it.type === "primaryKey" || it.type === "unique") && it.columns.join() === name) ||
    indexes.some((it) => it.unique && it.elements.length === 1 && it.elements[0]?.column === name);
  const column = columns.find(
    (it, at) => (it.ownedSequence !== null || it.identity !== null) && isGiven(it.name, at) && isKey(it.name),
  );
  return column?.name ?? null;
}

function advance(table: QualifiedName, column: string, last: Statement, { file }: RuleContext): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  const name = sqlName(table);
  if (last.operation === null || op === null || name === null) return [];
  const sequence = `pg_get_serial_sequence(${quoteLiteral(name)}, ${quoteLiteral(column)})`;
  const sql = `SELECT setval(${sequence}, (SELECT max(${quoteIdentifier(column)}) FROM ${name}))`;
  const quote = quoteAt(file.module.text, last.operation.site.argumentsSpan.start);
  const edit = insertAfter(file, last.operation, [`${op}.execute(${pythonString(sql, quote)})`]);
  return edit === null ? [] : [{ title: "Advance the sequence afterwards", applicability: "suggested", edits: [edit] }];
}
