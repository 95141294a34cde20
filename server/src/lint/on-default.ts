import type { Span } from "../base/span.ts";
import type { Static } from "../base/static.ts";
import { columnType } from "../emit/column-type.ts";
import type { Statement } from "../emit/statement.ts";
import type { ColumnDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { sqlTokens } from "../postgres/sql-tokens.ts";
import { columnAt } from "./column-at.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";

/** A default that a column gets. */
export interface GivenDefault {
  /** SQL, as PostgreSQL gets it. */
  readonly sql: string;
  /** The expression in the file. */
  readonly at: Span;
  readonly table: QualifiedName;
  readonly column: Static<string>;
  /** The column's type as DDL or the catalog spells it, without length, in lower case; null when it is not known. */
  readonly type: string | null;
  readonly statement: Statement;
}

/** Handlers for every default that a statement gives a column: new columns, new tables, SET DEFAULT, as operation and as SQL text. */
export function onDefault(check: (given: GivenDefault, ctx: RuleContext) => void): ActionHandlers {
  const ofColumn = (column: ColumnDefinition, table: QualifiedName, statement: Statement, ctx: RuleContext): void => {
    if (column.default?.known !== true) return;
    const type = column.type.known ? plainType(column.type.value) : null;
    const { value: sql, span: at } = column.default;
    check({ sql, at, table, column: column.name, type, statement }, ctx);
  };
  return {
    addColumn: (action, statement, ctx) => ofColumn(action.column, action.table, statement, ctx),
    createTable(action, statement, ctx) {
      for (const it of action.columns) ofColumn(it, action.table, statement, ctx);
    },
    setDefault(action, statement, ctx) {
      const { table, column } = action;
      if (!action.default.known) return;
      const { value: sql, span: at } = action.default;
      check({ sql, at, table, column, type: typeOf(table, column, statement, ctx), statement }, ctx);
    },
  };
}

function typeOf(table: QualifiedName, column: Static<string>, statement: Statement, ctx: RuleContext): string | null {
  const { operation } = statement;
  for (const name of ["type_", "existing_type"]) {
    const argument = operation?.directive === "alter_column" ? operation.args.get(name) : undefined;
    if (argument === undefined || argument.value.type === "none") continue;
    const { text } = columnType(argument);
    return text.known ? plainType(text.value) : null;
  }
  const held = columnAt(ctx.schemaAt(statement), table, column);
  return held?.exact === true && held.column.type.form === "catalog" ? plainType(held.column.type.text) : null;
}

/** `timestamp with time zone` of `TIMESTAMP(3) WITH TIME ZONE`. */
function plainType(type: string): string {
  return type
    .toLowerCase()
    .replace(/\s*\([^)]*\)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The value of a default that is nothing but a string constant, with or without a cast behind it; null for every other. */
export function constantDefault(sql: string): string | null {
  const [first, cast] = sqlTokens(sql).filter((it) => it.kind !== "comment");
  if (first?.kind !== "string" || !first.text.startsWith("'") || !first.closed) return null;
  if (cast !== undefined && cast.text !== "::") return null;
  return first.text.slice(1, -1).replaceAll("''", "'");
}

/** Is the default written as a plain Python string, in this file, as an argument of an operation? */
export function isPythonString({ at, statement }: GivenDefault, { file }: RuleContext): boolean {
  const directives = ["add_column", "create_table", "alter_column"];
  const { operation } = statement;
  if (operation === null || operation.site.file !== null || !directives.includes(operation.directive)) return false;
  const isInside = operation.site.call.start <= at.start && at.end <= operation.site.call.end;
  return isInside && /^["']/.test(file.module.text.slice(at.start, at.end));
}
