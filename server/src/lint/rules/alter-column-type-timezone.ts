import type { Statement } from "../../emit/statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { onTypeChange } from "../on-type-change.ts";
import type { RuleContext } from "../rule.ts";
import { isZoneChange } from "../type-rewrites.ts";

export const alterColumnTypeTimezone = defineRule({
  id: "alter-column-type-timezone",
  since: "0.2.0",
  group: "columns",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "What becomes of timestamps depends on the time zone of the session that migrates",
    why: md`
      Between \`timestamp\` and \`timestamp with time zone\` PostgreSQL takes the values as times of the session's \`TimeZone\`. Stored in UTC and migrated by a session in another zone, every value is moved by hours, and nothing fails.
      With a zone of a fixed offset of zero (\`UTC\`) the stored bytes stay, and since PostgreSQL 12 the table is not written anew: only the indexes on the column are.
    `,
    instead: md`
      Say which zone the values are in: \`op.execute("SET LOCAL timezone = 'UTC'")\` before the change, or \`postgresql_using="made AT TIME ZONE 'Europe/Berlin'"\`, which writes the table anew.
    `,
    limits: md`
      Nothing is said where the same direction sets the time zone before, where \`USING\` is given, or about a table that the same revision created. What env.py or the role set is not looked at.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES",
      "https://www.postgresql.org/docs/release/12.0/",
    ],
    peers: ["strong_migrations:change_column", "pg-migration-lint:PGM007"],
    examples: [
      {
        title: "Times get a zone",
        bad: py`
          def upgrade():
              op.alter_column("users", "made", existing_type=sa.DateTime(), type_=sa.DateTime(timezone=True))
                                                                          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[alter-column-type-timezone] +fix: Takes the values of the column made of users as times of the session's time zone.
        `,
        good: py`
          def upgrade():
              op.execute("SET LOCAL timezone = 'UTC'")
              op.alter_column("users", "made", existing_type=sa.DateTime(), type_=sa.DateTime(timezone=True))


          def downgrade():
              op.execute("SET LOCAL timezone = 'UTC'")
              op.alter_column("users", "made", existing_type=sa.DateTime(timezone=True), type_=sa.DateTime())
        `,
      },
    ],
  },
  action: onTypeChange(({ action, change, statement, columnName }, ctx) => {
    if (!isZoneChange(change, action) || setsZone(statement, ctx)) return null;
    return {
      what: `Takes the values of the ${columnName} as times of the session's time zone.`,
      why: "In a session that is not in UTC, values that were stored in UTC are moved by hours, and the table is written anew. Say SET LOCAL timezone = 'UTC' before, or USING … AT TIME ZONE.",
      fixes: () => setZone(statement, ctx),
    };
  }),
});

function setsZone(statement: Statement, ctx: RuleContext): boolean {
  const earlier = ctx.statements.slice(0, Math.max(ctx.statements.indexOf(statement), 0));
  const settings = earlier.flatMap((it) => it.actions.filter((one) => one.kind === "set"));
  return (settings.findLast((it) => it.parameter === "timezone")?.value ?? null) !== null;
}

function setZone({ operation }: Statement, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  const op = importedAs(file.module, "alembic.op");
  if (operation === null || op === null) return [];
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const line = `${op}.execute(${pythonString("SET LOCAL timezone = 'UTC'", quote)})`;
  const edit = insertBefore(file, operation, [line]);
  return edit === null ? [] : [{ title: "Set the time zone to UTC before", applicability: "suggested", edits: [edit] }];
}
