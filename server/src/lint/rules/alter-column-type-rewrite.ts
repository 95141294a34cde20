import { defineRule, md, py } from "../define-rule.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { onTypeChange } from "../on-type-change.ts";
import { isZoneChange, rewritesFor } from "../type-rewrites.ts";

export const alterColumnTypeRewrite = defineRule({
  id: "alter-column-type-rewrite",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A change of type that changes the stored bytes rewrites the whole table",
    why: md`
      The table and all its indexes are written anew, foreign keys on the column and to it are checked again, and nobody can read or write the table meanwhile; the tables on the other side of such foreign keys are locked as well.
    `,
    instead: md`
      Add a column of the new type, keep both in step (by a trigger, or by writing both), fill it in batches, move the readers, and drop the old column in a later revision.
    `,
    limits: md`
      Nothing is said about changes that PostgreSQL makes without touching the rows: a longer or unlimited \`varchar\`, \`varchar\` to \`text\`, a higher precision of \`numeric\` with the same scale, \`cidr\` to \`inet\` and so on, and about a table that the same revision created.
      The old type is that of the replayed schema, or \`existing_type=\`. Where it is not known, the finding is information, and in \`downgrade()\` there is none. Between timestamps with and without time zone, \`alter-column-type-timezone\` speaks.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: [
      "squawk:changing-column-type",
      "strong_migrations:change_column",
      "eugene:E5",
      "django-migration-linter:ALTER_COLUMN",
      "atlas:PG301",
      "pgfence:alter-column-type",
      "pg-migration-lint:PGM007",
      "migrationpilot:MP007",
      "alembic-guard:AG006",
    ],
    examples: [
      {
        title: "A larger number",
        bad: py`
          def upgrade():
              op.alter_column("users", "id", existing_type=sa.Integer(), type_=sa.BigInteger())
                                                                       # ^^^^^^^^^^^^^^^^^^^^^ warning[alter-column-type-rewrite]: Changes the type of the column id of users from INTEGER to BIGINT.
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.String(20), type_=sa.Text())


          def downgrade():
              raise NotImplementedError("Some are longer now.")
        `,
      },
    ],
  },
  action: onTypeChange(({ action, change, statement, columnName }, ctx) => {
    if (isZoneChange(change, action)) return null;
    const effect = effectOn(ctx, statement, action.table);
    const rewrites = rewritesFor(change, action, effect);
    if (rewrites.answer === "no") return null;
    const from = change === null ? "" : ` from ${change.fromText}`;
    const to = action.type.known ? ` to ${action.type.value}` : "";
    return {
      what: `Changes the type of the ${columnName}${from}${to}.`,
      why: `The whole table and its indexes are written anew. ${waitingSentence(effect)} Add a column of the new type, fill it in batches, and move to it.`,
      doubt: rewrites.doubt,
      quietDowngrade: true,
    };
  }),
});
