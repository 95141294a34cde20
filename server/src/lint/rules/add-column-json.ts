import type { Statement } from "../../emit/statement.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import { displayName } from "../../postgres/name.ts";
import { columnOfStatement, columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { ensureImported } from "../fixes/imported-as.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const addColumnJson = defineRule({
  id: "add-column-json",
  since: "0.2.0",
  group: "columns",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A column of type `json` has no equality operator",
    why: md`
      \`SELECT DISTINCT\`, \`UNION\`, \`GROUP BY\` and comparisons fail on a row with such a column: \`could not identify an equality operator for type json\`. A query of the running application that says \`SELECT DISTINCT\` breaks when the column is added. \`json\` cannot be indexed either.
    `,
    instead:
      "`postgresql.JSONB()`. Keep `json` where the text has to come back exactly as it was written: the order of keys, spaces, and keys that occur twice.",
    limits:
      "Only new columns of existing tables are looked at, not those of `op.create_table`, and none in `downgrade()`.",
    sources: ["https://www.postgresql.org/docs/current/datatype-json.html"],
    peers: ["strong_migrations:add_column_json", "eugene:E3", "pgfence:add-column-json", "pg-migration-lint:PGM106"],
    examples: [
      {
        title: "A document",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("settings", sa.JSON()))
            # ^^^^^^^^^^^^^ hint[add-column-json] +fix: The column settings of users is json, which has no equality operator.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("settings", postgresql.JSONB()))


          def downgrade():
              op.drop_column("users", "settings")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      const { column, table } = action;
      if (ctx.direction === "downgrade" || !column.type.known || column.type.value.toLowerCase() !== "json") return;
      if (ctx.createdBefore(table) === "yes") return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The ${columnPhrase(column.name)} of ${displayName(table)} is json, which has no equality operator.`,
        why: "SELECT DISTINCT, UNION and GROUP BY over such rows fail. Use jsonb, unless the text has to come back exactly as it was written.",
        fixes: () => jsonb(statement, ctx),
      });
    },
  },
});

/** `postgresql.JSONB` for `sa.JSON`, in the file's own imports. */
function jsonb(statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { module, path } = ctx.file;
  const symbolic = symbolicOf(columnOfStatement(statement)?.type ?? undefined);
  if (symbolic === undefined || statement.operation?.site.file !== null) return [];
  const callee = symbolic.kind === "call" ? symbolic.callee : symbolic;
  // The name where it is used; what it stands for may be told by an import.
  const place = symbolic.kind === "call" ? symbolic.calleeSpan : symbolic.span;
  const { call } = statement.operation.site;
  if (place.start < call.start || place.end > call.end) return [];
  const written = module.text.slice(place.start, place.end);
  if (callee.kind !== "reference" || !/(^|\.)JSON$/.test(callee.path) || !/(^|\.)JSON$/.test(written)) return [];
  const { expression, edits } = ensureImported(module, path, "sqlalchemy.dialects.postgresql", "postgresql");
  const made = edits.length === 0 ? `${expression}.JSONB` : null;
  const text = made ?? "postgresql.JSONB";
  const imports = made === null ? importOf(ctx) : [];
  return [{ title: `Use ${text}`, applicability: "suggested", edits: [...imports, { file: path, span: place, text }] }];
}

/** The import as Alembic's own migrations write it. */
function importOf({ file: { module, path } }: RuleContext) {
  const last = module.body.findLast((it) => it.type === "Import" || it.type === "ImportFrom");
  const at = last?.span.end ?? 0;
  return [{ file: path, span: { start: at, end: at }, text: "\nfrom sqlalchemy.dialects import postgresql" }];
}
