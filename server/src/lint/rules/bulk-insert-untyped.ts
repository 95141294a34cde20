import type { TextEdit } from "../../base/text-edit.ts";
import { tableOfValue } from "../../emit/table-name.ts";
import { type ColumnCall, columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { tableOf } from "../../migration/table-call.ts";
import { displayName } from "../../postgres/name.ts";
import type { PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { ensureImported } from "../fixes/imported-as.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import type { RuleContext } from "../rule.ts";
import { callAt } from "../syntax-at.ts";

export const bulkInsertUntyped = defineRule({
  id: "bulk-insert-untyped",
  since: "0.2.0",
  group: "data",
  severity: "information",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "bulk_insert into columns without types works online, and cannot be printed with --sql",
    why: md`
      Offline, SQLAlchemy writes the values into the statement, and does not know how without a type: \`CompileError: No literal value renderer is available for literal value "'a'" with datatype NULL\`.
    `,
    instead: 'Give each column its type: `sa.column("name", sa.String())`.',
    limits: md`
      Only columns that get a value other than None count. The fix is offered where all values of a column are known, and are texts, whole numbers, floats or booleans.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.bulk_insert"],
    examples: [
      {
        title: "A table for the insert alone",
        bad: py`
          def upgrade():
              op.bulk_insert(sa.table("roles", sa.column("name")), [{"name": "admin"}])
            # ^^^^^^^^^^^^^^ information[bulk-insert-untyped] +fix: Inserts into name of roles, whose type is not given: alembic upgrade --sql fails.
        `,
        good: py`
          def upgrade():
              op.bulk_insert(sa.table("roles", sa.column("name", sa.String())), [{"name": "admin"}])


          def downgrade():
              op.execute("DELETE FROM roles WHERE name = 'admin'")
        `,
      },
    ],
  },
  on: {
    bulkInsert(operation, ctx) {
      const target = operation.args.get("table");
      const table = tableOf(target?.value);
      const values = valuesOf(operation);
      if (target === undefined || table === undefined || values === null) return;
      const untyped = table.items.flatMap((it): readonly (ColumnCall & { readonly key: string })[] => {
        const column = columnOf(it);
        if (column === undefined || column.type !== null || column.openArguments !== null) return [];
        const key = column.name.known ? column.name.value : null;
        // A foreign key gives its column the type of the other one.
        return key === null || column.foreignKeys.length > 0 || !values.has(key) ? [] : [{ ...column, key }];
      });
      if (untyped.length === 0) return;
      const names = untyped.map((it) => it.key).join(", ");
      const isOne = untyped.length === 1;
      ctx.report({
        at: operation.site.callee,
        what: `Inserts into ${names} of ${displayName(tableOfValue(target.value, target.span))}, whose ${isOne ? "type is" : "types are"} not given: alembic upgrade --sql fails.`,
        why: "Without a type the values cannot be written into the statement. Give the columns their types.",
        fixes: () => addTypes(untyped, values, ctx),
      });
    },
  },
});

/** The values other than None of each column; null when the rows are not known. */
function valuesOf(operation: Operation): ReadonlyMap<string, readonly PyValue[]> | null {
  const rows = operation.args.get("rows")?.value;
  if (rows?.type !== "list" && rows?.type !== "tuple") return null;
  const values = new Map<string, PyValue[]>();
  for (const row of rows.elements) {
    if (row.type !== "dict") return null;
    for (const { key, value } of row.entries) {
      if (key.type !== "str" || value.type === "none") continue;
      values.set(key.value, [...(values.get(key.value) ?? []), value]);
    }
  }
  return values;
}

const types: Readonly<Record<string, string>> = { str: "String", int: "Integer", float: "Float", bool: "Boolean" };

function addTypes(
  untyped: readonly (ColumnCall & { readonly key: string })[],
  values: ReadonlyMap<string, readonly PyValue[]>,
  { file }: RuleContext,
): readonly Fix[] {
  const sa = ensureImported(file.module, file.path, "sqlalchemy", "sa");
  const edits: TextEdit[] = [...sa.edits];
  for (const { call, key } of untyped) {
    const kinds = new Set((values.get(key) ?? []).map((it) => it.type));
    const [kind = ""] = kinds;
    const type = kinds.size === 1 ? types[kind] : undefined;
    const place = callAt(file.module, call.span);
    if (type === undefined || place === null || call.args.length !== 1 || call.args[0]?.name != null) return [];
    const edit = insertArgument(file.module, file.path, call.argumentsSpan, `${sa.expression}.${type}()`);
    if (edit === null) return [];
    edits.push(edit);
  }
  return [{ title: "Give the columns their types", applicability: "suggested", edits }];
}
