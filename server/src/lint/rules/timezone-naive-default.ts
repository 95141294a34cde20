import { columnOf } from "../../migration/column-call.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import { type GivenDefault, onDefault } from "../on-default.ts";
import type { RuleContext } from "../rule.ts";

export const timezoneNaiveDefault = defineRule({
  id: "timezone-naive-default",
  since: "0.2.0",
  group: "columns",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A timestamp without time zone gets the moment as the session's time zone shows it",
    why: md`
      \`now()\` is a moment. Stored in a column without time zone it becomes the date and time that the clock on the wall shows in the time zone of the session: two sessions store the same moment differently, and nobody can tell afterwards.
    `,
    instead:
      "`sa.DateTime(timezone=True)`, which stores the moment itself. Or say what is meant: `sa.text(\"timezone('utc', now())\")`.",
    limits: "It is not among the recommended rules, since many projects keep all their sessions in UTC.",
    sources: ["https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_timestamp_.28without_time_zone.29"],
    examples: [
      {
        title: "When it was created",
        config: 'select = ["timezone-naive-default"]',
        bad: py`
          def upgrade():
              op.add_column("orders", sa.Column("at", sa.DateTime(), server_default=sa.func.now()))
                                                                                  # ^^^^^^^^^^^^^ hint[timezone-naive-default] +fix: The default of the column at depends on the time zone of the session.
        `,
        good: py`
          def upgrade():
              op.add_column("orders", sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()))


          def downgrade():
              op.drop_column("orders", "at")
        `,
      },
    ],
  },
  action: onDefault((given, ctx) => {
    const isNaive = given.type === "timestamp" || given.type === "timestamp without time zone";
    if (!isNaive || !moments.has(given.sql.toLowerCase().replace(/[\s()]/g, ""))) return;
    ctx.report({
      at: given.at,
      what: `The default of the ${columnPhrase(given.column)} depends on the time zone of the session.`,
      why: "A column without time zone stores what the clock shows there. Give it a time zone: timezone=True, in SQL timestamptz.",
      fixes: () => withTimezone(given, ctx),
    });
  }),
});

/** The moment, without spaces and parentheses. */
const moments: ReadonlySet<string> = new Set([
  ...["now", "current_timestamp", "clock_timestamp", "statement_timestamp", "transaction_timestamp"],
]);

function withTimezone({ statement, column }: GivenDefault, { file }: RuleContext): readonly Fix[] {
  const { operation } = statement;
  if (operation === null || !column.known || !isWrittenOnce(file, operation)) return [];
  const values: readonly (PyValue | undefined)[] =
    operation.directive === "create_table"
      ? operation.rest.map((it) => it.value)
      : [operation.args.get("column")?.value];
  const own = values.map(columnOf).find((it) => it?.name.known === true && it.name.value === column.value);
  const type = symbolicOf(own?.type ?? undefined);
  const path = type?.kind === "reference" || type?.kind === "call" ? type.path : null;
  if (type === undefined || !/\.(?:DateTime|TIMESTAMP|DATETIME)$/.test(path ?? "")) return [];
  const { site } = operation;
  if (type.span.start < site.call.start || site.call.end < type.span.end) return [];
  const edit =
    type.kind === "call"
      ? insertArgument(file.module, file.path, type.argumentsSpan, "timezone=True")
      : { file: file.path, span: { start: type.span.end, end: type.span.end }, text: "(timezone=True)" };
  if (edit === null || (type.kind === "call" && type.args.some((it) => it.name === "timezone"))) return [];
  return [{ title: "Give the column a time zone", applicability: "suggested", edits: [edit] }];
}
