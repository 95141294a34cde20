import type { Span } from "../../base/span.ts";
import type { Operation } from "../../migration/operation.ts";
import { type SqlText, sqlText } from "../../migration/sql-argument.ts";
import { type Symbolic, symbolicOf } from "../../migration/symbolic.ts";
import { mapSpan } from "../../postgres/map-position.ts";
import type { PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { escapeColon } from "../fixes/escape-colon.ts";
import type { RuleContext } from "../rule.ts";
import { type BindMarker, bindMarkers } from "../sql-markers.ts";

export const serverDefaultJsonColon = defineRule({
  id: "server-default-json-colon",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A colon in the SQL of a default, a CHECK or an index becomes NULL",
    why: md`
      \`sa.text()\` takes \`:word\` for a parameter, also inside a literal: in \`'{"a":1}'\` it is \`:1\`. In DDL there are no parameters, and SQLAlchemy writes NULL in its place: \`'{"a"NULL}'\`.
      A json column refuses that, \`invalid input syntax for type json\`; a text column takes it, and nobody is told. The text of a CHECK, of Computed and of \`postgresql_where\` goes the same way, also as a plain string.
    `,
    instead: md`
      Escape the colon, \`\\\\:1\` in an ordinary Python string, or put a space behind it. A default that is a plain string (\`server_default='{"a":1}'\`) is a literal and needs neither.
    `,
    limits:
      "SQLAlchemy's own rule decides what a parameter is: a colon behind a letter or a digit is none. `postgresql_using` is sent as it is. Text that is executed has a rule of its own (text-colon-bind).",
    sources: ["https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text"],
    examples: [
      {
        title: "JSON",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("settings", postgresql.JSONB(), server_default=sa.text("""'{"mail":1}'""")))
                                                                                                               # ^^ error[server-default-json-colon] +fix: The default holds NULL in place of :1.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("settings", postgresql.JSONB(), server_default=sa.text("""'{"mail": 1}'""")))


          def downgrade():
              op.drop_column("users", "settings")
        `,
      },
    ],
  },
  on: {
    addColumn: (operation, ctx) => check(operation, [operation.args.get("column")?.value], ctx),
    createTable: (operation, ctx) => check(operation, valuesOf(operation), ctx),
    alterColumn: (operation, ctx) => check(operation, [operation.args.get("server_default")?.value], ctx),
    createIndex: (operation, ctx) => check(operation, valuesOf(operation), ctx, ["postgresql_where"]),
    createCheckConstraint: (operation, ctx) => check(operation, valuesOf(operation), ctx, ["condition"]),
    createExcludeConstraint: (operation, ctx) => check(operation, valuesOf(operation), ctx, ["where"]),
  },
});

interface DdlText {
  readonly sql: SqlText;
  readonly value: PyValue;
  readonly what: string;
}

function valuesOf(operation: Operation): readonly PyValue[] {
  return [...operation.args.values(), ...operation.rest, ...operation.kw.values()].map((it) => it.value);
}

/** `plain` names the parameters whose plain strings are SQL. */
function check(
  operation: Operation,
  values: readonly (PyValue | undefined)[],
  ctx: RuleContext,
  plain: readonly string[] = [],
): void {
  const texts = values.flatMap((it) =>
    it === undefined ? [] : textsIn(it, operation.directive === "alter_column" ? "The default" : "The SQL"),
  );
  for (const name of plain) {
    const value = (operation.args.get(name) ?? operation.kw.get(name))?.value;
    const sql = value?.type === "str" ? sqlText(value) : undefined;
    if (value !== undefined && sql !== undefined) texts.push({ sql, value, what: "The condition" });
  }
  for (const it of texts) {
    if (!it.sql.text.known) continue;
    const given = new Set(it.sql.bindParameters.map((argument) => argument.name));
    if (it.sql.bindParameters.some((argument) => argument.name === null)) continue;
    for (const marker of bindMarkers(it.sql.text.value)) {
      if (!given.has(marker.name)) report(marker, it, operation, ctx);
    }
  }
}

function report(marker: BindMarker, { sql, value, what }: DdlText, operation: Operation, ctx: RuleContext): void {
  const { site } = operation;
  const at = mapSpan(sql.pieces, value.span, marker);
  const isInside = site.call.start <= at.start && at.end <= site.call.end;
  ctx.report({
    at: isInside ? at : site.callee,
    what: `${what} holds NULL in place of :${marker.name}.`,
    why: `SQLAlchemy takes :${marker.name} for a parameter, also inside quotes, and DDL has none: it writes NULL. Escape the colon with a backslash, or put a space behind it.`,
    fixes: () => (isInside && marker.inside !== "code" ? escapeColon(colonOf(sql, marker), ctx.file) : []),
  });
}

/** The colon, when the file has it character by character within one literal. */
function colonOf({ pieces }: SqlText, { start }: BindMarker): Span | null {
  const piece = pieces.find((it) => it.at <= start && start + 1 <= it.at + it.length);
  if (piece?.verbatim !== true) return null;
  const at = piece.span.start + (start - piece.at);
  return { start: at, end: at + 1 };
}

/** `sa.text(…)` wherever it stands in a value, and the strings that CheckConstraint and Computed take for SQL. */
function textsIn(root: PyValue, whole: string): DdlText[] {
  const found: DdlText[] = [];
  const visitValue = (value: PyValue, what: string): void => {
    if (value.type === "list" || value.type === "tuple") {
      for (const it of value.elements) visitValue(it, what);
      return;
    }
    const symbolic = symbolicOf(value);
    const sql = symbolic === undefined ? undefined : sqlText(value);
    if (sql !== undefined) found.push({ sql, value, what });
    else if (symbolic !== undefined) visit(symbolic, what);
  };
  const visit = (symbolic: Symbolic, what: string): void => {
    if (symbolic.kind === "attribute" || symbolic.kind === "subscript") visit(symbolic.of, what);
    if (symbolic.kind !== "call") return;
    visit(symbolic.callee, what);
    const takesSql = /^sqlalchemy\.(?:CheckConstraint|Computed)$/.test(symbolic.path ?? "");
    const inner = symbolic.path === "sqlalchemy.CheckConstraint" ? "The CHECK" : takesSql ? "The expression" : what;
    for (const [at, argument] of symbolic.args.entries()) {
      const { value, name } = argument;
      const isDefault = name === "server_default";
      const sql = takesSql && at === 0 && name === null && value.type === "str" ? sqlText(value) : undefined;
      if (sql !== undefined) found.push({ sql, value, what: inner });
      else visitValue(value, isDefault ? "The default" : inner);
    }
  };
  visitValue(root, whole);
  return found;
}
