import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertAfter } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const missingAnalyze = defineRule({
  id: "missing-analyze",
  since: "0.2.0",
  group: "indexes",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "information",
  docs: {
    summary: "An index on an expression has no statistics until the table is analyzed",
    why: md`
      For the columns of an index PostgreSQL uses the statistics of the table. Those of an expression belong to the index, and come with the next ANALYZE; making an index does not call for one. Until enough rows have changed for autovacuum, plans are made by guessing.
    `,
    instead: "`ANALYZE` of the table behind the index.",
    limits: md`
      Nothing is said about a table that the same revision created. Many changed rows (a column that is filled in) are what autovacuum looks for by itself, so they are not looked at.
    `,
    sources: ["https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-STATISTICS"],
    examples: [
      {
        title: "An index on lower(email)",
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("CREATE INDEX CONCURRENTLY ix_users_lower ON users (lower(email))")
                            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[missing-analyze] +fix: Makes an index of users on an expression, which has no statistics yet.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("CREATE INDEX CONCURRENTLY ix_users_lower ON users (lower(email))")
                  op.execute("ANALYZE users")


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_lower", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const { table } = action;
      const existing = existingTable(ctx, table);
      if (!action.columns.includes(null) || existing === null || isAnalyzed(table, statement, ctx)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Makes an index of ${displayName(table)} on an expression, which has no statistics yet.`,
        why: "They come with the next ANALYZE of the table; until then plans are made by guessing. Analyze it behind the index.",
        doubt: existing.doubt,
        fixes: () => analyze(table, statement, ctx),
      });
    },
  },
});

function isAnalyzed(table: QualifiedName, statement: Statement, { statements }: RuleContext): boolean {
  const later = statements.slice(statements.indexOf(statement) + 1).flatMap((it) => it.actions);
  return later.some(
    (it) =>
      (it.kind === "analyze" || it.kind === "vacuum") && (it.table === null || sameName(it.table, table) !== "no"),
  );
}

function analyze(table: QualifiedName, { operation }: Statement, { file }: RuleContext): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  const name = sqlName(table);
  if (operation === null || op === null || name === null) return [];
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const edit = insertAfter(file, operation, [`${op}.execute(${pythonString(`ANALYZE ${name}`, quote)})`]);
  return edit === null
    ? []
    : [{ title: `Analyze ${displayName(table)} afterwards`, applicability: "safe", edits: [edit] }];
}
