import type { Static } from "../../base/static.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import { type ColumnCall, columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { ActionKind } from "../../postgres/action.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";
import type { CallArgument } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { defaultForType } from "./default-for-type.ts";
import { ensureImported, importedAs } from "./imported-as.ts";
import { insertAfter, isWrittenOnce } from "./insert-after.ts";
import { insertArgument } from "./insert-argument.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { renderValue } from "./render-value.ts";
import { sqlName } from "./sql-name.ts";
import { insideString, stringAt } from "./string-at.ts";

type AddColumn = Extract<ActionKind, { readonly kind: "addColumn" }>;

/** The Python-side `default=` of a column that an operation adds, which never reaches the database; null when there is none. */
export function pythonDefaultOf(action: AddColumn, statement: Statement): CallArgument | null {
  return columnCallOf(action, statement)?.keywords.get("default") ?? null;
}

/**
 * Two ways to a NOT NULL column that existing rows can have: a server default that fits the type, or nullable first, then a backfill, then NOT NULL.
 */
export function fixNotNullColumn(action: AddColumn, statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { operation } = statement;
  if (operation === null || operation.site.file !== null) return [];
  const column = columnCallOf(action, statement);
  const value = valueForRows(action, column, ctx);
  const fixes =
    column === null
      ? [sqlDefault(statement, value, ctx), sqlInSteps(action, statement, operation, value, ctx)]
      : [serverDefault(column, value, ctx), inSteps(action, column, operation, value, ctx)];
  return fixes.filter((it) => it !== null);
}

function columnCallOf(action: AddColumn, statement: Statement): ColumnCall | null {
  const { operation } = statement;
  if (operation?.directive !== "add_column") return null;
  const column = columnOf(operation.args.get("column")?.value);
  // One add_column adds one column; the check is against a future where it does not.
  return column?.name.known === true && action.column.name.known && column.name.value === action.column.name.value
    ? column
    : null;
}

/** SQL for a value that existing rows may have, or null: a foreign key needs an existing row, a unique column a value of its own for each. */
function valueForRows(action: AddColumn, column: ColumnCall | null, ctx: RuleContext): string | null {
  const { constraints, type } = action.column;
  const byType = type.known ? defaultForType(type.value, ctx.analysis.postgres) : null;
  if (constraints.some((it) => it.type === "foreignKey") || (column?.foreignKeys.length ?? 0) > 0) return null;
  const unique =
    constraints.some((it) => it.type === "unique" || it.type === "primaryKey") ||
    [column?.unique, column?.primaryKey].some((it) => it != null && !isFalse(it));
  if (unique) return byType === "gen_random_uuid()" ? byType : null;
  const python = column?.keywords.get("default")?.value;
  const literal = python === undefined ? null : sqlLiteral(python);
  if (literal !== null) return literal;
  const label = column?.type == null ? null : firstLabel(column.type);
  return label === null ? byType : quoteLiteral(label);
}

function isFalse(flag: Static<boolean>): boolean {
  return flag.known && !flag.value;
}

function sqlLiteral(value: PyValue): string | null {
  switch (value.type) {
    case "bool":
      return value.value ? "true" : "false";
    case "int":
    case "float":
      return String(value.value);
    case "str":
      return quoteLiteral(value.value);
    default:
      return null;
  }
}

/** The first value of `sa.Enum("a", "b", name=…)`. */
function firstLabel(type: PyValue): string | null {
  const symbolic = symbolicOf(type);
  if (symbolic?.kind !== "call" || !/\.(Enum|ENUM)$/.test(symbolic.path ?? "")) return null;
  const first = symbolic.args.find((it) => it.name === null && !it.spreadUnknown)?.value;
  return first?.type === "str" ? first.value : null;
}

function serverDefault(column: ColumnCall, value: string | null, ctx: RuleContext): Fix | null {
  if (value === null) return null;
  const { file } = ctx;
  const text = importedAs(file.module, "sqlalchemy.text");
  const imported = text === null ? ensureImported(file.module, file.path, "sqlalchemy", "sa") : null;
  const callee = text ?? `${imported?.expression}.text`;
  const expression = `${callee}(${pythonString(value, quoteAt(file.module.text, column.call.argumentsSpan.start))})`;
  const given = column.serverDefault;
  const edit: TextEdit | null =
    given === null
      ? insertArgument(file.module, file.path, column.call.argumentsSpan, `server_default=${expression}`)
      : { file: file.path, span: given.span, text: expression };
  if (edit === null) return null;
  const title = `Add server_default=${expression}`;
  return { title, applicability: "suggested", edits: [...(imported?.edits ?? []), edit] };
}

