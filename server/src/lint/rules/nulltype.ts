import type { Span } from "../../base/span.ts";
import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { RuleContext } from "../rule.ts";

export const nulltype = defineRule({
  id: "nulltype",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A column has no type",
    why: md`
      Without a type SQLAlchemy has nothing to print: \`CompileError: Can't generate DDL for NullType(); did you forget to specify a type on this Column?\` Autogenerate writes \`sa.NullType()\` for types that it did not recognise
      ("Did not recognize type …"); that name does not even exist, it is \`sa.types.NullType\`. A column with a foreign key gets its type from the other column only in models, where the metadata knows it, not in a migration.
    `,
    instead:
      "The type of the column; for a type of an extension, the package that knows it (`geoalchemy2`, `pgvector.sqlalchemy`).",
    limits: "Types that cannot be known without running the migration are not looked at, nor `existing_type=`.",
    sources: ["https://docs.sqlalchemy.org/en/20/core/type_api.html#sqlalchemy.types.NullType"],
    examples: [
      {
        title: "A type that autogenerate did not know",
        bad: py`
          def upgrade():
              op.add_column("places", sa.Column("position", sa.types.NullType(), nullable=True))
                                                          # ^^^^^^^^^^^^^^^^^^^ error[nulltype]: The column position has no type.
        `,
        good: py`
          def upgrade():
              op.add_column("places", sa.Column("position", postgresql.POINT(), nullable=True))


          def downgrade():
              op.drop_column("places", "position")
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
      const type = operation.args.get("type_");
      if (type === undefined || !isNullType(type.value)) return;
      report(type.value, "The new type is none.", operation, ctx);
    },
  },
});

function checkColumn(value: PyValue | undefined, operation: Operation, ctx: RuleContext): void {
  const column = columnOf(value);
  if (column === undefined || column.call.path !== "sqlalchemy.Column" || column.openArguments !== null) return;
  const { type, call } = column;
  if (type !== null && type.type !== "none" && !isNullType(type)) return;
  // What may be a type, and is not read as one.
  if (type === null && column.otherItems.length > 0) return;
  const what = `The ${columnPhrase(column.name)} has no type.`;
  report(type !== null && type.type !== "none" ? type : null, what, operation, ctx, call.span);
}

function isNullType(value: PyValue): boolean {
  const symbolic = symbolicOf(value);
  const path = symbolic?.kind === "reference" ? symbolic.path : symbolic?.kind === "call" ? symbolic.path : null;
  return /^sqlalchemy(?:\.types|\.sql\.sqltypes)?\.NullType$/.test(path ?? "");
}

function report(
  value: PyValue | null,
  what: string,
  { site }: Operation,
  ctx: RuleContext,
  column: Span = site.callee,
): void {
  const wanted = (value === null ? undefined : symbolicOf(value)?.span) ?? column;
  const isInside = site.call.start <= wanted.start && wanted.end <= site.call.end;
  ctx.report({
    at: isInside ? wanted : site.callee,
    what,
    why: "SQLAlchemy cannot print the column, and the migration ends with an exception (CompileError). Give the column its type; a foreign key does not bring one here.",
  });
}
