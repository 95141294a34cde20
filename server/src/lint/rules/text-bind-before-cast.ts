import type { Operation } from "../../migration/operation.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { type BindMarker, markersBeforeCasts } from "../sql-markers.ts";
import { type ExecutedSql, sqlOfOperation } from "../sql-of-operation.ts";

export const textBindBeforeCast = defineRule({
  id: "text-bind-before-cast",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "`:name::type` in `text()` is not a parameter with a cast",
    why: md`
      SQLAlchemy takes a colon that is followed by a word and another colon for something else than a parameter. \`:name::jsonb\` reaches PostgreSQL as it is, which fails with a syntax error at \`:\`;
      with \`.bindparams(name=…)\` SQLAlchemy itself fails, because the text "doesn't define a bound parameter named 'name'". With \`--sql\` the text is printed as it is, and fails later.
    `,
    instead: "`CAST(:name AS jsonb)`, or parentheses around the parameter: `(:name)::jsonb`.",
    limits: md`
      Nothing is said about text that cannot be known without running Python, about text inside SQL literals and comments, nor about text that goes straight to the driver.
    `,
    sources: ["https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text"],
    examples: [
      {
        title: "A JSON value",
        bad: py`
          def upgrade():
              op.execute(sa.text("UPDATE users SET settings = :value::jsonb").bindparams(value="{}"))
                                                            # ^^^^^^ error[text-bind-before-cast] +fix: :value is no parameter, because of the cast behind it.
        `,
        good: py`
          def upgrade():
              op.execute(sa.text("UPDATE users SET settings = CAST(:value AS jsonb) WHERE id = 1").bindparams(value="{}"))


          def downgrade():
              raise NotImplementedError("The settings are gone.")
        `,
      },
    ],
  },
  on: { execute: check, connectionExecute: check },
});

function check(operation: Operation, ctx: RuleContext): void {
  const sql = sqlOfOperation(operation);
  if (sql === null || sql.reader !== "text()") return;
  for (const marker of markersBeforeCasts(sql.text)) {
    if (marker.inside === "string" || marker.inside === "comment") continue;
    ctx.report({
      at: sql.at(marker),
      what: `:${marker.name} is no parameter, because of the cast behind it.`,
      why: `SQLAlchemy leaves \`:${marker.name}::\` as it is, and PostgreSQL fails at the colon. Write \`CAST(:${marker.name} AS …)\`, or \`(:${marker.name})::…\`.`,
      fixes: () => fixesFor(sql, marker, ctx),
    });
  }
}

/** One word, with precision and array brackets: what can be moved into CAST without reading types. */
const simpleType = /^::\s*([A-Za-z_][\w.]*(?:\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\[\])*)(?![\w.([])/;
/** Types whose name goes on behind the first word. */
const longer = /^(?:timestamp|time|character|double|bit|national|interval)$/i;

function fixesFor(sql: ExecutedSql, marker: BindMarker, ctx: RuleContext): readonly Fix[] {
  const { path } = ctx.file;
  const name = sql.text.slice(marker.start, marker.end);
  const type = simpleType.exec(sql.text.slice(marker.end));
  const castPlace = sql.verbatim({ start: marker.start, end: marker.end + (type?.[0].length ?? 0) });
  const place = sql.verbatim(marker);
  const fixes: Fix[] = [];
  if (type?.[1] !== undefined && !longer.test(type[1]) && castPlace !== null) {
    const text = `CAST(${name} AS ${type[1]})`;
    fixes.push({ title: `Write ${text}`, applicability: "safe", edits: [{ file: path, span: castPlace, text }] });
  }
  if (place !== null) {
    const text = `(${name})`;
    fixes.push({ title: `Write ${text}::`, applicability: "safe", edits: [{ file: path, span: place, text }] });
  }
  return fixes;
}
