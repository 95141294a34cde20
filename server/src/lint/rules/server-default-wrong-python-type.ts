import type { Span } from "../../base/span.ts";
import { columnType } from "../../emit/column-type.ts";
import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import type { PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { ensureImported } from "../fixes/imported-as.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { textFunction } from "../fixes/wrap-in-text.ts";
import type { RuleContext } from "../rule.ts";

export const serverDefaultWrongPythonType = defineRule({
  id: "server-default-wrong-python-type",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`server_default=` is a value of Python that SQLAlchemy does not take",
    why: md`
      A server default is SQL: a string or a SQL expression. A bool, a number, a list, a dict or a function ends with \`ArgumentError: Argument 'arg' is expected to be one of type '<class 'str'>' …\`.
      \`op.alter_column(…, server_default=False)\` is worse: False stands for "not given" there, and nothing happens.
    `,
    instead: 'A string (`server_default="0"`), or SQL: `sa.false()`, `sa.text("0")`, `sa.text("\'{}\'::jsonb")`.',
    limits: "Values that cannot be known without running the migration are not looked at.",
    sources: ["https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.Column.params.server_default"],
    examples: [
      {
        title: "A flag",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("active", sa.Boolean(), server_default=True, nullable=False))
                                                                                    # ^^^^ error[server-default-wrong-python-type] +fix: SQLAlchemy takes no bool as a server default.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False))


          def downgrade():
              op.drop_column("users", "active")
        `,
      },
    ],
  },
  on: {
    addColumn: (operation, ctx) => checkColumn(operation.args.get("column")?.value, operation, ctx),
    createTable(operation, ctx) {
      for (const it of operation.rest) checkColumn(it.value, operation, ctx);
    },
    alterColumn(operation, ctx) {
      const given = operation.args.get("server_default");
      if (given === undefined || given.passed === "default") return;
      const type = operation.args.get("type_") ?? operation.args.get("existing_type");
      const { value } = given;
      if (value.type === "bool" && !value.value) {
        ctx.report({
          at: placeOf(given.span, operation),
          what: "server_default=False does nothing: it stands for an argument that is not given.",
          why: "The default stays as it is. Say sa.false() for the value, None to take the default away.",
          fixes: () => fixesFor(value, given.span, type?.value ?? null, operation, ctx),
        });
        return;
      }
      report(value, given.span, type?.value ?? null, operation, ctx);
    },
  },
});

function checkColumn(column: PyValue | undefined, operation: Operation, ctx: RuleContext): void {
  const call = columnOf(column);
  if (call?.serverDefault == null) return;
  report(call.serverDefault.value, call.serverDefault.span, call.type, operation, ctx);
}

function report(value: PyValue, at: Span, type: PyValue | null, operation: Operation, ctx: RuleContext): void {
  const kind = kinds[value.type];
  if (kind === undefined) return;
  ctx.report({
    at: placeOf(at, operation),
    what: `SQLAlchemy takes no ${kind} as a server default.`,
    why: "It must be a string or SQL: this ends with an ArgumentError. Say it as text, or with sa.text(…).",
    fixes: () => fixesFor(value, at, type, operation, ctx),
  });
}

/** What SQLAlchemy refuses (1.4 to 2.1), as people call it. */
const kinds: Readonly<Partial<Record<PyValue["type"], string>>> = {
  bool: "bool",
  int: "int",
  float: "float",
  list: "list",
  tuple: "tuple",
  dict: "dict",
  set: "set",
  bytes: "bytes",
  function: "function",
};

function placeOf(at: Span, { site }: Operation): Span {
  return site.call.start <= at.start && at.end <= site.call.end ? at : site.callee;
}

function fixesFor(
  value: PyValue,
  at: Span,
  type: PyValue | null,
  operation: Operation,
  ctx: RuleContext,
): readonly Fix[] {
  const { file } = ctx;
  const { site } = operation;
  if (!isWrittenOnce(file, operation) || at.start < site.call.start || site.call.end < at.end) return [];
  const exchange = (text: string, imports: Fix["edits"]): readonly Fix[] => [
    {
      title: `Say ${text}`,
      applicability: "suggested",
      edits: [...imports, { file: file.path, span: at, text }],
    },
  ];
  if (value.type === "bool") {
    const { expression, edits } = ensureImported(file.module, file.path, "sqlalchemy", "sa");
    return exchange(`${expression}.${value.value ? "true" : "false"}()`, edits);
  }
  const sql = sqlOf(value, type);
  if (sql === null) return [];
  const { text, edits } = textFunction(file);
  return exchange(`${text}(${pythonString(sql, quoteAt(file.module.text, site.argumentsSpan.start))})`, edits);
}

/** A number, or an empty list or dict, as SQL for a column of this type. */
function sqlOf(value: PyValue, type: PyValue | null): string | null {
  if (value.type === "int" || value.type === "float") return String(value.value);
  const { text } = columnType({ value: type ?? undefined, span: value.span });
  const name = text.known ? text.value.toLowerCase() : "";
  const isJson = name === "json" || name === "jsonb";
  if (value.type === "dict" && value.open === null && value.entries.length === 0 && isJson) return `'{}'::${name}`;
  if (value.type !== "list" || value.open !== null || value.elements.length > 0) return null;
  return isJson ? `'[]'::${name}` : name.endsWith("[]") ? "'{}'" : null;
}
