import type { Span } from "../../base/span.ts";
import { type ColumnCall, columnOf } from "../../migration/column-call.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";

export const addColumnSequenceIgnored = defineRule({
  id: "add-column-sequence-ignored",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`sa.Sequence(…)` or `autoincrement=True` of a new column makes neither a sequence nor a default",
    why: md`
      In \`op.add_column\` both are silently left out: the column is a plain integer that is NULL in every row, and a row that something else than SQLAlchemy inserts gets no number.
      With \`sa.Sequence\`, SQLAlchemy asks for the next value of a sequence that was never created, and inserts fail with \`relation "…" does not exist\`.
    `,
    instead: md`
      Create the sequence (\`op.execute(sa.schema.CreateSequence(sa.Sequence("s")))\`) and give the column \`server_default=sa.text("nextval('s')")\` in a statement of its own. \`sa.Identity()\` does it all, and rewrites the table.
    `,
    limits:
      "Nothing is said where the column has a server default, an identity, or is a primary key: an integer one becomes SERIAL. A sequence with `optional=True` is not used on PostgreSQL and not looked at.",
    sources: [
      "https://docs.sqlalchemy.org/en/20/core/defaults.html#associating-a-sequence-on-a-column-as-the-python-side-default",
    ],
    examples: [
      {
        title: "A sequence that is not there",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("number", sa.Integer(), sa.Sequence("number_seq")))
                                                                     # ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[add-column-sequence-ignored]: The sequence of the column number is not created, and not its default.
        `,
        good: py`
          def upgrade():
              op.execute(sa.schema.CreateSequence(sa.Sequence("number_seq")))
              op.add_column("users", sa.Column("number", sa.Integer()))
              op.alter_column("users", "number", server_default=sa.text("nextval('number_seq')"))


          def downgrade():
              op.drop_column("users", "number")
              op.execute(sa.schema.DropSequence(sa.Sequence("number_seq")))
        `,
      },
    ],
  },
  on: {
    addColumn(operation, ctx) {
      const column = columnOf(operation.args.get("column")?.value);
      if (column === undefined || column.serverDefault !== null || column.identity !== null) return;
      if (column.primaryKey !== null && (!column.primaryKey.known || column.primaryKey.value)) return;
      const sequence = usedSequence(column);
      if (sequence !== null) {
        ctx.report({
          at: sequence,
          what: `The sequence of the ${columnPhrase(column.name)} is not created, and not its default.`,
          why: "op.add_column leaves it out. Create the sequence first, and say server_default=sa.text(\"nextval('…')\").",
        });
        return;
      }
      const automatic = column.keywords.get("autoincrement");
      if (automatic?.value.type !== "bool" || !automatic.value.value) return;
      ctx.report({
        at: { start: automatic.nameSpan?.start ?? automatic.span.start, end: automatic.span.end },
        what: `autoincrement=True of the ${columnPhrase(column.name)} has no effect.`,
        why: "Only a primary key becomes SERIAL. Say sa.Identity(), or a server_default with nextval().",
      });
    },
  },
});

function usedSequence(column: ColumnCall): Span | null {
  const optional = column.sequence?.args.find((it) => it.name === "optional")?.value;
  if (column.sequence === null || (optional !== undefined && (optional.type !== "bool" || optional.value))) return null;
  return column.sequence.span;
}
