import { displayName } from "../../postgres/name.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { placeOf } from "../place-of.ts";

export const addColumnGeneratedStored = defineRule({
  id: "add-column-generated-stored",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A new stored generated column is computed for every row, which rewrites the whole table",
    why: "The value of `GENERATED ALWAYS AS (…) STORED` is kept in the row. When such a column is added, the table and all its indexes are written anew, and nobody can read or write it meanwhile.",
    instead: md`
      Since PostgreSQL 18 a virtual column (\`sa.Computed(…, persisted=False)\`, with SQLAlchemy 2.1: older ones refuse it for PostgreSQL) is computed when it is read, and added at once. Before that: an ordinary column that the application or a trigger keeps, filled in batches; or a view.
    `,
    limits: md`
      Nothing is said about a table that the same revision created. \`sa.Computed("…")\` without \`persisted=\` is stored by one version and virtual by another (see \`computed-missing-persisted\`): the finding is information then.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-generated-columns.html"],
    peers: [
      "squawk:adding-field-with-default",
      "strong_migrations:add_column_generated_stored",
      "eugene:E11",
      "atlas:PG309",
      "pgfence:add-column-stored-generated",
    ],
    examples: [
      {
        title: "A total that is kept in the row",
        bad: py`
          def upgrade():
              op.add_column("orders", sa.Column("total", sa.Integer(), sa.Computed("price * amount", persisted=True)))
            # ^^^^^^^^^^^^^ warning[add-column-generated-stored]: Adds the stored generated column total to orders.
        `,
        good: py`
          def upgrade():
              op.add_column("orders", sa.Column("total", sa.Integer()))


          def downgrade():
              op.drop_column("orders", "total")
        `,
      },
    ],
  },
  action: {
    addColumn(action, statement, ctx) {
      const { column, table } = action;
      if (column.generated !== "stored" && column.generated !== "unspecified") return;
      const existing = existingTable(ctx, table);
      const effect = effectOn(ctx, statement, table);
      const isSure = column.generated === "stored" || ctx.isAtLeast("postgres", "18") === "no";
      if (existing === null || (effect?.rewrites === false && isSure)) return;
      if (!isSure && ctx.isAtLeast("postgres", "18") === "yes" && ctx.isAtLeast("sqlalchemy", "2.1") === "yes") return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Adds the stored generated ${columnPhrase(column.name)} to ${displayName(table)}.`,
        why: `Its value is computed for every row: the whole table and its indexes are written anew. ${waitingSentence(effect)} Use a virtual column (PostgreSQL 18), or an ordinary one that is filled in batches.`,
        doubt:
          existing.doubt ??
          (isSure ? null : "it is stored or virtual, depending on the versions of SQLAlchemy and PostgreSQL."),
      });
    },
  },
});
