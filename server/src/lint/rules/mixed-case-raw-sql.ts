import type { Span } from "../../base/span.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { type SqlToken, sqlTokens } from "../../postgres/sql-tokens.ts";
import { relationKey, type SchemaState } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { quoteInSql } from "../fixes/quote-in-sql.ts";
import { knownTable, placeOf as placeOfName, runsAlways } from "../known-table.ts";
import type { ActionHandlers, RuleContext } from "../rule.ts";
import { type ExecutedSql, sqlOfOperation } from "../sql-of-operation.ts";
import { usedColumns } from "../used-columns.ts";
import { usedTables } from "../used-tables.ts";

const kinds = [
  "dropTable",
  "addColumn",
  "dropColumn",
  "renameColumn",
  "alterColumnType",
  "setNotNull",
  "dropNotNull",
  "setDefault",
  "dropDefault",
  "addConstraint",
  "dropConstraint",
  "createIndex",
  "renameTable",
  "update",
  "delete",
  "insert",
  "select",
  "truncate",
] as const satisfies readonly Action["kind"][];

export const mixedCaseRawSql = defineRule({
  id: "mixed-case-raw-sql",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "SQL text names a table or column with capitals, without quotes",
    why: md`
      SQLAlchemy creates a table or column whose name has capitals in quotes, and PostgreSQL keeps it so. In SQL text a name without quotes is folded to small letters: \`UPDATE UserAccounts\` looks for \`useraccounts\`, and fails with \`relation "useraccounts" does not exist\`.
    `,
    instead: 'Double quotes around the name: `UPDATE "UserAccounts"`.',
    limits: md`
      Only names are looked at that the revisions before created with just these capitals, and that do not exist in small letters. For a table it is a warning, since one in small letters could have been made outside of Alembic; a column of a table of which everything is known is an error.
      What SELECT reads of a table, and conditions, are not looked at column by column. Nothing is said about a statement under a condition.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"],
    examples: [
      {
        title: "A table with capitals",
        before: py`
          def upgrade():
              op.create_table("UserAccounts", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.execute("DELETE FROM UserAccounts WHERE id = 1")
                                    # ^^^^^^^^^^^^ warning[mixed-case-raw-sql] +fix: PostgreSQL reads UserAccounts as useraccounts, and the table is "UserAccounts".
        `,
        good: py`
          def upgrade():
              op.execute('DELETE FROM "UserAccounts" WHERE id = 1')
        `,
      },
    ],
  },
  action: Object.fromEntries(kinds.map((kind) => [kind, check])) as ActionHandlers,
});

function check(action: Action, statement: Statement, ctx: RuleContext): void {
  const { operation } = statement;
  const sql = operation === null || !runsAlways(statement) ? null : sqlOfOperation(operation);
  if (sql === null || sql.text === sql.text.toLowerCase()) return;
  const state = ctx.schemaAt(statement);
  if (state === null) return;
  const mixed = sqlTokens(sql.text).filter((it) => it.kind === "name" && it.text !== it.text.toLowerCase());
  if (mixed.length === 0) return;
  for (const table of usedTables(action)) {
    const token = mixed.find((it) => isMeant(it, table, state));
    if (token !== undefined) report(token, "table", sql, ctx);
  }
  for (const { table, column } of usedColumns(action)) {
    const known = column.known ? knownTable(state, table) : null;
    if (known === null || !column.known || known.columns.some((it) => it.name === column.value)) continue;
    const token = mixed.find((it) => it.value === column.value && known.columns.some((one) => one.name === it.text));
    if (token !== undefined) report(token, "column", sql, ctx);
  }
}

/** A table is called just as it is written, and none as it is read. */
function isMeant(token: SqlToken, table: QualifiedName, state: SchemaState): boolean {
  const place = placeOfName(state, table);
  if (place === null || place.name !== token.value) return false;
  return (
    state.tables.has(relationKey(place.schema, token.text)) && !state.tables.has(relationKey(place.schema, place.name))
  );
}

function report(token: SqlToken, what: "table" | "column", sql: ExecutedSql, ctx: RuleContext): void {
  const place: Span | null = sql.verbatim(token);
  ctx.report({
    at: place ?? sql.at(token),
    what: `PostgreSQL reads ${token.text} as ${token.value}, and the ${what} is "${token.text}".`,
    why: `A name without quotes is folded to small letters, and the ${what} ${token.value} does not exist by the revisions before. Put it in double quotes.`,
    ...(what === "table" ? { atMost: "warning" as const } : {}),
    fixes: () => (place === null ? [] : quoteInSql(ctx.file, token.text, place)),
  });
}
