import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { escapeColon } from "../fixes/escape-colon.ts";
import type { RuleContext } from "../rule.ts";
import { type BindMarker, bindMarkers } from "../sql-markers.ts";
import { type ExecutedSql, sqlOfOperation } from "../sql-of-operation.ts";

export const textColonBind = defineRule({
  id: "text-colon-bind",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A colon before a word makes a bind parameter that gets no value",
    why: md`
      \`op.execute("…")\` and \`sa.text("…")\` take \`:word\` for a parameter wherever it stands: in a string literal, in JSON (\`{"a":true}\`), in a comment, in an array slice.
      The statement then fails with \`A value is required for bind parameter 'true'\`. With \`--sql\` nothing fails, and the printed script has \`NULL\` or a placeholder in that place.
    `,
    instead: md`
      Escape a colon that is meant: \`\\\\:true\` in an ordinary Python string, \`\\:true\` in a raw one. Give a parameter that is meant its value with \`.bindparams(name=…)\`.
    `,
    limits: md`
      Nothing is said about markers that \`.bindparams()\` or the parameters of the call give a value, nor about text that goes straight to the driver (\`exec_driver_sql\`).
      When the text, or what the parameters are, cannot be known without running Python, nothing is said.
      SQLAlchemy's own rule decides what a marker is: \`::\`, \`12:30\` and \`{"a": true}\` are none.
    `,
    sources: ["https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text"],
    examples: [
      {
        title: "JSON",
        bad: py`
          def upgrade():
              op.execute("""UPDATE users SET settings = '{"mail":true}'""")
                                                              # ^^^^^ error[text-colon-bind] +fix: Takes :true for a parameter, which has no value.
        `,
        good: py`
          def upgrade():
              op.execute("""UPDATE users SET settings = '{"mail"\\:true}' WHERE id = 1""")


          def downgrade():
              raise NotImplementedError("The settings are gone.")
        `,
      },
      {
        title: "A parameter without its value",
        bad: py`
          def upgrade():
              op.execute(sa.text("UPDATE users SET plan = :plan WHERE plan IS NULL"))
                                                        # ^^^^^ error[text-colon-bind]: The parameter :plan has no value.
        `,
        good: py`
          def upgrade():
              op.execute(sa.text("UPDATE users SET plan = :plan WHERE id = 1").bindparams(plan="free"))


          def downgrade():
              raise NotImplementedError("Nothing says who had no plan.")
        `,
      },
    ],
  },
  on: { execute: check, connectionExecute: check },
});

function check(operation: Operation, ctx: RuleContext): void {
  const sql = sqlOfOperation(operation);
  if (sql === null || sql.reader !== "text()") return;
  const markers = bindMarkers(sql.text);
  if (markers.length === 0) return;
  const given = givenNames(operation, sql);
  if (given === null) return;
  for (const marker of markers) {
    if (given.has(marker.name)) continue;
    const isMeant = marker.inside === "code";
    ctx.report({
      at: sql.at(marker),
      what: isMeant
        ? `The parameter :${marker.name} has no value.`
        : `Takes :${marker.name} for a parameter, which has no value.`,
      why: `${whereText(marker)} The statement fails with "A value is required for bind parameter '${marker.name}'". ${
        isMeant ? "Give it with .bindparams(…)." : "Escape the colon with a backslash."
      }`,
      fixes: () => (isMeant ? [] : escapeColon(sql.verbatim({ start: marker.start, end: marker.start + 1 }), ctx.file)),
    });
  }
}

function whereText({ inside, name }: BindMarker): string {
  switch (inside) {
    case "string":
      return `text() finds :${name} inside the SQL literal too, for it does not look at quotes.`;
    case "comment":
      return `text() finds :${name} inside the SQL comment too.`;
    case "subscript":
      return `The bound :${name} of the array slice reads as a parameter.`;
    case "code":
      return "Nothing in the call gives it one.";
  }
}

/** The names that have values; null when there may be others. */
function givenNames(operation: Operation, sql: ExecutedSql): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const { name, value, spreadUnknown } of sql.bindParameters) {
    if (spreadUnknown) return null;
    const own = name ?? bindParameterName(value);
    if (own === null) return null;
    names.add(own);
  }
  if (operation.openArguments !== null) return null;
  const parameters = operation.args.get("parameters")?.value;
  for (const name of operation.kw.keys()) names.add(name);
  if (parameters === undefined || parameters.type === "none") return names;
  const first = parameters.type === "list" || parameters.type === "tuple" ? parameters.elements[0] : parameters;
  if (first?.type !== "dict" || first.open !== null) return null;
  for (const { key } of first.entries) {
    if (key.type !== "str") return null;
    names.add(key.value);
  }
  return names;
}

/** `sa.bindparam("name", …)`. */
function bindParameterName(value: PyValue): string | null {
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call" || symbolic.path !== "sqlalchemy.bindparam") return null;
  const first = symbolic.args[0];
  return first?.value.type === "str" && (first.name === null || first.name === "key") ? first.value.value : null;
}
