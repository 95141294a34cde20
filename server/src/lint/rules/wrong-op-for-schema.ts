import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Operation } from "../../migration/operation.ts";
import type { PyValue } from "../../python/value.ts";
import { findTable } from "../../schema/find-table.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import { pythonString } from "../fixes/python-text.ts";
import type { OperationHandlers, RuleContext } from "../rule.ts";

/** Which parameters name tables, and which one says their schema. */
const parameters = {
  addColumn: { table_name: "schema" },
  alterColumn: { table_name: "schema" },
  createTable: { table_name: "schema" },
  createCheckConstraint: { table_name: "schema" },
  createExcludeConstraint: { table_name: "schema" },
  createForeignKey: { source_table: "source_schema", referent_table: "referent_schema" },
  createIndex: { table_name: "schema" },
  createPrimaryKey: { table_name: "schema" },
  createTableComment: { table_name: "schema" },
  createUniqueConstraint: { table_name: "schema" },
  dropColumn: { table_name: "schema" },
  dropConstraint: { table_name: "schema" },
  dropIndex: { index_name: "schema", table_name: "schema" },
  dropTable: { table_name: "schema" },
  dropTableComment: { table_name: "schema" },
  renameTable: { old_table_name: "schema", new_table_name: "schema" },
} as const satisfies Partial<Record<keyof OperationHandlers, Readonly<Record<string, string>>>>;

export const wrongOpForSchema = defineRule({
  id: "wrong-op-for-schema",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A table is named with its schema in one string",
    why: md`
      Alembic takes the string for the name of the table, and quotes it because of the dot: \`ALTER TABLE "shop.orders"\` fails, \`relation "shop.orders" does not exist\`.
      \`op.create_table("shop.orders", …)\` succeeds, and makes a table of that name, with a dot in it, in the schema \`public\`.
    `,
    instead: '`schema="shop"` beside the plain name; for a foreign key `source_schema=` and `referent_schema=`.',
    limits:
      'Nothing is said when a revision has created a table with such a name. In `sa.ForeignKey("shop.orders.id")` the dots are right.',
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.add_column"],
    examples: [
      {
        title: "A table of another schema",
        bad: py`
          def upgrade():
              op.add_column("shop.orders", sa.Column("note", sa.Text()))
                          # ^^^^^^^^^^^^^ error[wrong-op-for-schema] +fix: "shop.orders" is taken for the name of a table with a dot in it.
        `,
        good: py`
          def upgrade():
              op.add_column("orders", sa.Column("note", sa.Text()), schema="shop")


          def downgrade():
              op.drop_column("orders", "note", schema="shop")
        `,
      },
    ],
  },
  on: handlers(),
});

function handlers(): OperationHandlers {
  return Object.fromEntries(
    Object.entries(parameters).map(([directive, names]) => [
      directive,
      (operation: Operation, ctx: RuleContext): void => {
        for (const [name, schema] of Object.entries(names)) check(operation, name, schema, ctx);
      },
    ]),
  );
}

function check(operation: Operation, parameter: string, schemaParameter: string, ctx: RuleContext): void {
  const argument = operation.args.get(parameter);
  const inBatch = argument?.passed === "batch";
  if (argument === undefined) return;
  const parts = argument.value.type === "str" ? argument.value.value.split(".") : [];
  const [schema, name] = parts;
  if (parts.length !== 2 || !isPlain(schema) || !isPlain(name)) return;
  const statement = ctx.statements.find((it) => it.operation === operation);
  const state = statement === undefined ? null : ctx.schemaAt(statement);
  const span = { start: 0, end: 0 };
  const dotted = { schema: null, name: { known: true, value: `${schema}.${name}`, span } } as const;
  if (state !== null && findTable(state, dotted).answer === "yes") return;
  const makes = operation.directive === "create_table" || parameter === "new_table_name";
  const call = inBatch ? operation.batch?.call : operation.site.call;
  const place = literalIn(argument.value, call ?? operation.site.call);
  ctx.report({
    at: place ?? (inBatch ? operation.batch?.call : undefined) ?? operation.site.callee,
    what: `"${schema}.${name}" is taken for the name of ${parameter === "index_name" ? "an index" : "a table"} with a dot in it.`,
    why: makes
      ? `A table of this very name comes into being, outside of the schema ${schema}. Say ${schemaParameter}="${schema}" beside the plain name.`
      : `It is quoted as a whole, and does not exist. Say ${schemaParameter}="${schema}" beside the plain name.`,
    fixes: () => fixesFor({ operation, schemaParameter, schema, name, place, inBatch }, ctx),
  });
}

function isPlain(part: string | undefined): part is string {
  return part !== undefined && /^[A-Za-z_][\w$]*$/.test(part);
}

/** The literal of a name, when it stands in the call. */
function literalIn(value: PyValue, call: Span): Span | null {
  const { start, end } = value.span;
  return call.start <= start && end <= call.end ? { start, end } : null;
}

interface Dotted {
  readonly operation: Operation;
  readonly schemaParameter: string;
  readonly schema: string;
  readonly name: string;
  readonly place: Span | null;
  readonly inBatch: boolean;
}

function fixesFor(dotted: Dotted, ctx: RuleContext): readonly Fix[] {
  const { operation, schemaParameter, schema, name, place, inBatch } = dotted;
  const { module, path } = ctx.file;
  const written = place === null ? "" : module.text.slice(place.start, place.end);
  if (place === null || !new RegExp(`^(["'])${schema}\\.${name}\\1$`).test(written)) return [];
  if (operation.site.file !== null || (!inBatch && !isWrittenOnce(ctx.file, operation))) return [];
  const quote = written.startsWith("'") ? "'" : '"';
  const edits: TextEdit[] = [{ file: path, span: place, text: pythonString(name, quote) }];
  const given = inBatch ? operation.batch?.schema : operation.args.get(schemaParameter)?.value;
  // A rename stays within one schema, whose name is said once.
  const isSecond = operation.directive === "rename_table" && ctx.file.module.text.slice(place.end).startsWith(")");
  if (given === undefined || given === null || given.type === "none") {
    const argumentsSpan = inBatch ? argumentsOf(operation, module.text) : operation.site.argumentsSpan;
    const edit =
      argumentsSpan === null || isSecond
        ? null
        : insertArgument(module, path, argumentsSpan, `${schemaParameter}=${pythonString(schema, quote)}`);
    if (edit === null) return [];
    edits.push(edit);
  } else if (given.type !== "str" || given.value !== schema) return [];
  return [{ title: `Say ${schemaParameter}=${pythonString(schema, quote)}`, applicability: "safe", edits }];
}

function argumentsOf({ batch }: Operation, text: string): Span | null {
  if (batch === null) return null;
  const start = text.indexOf("(", batch.call.start);
  return start < 0 || start >= batch.call.end ? null : { start, end: batch.call.end };
}