const stepsTitle = "Add the column as nullable, fill it, then set NOT NULL";

function inSteps(
  action: AddColumn,
  column: ColumnCall,
  operation: Operation,
  value: string | null,
  ctx: RuleContext,
): Fix | null {
  const { file } = ctx;
  const nullable = column.keywords.get("nullable");
  if (nullable === undefined || file.module.text.slice(nullable.span.start, nullable.span.end) !== "False") return null;
  const update = backfill(action, value);
  const op = importedAs(file.module, "alembic.op");
  const table = operation.args.get("table_name");
  if (update === null || op === null || table === undefined) return null;
  const style = { module: file.module, quote: quoteAt(file.module.text, operation.site.argumentsSpan.start), op };
  const render = (it: PyValue | null | undefined): string | null => (it == null ? null : renderValue(it, style));
  const schemaValue = operation.args.get("schema")?.value;
  const schema = schemaValue === undefined || schemaValue.type === "none" ? null : render(schemaValue);
  const type = render(column.type);
  const name = action.column.name.known ? pythonString(action.column.name.value, style.quote) : null;
  if (name === null || (schemaValue !== undefined && schemaValue.type !== "none" && schema === null)) return null;
  const args = [render(table.value), name, type === null ? null : `existing_type=${type}`, "nullable=False"];
  if (args[0] === null) return null;
  if (schema !== null) args.push(`schema=${schema}`);
  const steps = insertAfter(file, operation, [
    `${op}.execute(${pythonString(update, style.quote)})`,
    `${op}.alter_column(${args.filter((it) => it !== null).join(", ")})`,
  ]);
  if (steps === null) return null;
  const edits = [{ file: file.path, span: nullable.span, text: "True" }, steps];
  return { title: stepsTitle, applicability: value === null ? "manual" : "suggested", edits };
}

/** `...` is not SQL: whoever forgets to fill it in is stopped by the parser, not by wrong data. */
function backfill(action: AddColumn, value: string | null): string | null {
  const table = sqlName(action.table);
  if (table === null || !action.column.name.known) return null;
  const column = quoteIdentifier(action.column.name.value);
  return `UPDATE ${table} SET ${column} = ${value ?? "..."} WHERE ${column} IS NULL`;
}

/** The place of a statement that is written in one literal of the file exactly as it runs, or null. */
function writtenSql(statement: Statement, ctx: RuleContext) {
  const { module } = ctx.file;
  const written = module.text.slice(statement.span.start, statement.span.end);
  return written === statement.text && statement.actions.length === 1 ? stringAt(module, statement.span) : null;
}

function sqlDefault(statement: Statement, value: string | null, ctx: RuleContext): Fix | null {
  const literal = writtenSql(statement, ctx);
  if (literal === null || value === null) return null;
  const text = insideString(` DEFAULT ${value}`, literal);
  if (text === null) return null;
  const at = statement.span.end;
  return {
    title: `Add DEFAULT ${value}`,
    applicability: "suggested",
    edits: [{ file: ctx.file.path, span: { start: at, end: at }, text }],
  };
}

function sqlInSteps(
  action: AddColumn,
  statement: Statement,
  operation: Operation,
  value: string | null,
  ctx: RuleContext,
): Fix | null {
  const { file } = ctx;
  const alone = ctx.statements.filter((it) => it.operation === operation).length === 1;
  if (writtenSql(statement, ctx) === null || !alone || !isWrittenOnce(file, operation)) return null;
  const sql = statement.text ?? "";
  const matches = [...sql.matchAll(/\s+NOT\s+NULL\b/gi)];
  const [notNull] = matches;
  const update = backfill(action, value);
  const table = sqlName(action.table);
  const op = importedAs(file.module, "alembic.op");
  if (matches.length !== 1 || notNull === undefined || update === null || table === null || op === null) return null;
  const start = statement.span.start + notNull.index;
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const column = action.column.name.known ? quoteIdentifier(action.column.name.value) : "";
  const steps = insertAfter(file, operation, [
    `${op}.execute(${pythonString(update, quote)})`,
    `${op}.execute(${pythonString(`ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`, quote)})`,
  ]);
  if (steps === null) return null;
  return {
    title: stepsTitle,
    applicability: value === null ? "manual" : "suggested",
    edits: [{ file: file.path, span: { start, end: start + notNull[0].length }, text: "" }, steps],
  };
}
