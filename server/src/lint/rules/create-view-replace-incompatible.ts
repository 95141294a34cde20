import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { hangingOn } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const createViewReplaceIncompatible = defineRule({
  id: "create-view-replace-incompatible",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`CREATE OR REPLACE VIEW` can only add columns at the end",
    why: md`
      PostgreSQL refuses a new query that leaves out a column of the view, calls it otherwise, or puts another one before it: \`cannot drop columns from view\`, \`cannot change name of view column "a" to "b"\`.
    `,
    instead: md`
      Drop the view and create it again in the same revision; grants on it have to be given again. Or keep the old columns and add the new ones behind them. A column of a view is renamed with \`ALTER VIEW … RENAME COLUMN\`.
    `,
    limits: md`
      Compared are the names of the columns, as an earlier revision gave them; \`SELECT *\` and expressions without a name are not. That a column gets another type, which PostgreSQL refuses too, is not seen.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createview.html"],
    examples: [
      {
        title: "A column before the others",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE users (id bigint PRIMARY KEY, email text, name text)")
              op.execute("CREATE VIEW contacts AS SELECT id, email FROM users")
        `,
        bad: py`
          def upgrade():
              op.execute("CREATE OR REPLACE VIEW contacts AS SELECT id, name, email FROM users")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[create-view-replace-incompatible] +fix: Replaces the view contacts by one whose column 2 is name, not email.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE OR REPLACE VIEW contacts AS SELECT id, email, name FROM users")


          def downgrade():
              op.execute("DROP VIEW contacts")
              op.execute("CREATE VIEW contacts AS SELECT id, email FROM users")
        `,
      },
    ],
  },
  action: {
    createView(action, statement, ctx) {
      const { view, columns } = action;
      const state = action.replace && columns !== undefined ? ctx.schemaAt(statement) : null;
      const found = state === null ? null : findTable(state, view);
      if (columns === undefined || found?.answer !== "yes") return;
      const before = found.table.kind === "view" ? found.table.viewColumns : undefined;
      const difference = before === undefined ? null : differenceOf(before, columns);
      if (difference === null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Replaces the view ${displayName(view)} by one ${difference}.`,
        why: "PostgreSQL refuses it: the columns of a view keep their names and places, and new ones come behind them. Drop the view and create it again, or put new columns at the end.",
        doubt: found.exact ? null : "a statement that could not be read may have changed the view.",
        fixes: () => {
          const isOne = ctx.statements.filter((it) => it.operation === statement.operation).length === 1;
          const isRead = (hangingOn(state, view)?.views.length ?? 1) > 0;
          return isOne && !isRead ? dropBefore(view, statement.operation, ctx) : [];
        },
      });
    },
  },
});

function differenceOf(before: readonly (string | null)[], after: readonly (string | null)[]): string | null {
  for (const [index, name] of before.entries()) {
    const now = after[index];
    if (now === undefined) return `without its ${name === null ? `column ${index + 1}` : `column ${name}`}`;
    if (name !== null && now !== null && name !== now) return `whose column ${index + 1} is ${now}, not ${name}`;
  }
  return null;
}

function dropBefore(
  view: QualifiedName,
  operation: Parameters<typeof insertBefore>[1] | null,
  { file }: RuleContext,
): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  const name = sqlName(view);
  if (op === null || name === null || operation === null) return [];
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const edit = insertBefore(file, operation, [`${op}.execute(${pythonString(`DROP VIEW ${name}`, quote)})`]);
  return edit === null ? [] : [{ title: "Drop the view before", applicability: "suggested", edits: [edit] }];
}
