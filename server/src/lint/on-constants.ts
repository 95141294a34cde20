import type { Span } from "../base/span.ts";
import type { Static } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { Action, ActionKind, ColumnDefinition, ConstraintDefinition } from "../postgres/action.ts";
import type { SqlConstant } from "../postgres/sql-constants.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import { placeOf } from "./place-of.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";
import { sentBy } from "./sent-by.ts";

/** String constants that a statement sends, with the schema that they meet. */
export interface SentConstants {
  readonly statement: Statement;
  readonly state: SchemaState;
  /** False when no constant can be this text: a look at the SQL, before `constants` parses it. */
  mayHold(text: string): boolean;
  constants(): readonly SqlConstant[];
  /** Where to mark one: the literal, where the file has it so, otherwise the operation. */
  placeOf(constant: SqlConstant): Span;
}

const kinds = [
  "insert",
  "update",
  "delete",
  "select",
  "createTable",
  "addColumn",
  "setDefault",
  "addConstraint",
  "alterColumnType",
  "createIndex",
  "createView",
] as const satisfies readonly ActionKind["kind"][];

const kindSet: ReadonlySet<string> = new Set(kinds);

/** Handlers for every statement that may hold constants which PostgreSQL reads as values of a column; asked once a statement. */
export function onConstants(check: (sent: SentConstants, ctx: RuleContext) => void): ActionHandlers {
  const handler = (action: Action, statement: Statement, ctx: RuleContext): void => {
    if (statement.actions.find((it) => kindSet.has(it.kind)) !== action || !mayHoldConstants(statement)) return;
    for (const { statement: sent, before } of sentBy(statement, ctx)) {
      check(
        {
          statement,
          state: before,
          mayHold: (text) => mayHold(sent.sql, text),
          constants: () => sent.constants?.() ?? [],
          placeOf: (constant) => literalAt(constant, sent.sql, statement, ctx) ?? placeOf(action, statement),
        },
        ctx,
      );
    }
  };
  return Object.fromEntries(kinds.map((it) => [it, handler]));
}

/** A look at what is written, before the history is asked for what is sent. */
function mayHoldConstants({ text, actions }: Statement): boolean {
  // Behind a colon, a percent sign or a question mark stand parameters, which are sent as constants.
  return text === null ? actions.some(hasQuotedPart) : /['$:%?]/.test(text);
}

function hasQuotedPart(action: Action): boolean {
  switch (action.kind) {
    case "createTable":
      return (
        action.open !== null ||
        action.columnsFrom !== "list" ||
        action.partitionOf !== null ||
        action.columns.some(isQuotedColumn) ||
        action.constraints.some(isQuotedConstraint)
      );
    case "addColumn":
      return isQuotedColumn(action.column);
    case "addConstraint":
      return isQuotedConstraint(action.constraint);
    case "alterColumnType":
      return isQuoted(action.using);
    case "createIndex":
      return isQuoted(action.where) || action.columns.includes(null);
    default:
      return true;
  }
}

function isQuotedColumn(column: ColumnDefinition): boolean {
  const { open, generated, constraints } = column;
  return open !== null || generated !== null || isQuoted(column.default) || constraints.some(isQuotedConstraint);
}

function isQuotedConstraint({ type, expression }: ConstraintDefinition): boolean {
  return type === "exclude" || isQuoted(expression);
}

function isQuoted(sql: Static<string> | null): boolean {
  return sql !== null && (!sql.known || /['$]/.test(sql.value));
}

function mayHold(sql: string | null, text: string): boolean {
  // With a backslash a character may be written by its number.
  return sql !== null && (sql.includes(text.replaceAll("'", "''")) || sql.includes(text) || sql.includes("\\"));
}

/** The literal in the file, when the file has the statement character by character. */
function literalAt(
  { at, text }: SqlConstant,
  sql: string | null,
  { span, operation }: Statement,
  { file }: RuleContext,
): Span | null {
  if (sql === null || operation?.site.file !== null) return null;
  if (file.module.text.slice(span.start, span.end) !== sql) return null;
  const start = span.start + at;
  const end = start + text.replaceAll("'", "''").length + 2;
  return file.module.text[start] === "'" ? { start, end } : null;
}
