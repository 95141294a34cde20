import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { insideString, stringAt } from "../fixes/string-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const insertWithoutColumns = defineRule({
  id: "insert-without-columns",
  since: "0.2.0",
  group: "data",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary:
      "An INSERT without column names puts its values into columns by their order, which is not the same everywhere",
    why: md`
      The order of the columns is that in which they were added. It differs between a database that has grown and one that was restored or built from the models, and with the next column the statement fails or puts values into the wrong place.
    `,
    instead: "`INSERT INTO t (a, b) VALUES (…)`.",
    limits: md`
      Nothing is said about a table that the same revision created, whose order stands in the same file, nor about rows of a single value, which goes into the first column. Only SQL text is looked at: SQLAlchemy names the columns. The fix is offered where the history of the migrations gives exactly as many columns as there are values.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-insert.html"],
    examples: [
      {
        title: "Values by position",
        bad: py`
          def upgrade():
              op.execute("INSERT INTO roles VALUES (1, 'admin')")
                                    # ^^^^^ hint[insert-without-columns]: Inserts into roles without naming the columns.
        `,
        good: py`
          def upgrade():
              op.execute("INSERT INTO roles (id, name) VALUES (1, 'admin')")


          def downgrade():
              op.execute("DELETE FROM roles WHERE id = 1")
        `,
      },
    ],
  },
  action: {
    insert(action, statement, ctx) {
      const [table] = action.tables;
      const named = action.data?.named ?? null;
      if (table === undefined || named === null || named.columns.length > 0) return;
      // One value goes into the first column, which no later column moves.
      if (named.width === 0 || named.width === 1) return;
      if (statement.operation?.directive === "bulk_insert" || !isText(action, statement)) return;
      if (ctx.createdBefore(table) !== "no") return;
      ctx.report({
        at: table.name.known ? table.name.span : placeOf(action, statement),
        what: `Inserts into ${displayName(table)} without naming the columns.`,
        why: "Which value goes where depends on the order of the columns in that database. Name them.",
        fixes: () => nameColumns(table, named.width, statement, ctx),
      });
    },
  },
});

/** SQL text tells how it takes its locks; SQLAlchemy's INSERT names the columns that it knows. */
function isText(action: Action, statement: Statement): boolean {
  return action.locking !== undefined && statement.text !== null;
}

function nameColumns(
  table: QualifiedName,
  width: number | null,
  statement: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const state = ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  if (found?.answer !== "yes" || !found.exact || width === null || !table.name.known) return [];
  const columns = found.table.columns.slice(0, width);
  const literal = stringAt(ctx.file.module, table.name.span);
  if (columns.length < width || columns.some((it) => it.generated !== null) || literal === null) return [];
  const names = columns.map((it) => quoteIdentifier(it.name));
  const text = insideString(` (${names.join(", ")})`, literal);
  const at = table.name.span.end;
  // Behind an alias the list would stand in the wrong place.
  if (text === null || !/^\s+(?:values|overriding)\b/i.test(ctx.file.module.text.slice(at))) return [];
  const edits = [{ file: ctx.file.path, span: { start: at, end: at }, text }];
  return [{ title: "Name the columns", applicability: "safe", edits }];
}
