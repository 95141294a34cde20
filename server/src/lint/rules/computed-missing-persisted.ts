import type { Span } from "../../base/span.ts";
import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import type { SymbolicCall } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import type { RuleContext } from "../rule.ts";

export const computedMissingPersisted = defineRule({
  id: "computed-missing-persisted",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "`sa.Computed(…)` without `persisted=` makes a stored or a virtual column, depending on versions",
    why: md`
      SQLAlchemy before 2.1 always says \`STORED\`. SQLAlchemy 2.1 says \`STORED\` to a PostgreSQL before 18 and nothing to one from 18 on, where a generated column is then **virtual**; \`--sql\` says nothing at all, which a PostgreSQL before 18 does not accept.
      The same migration so makes different tables on two servers, or after an update of a library. A virtual column cannot be indexed.
    `,
    instead:
      "Say which one is meant: `persisted=True` is what every version made until SQLAlchemy 2.1; `persisted=False` is refused by older ones for PostgreSQL.",
    limits: "Columns of `op.create_table` and `op.add_column` are looked at.",
    sources: [
      "https://docs.sqlalchemy.org/en/21/core/defaults.html#computed-ddl",
      "https://www.postgresql.org/docs/18/ddl-generated-columns.html",
    ],
    examples: [
      {
        title: "Stored or virtual",
        bad: py`
          def upgrade():
              op.create_table("boxes", sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer(), sa.Computed("a * 2")))
                                                                                                # ^^^^^^^^^^^ warning[computed-missing-persisted] +fix: Whether the column b is stored or virtual depends on versions.
        `,
        good: py`
          def upgrade():
              op.create_table("boxes", sa.Column("a", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), sa.Computed("a * 2", persisted=True)))


          def downgrade():
              op.drop_table("boxes")
        `,
      },
    ],
  },
  on: {
    addColumn: (operation, ctx) => check(operation.args.get("column")?.value, operation, ctx),
    createTable(operation, ctx) {
      for (const it of operation.rest) check(it.value, operation, ctx);
    },
  },
});

function check(value: PyValue | undefined, operation: Operation, ctx: RuleContext): void {
  const column = columnOf(value);
  const computed = column?.computed;
  if (column === undefined || computed == null) return;
  const positional = computed.args.filter((it) => it.name === null);
  const isGiven = computed.args.some((it) => it.spreadUnknown || (it.name === "persisted" && it.value.type !== "none"));
  if (isGiven || positional.length > 1) return;
  const at: Span = computed.calleeSpan;
  ctx.report({
    at,
    what: `Whether the ${columnPhrase(column.name)} is stored or virtual depends on versions.`,
    why: "SQLAlchemy before 2.1 makes it stored, SQLAlchemy 2.1 makes it virtual on PostgreSQL 18. Say persisted=True or persisted=False.",
    fixes: () => persisted(computed, operation, ctx),
  });
}

function persisted(computed: SymbolicCall, { site }: Operation, ctx: RuleContext) {
  const { file } = ctx;
  if (site.file !== null || computed.args.some((it) => it.name === "persisted")) return [];
  const edit = insertArgument(file.module, file.path, computed.argumentsSpan, "persisted=True");
  return edit === null ? [] : [{ title: "Add persisted=True", applicability: "suggested" as const, edits: [edit] }];
}
