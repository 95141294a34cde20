import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { type Argument, argumentOf, isAbsent, readName } from "../read-argument.ts";
import { callArguments, callOf } from "../symbolic-call.ts";
import type { RenderContext } from "./column-spec.ts";
import { createTableTexts } from "./create-table.ts";
import { quote } from "./dialect.ts";
import { checkNames } from "./sql-type.ts";
import { need, needAll, refused, unrendered } from "./unrendered.ts";

/** The operations that a block of `batch_alter_table(recreate="always")` does together; null for every other operation. */
export function rebuiltBy(operation: Operation, all: readonly Operation[]): readonly Operation[] | null {
  const { batch } = operation;
  const recreate = batch?.args.get("recreate")?.value;
  if (batch === null || recreate === undefined || isImmediate(operation)) return null;
  if (recreate.type === "str" && (recreate.value === "auto" || recreate.value === "never")) return null;
  return all.filter((it) => it.batch?.serial === batch.serial && !isImmediate(it));
}

/** `op.*` and `execute` in a block are sent at once. */
function isImmediate(operation: Operation): boolean {
  return operation.name.startsWith("op.") || /execute$/.test(operation.directive);
}

/** Alembic gives the new table 50 characters (`ApplyBatchImpl._calc_temp_name`). */
const longestName = 50;

/**
 * A table that is built anew from `copy_from`: CREATE TABLE under another name, INSERT … SELECT, DROP TABLE, RENAME (alembic-semantics 4.11). Columns may be
 * added and dropped; what else may happen to them is not read.
 */
export function rebuiltTable(operations: readonly Operation[], context: RenderContext): readonly string[] {
  const { dialect } = context;
  const batch = operations[0]?.batch;
  const recreate = batch?.args.get("recreate")?.value;
  if (batch == null || recreate?.type !== "str" || recreate.value !== "always") return unrendered(what);
  for (const [name, { value }] of batch.args) {
    if (!known.has(name) && value.type !== "none") return unrendered(what);
  }
  const source = batch.args.get("copy_from")?.value;
  if (source === undefined || source.type === "none") {
    return refused(
      "CommandError",
      "This operation cannot proceed in --sql mode; batch mode requires a live database connection",
    );
  }
  checkNames(dialect, source);
  const table = callOf(source, "sqlalchemy.Table");
  if (table === null) return unrendered(what);
  const args = callArguments(table, ["name", "metadata"]);
  needAll(args.open);
  if (args.keywords.size > 0 || dialect.convention.kind !== "none") return unrendered(what);
  const name = readName(args.get("name"));
  const given = readName({ value: batch.table, span: batch.call });
  if (name === null || given === null || need(name.name) !== need(given.name)) return unrendered(what);
  const old = need(name.name);
  const columns = new Map(args.rest.map((it) => [columnName(it), it] as const));
  const kept = new Set(columns.keys());
  for (const operation of operations) {
    const changed = changeColumns(operation, columns);
    kept.delete(changed);
  }
  const temporary = `_alembic_tmp_${old}`.slice(0, longestName);
  const create = (items: readonly Argument[]): string => {
    const table = { schema: null, name: temporary };
    const get = (): Argument => ({ value: undefined, span: batch.call });
    const [text, ...more] = createTableTexts(context, { table, items, ifNotExists: false, get });
    return text?.startsWith("CREATE TABLE ") !== true || more.length > 0 ? unrendered(what) : text;
  };
  const created = create([...columns.values()]);
  // A column that is dropped is made all the same, yet never compiled: whether what is wrong with it comes out is not told.
  try {
    create(args.rest);
  } catch {
    return unrendered(what);
  }
  if (kept.size === 0) return unrendered(what);
  const [from, to] = [quote(dialect, old), quote(dialect, temporary)];
  const names = [...kept].map((it) => quote(dialect, it));
  return [
    created,
    `INSERT INTO ${to} (${names.join(", ")}) SELECT ${names.map((it) => `${from}.${it}`).join(", ")} \nFROM ${from}`,
    `DROP TABLE ${from}`,
    `ALTER TABLE ${to} RENAME TO ${from}`,
  ];
}

const what = "a table that batch mode builds anew";
const known: ReadonlySet<string> = new Set(["table_name", "recreate", "copy_from"]);

/** The column that the operation adds or drops. */
function changeColumns(operation: Operation, columns: Map<string, Argument>): string {
  if (operation.bindingError !== null || operation.openArguments !== null) return unrendered(what);
  if (operation.directive === "drop_column") {
    const name = readName(argumentOf(operation, "column_name"));
    if (name === null || !columns.delete(need(name.name)) || operation.kw.size > 0) return unrendered(what);
    return need(name.name);
  }
  if (operation.directive !== "add_column") return unrendered(what);
  const column = argumentOf(operation, "column");
  const name = columnName(column);
  const options = ["insert_before", "insert_after", "if_not_exists", "inline_references", "inline_primary_key"];
  if (columns.has(name) || options.some((it) => !isAbsent(argumentOf(operation, it)))) return unrendered(what);
  columns.set(name, column);
  return name;
}

/** Keys, checks, indexes and types with statements of their own follow rules that are not read here. */
function columnName(argument: Argument): string {
  const column = argument.value === undefined ? undefined : columnOf(argument.value);
  if (column === undefined) return unrendered(what);
  const { keywords } = column;
  const extras = ["unique", "index", "comment", "key", "quote", "system"].some((it) => keywords.has(it));
  if (extras || column.foreignKeys.length > 0 || column.checks.length > 0) return unrendered(what);
  return need(column.name);
}
