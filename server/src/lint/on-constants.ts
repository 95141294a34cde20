import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import type { Action, ActionKind } from "../postgres/action.ts";
import type { SqlConstant } from "../postgres/sql-constants.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import { placeOf } from "./place-of.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";
import { sentBy } from "./sent-by.ts";

/** String constants that a statement sends, with the schema that they meet. */
export interface SentConstants {
  readonly statement: Statement;
  readonly state: SchemaState;
  /** Read when it is asked for. */
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
    if (statement.actions.find((it) => kindSet.has(it.kind)) !== action) return;
    for (const { statement: sent, before } of sentBy(statement, ctx)) {
      check(
        {
          statement,
          state: before,
          constants: () => sent.constants?.() ?? [],
          placeOf: (constant) => literalAt(constant, sent.sql, statement, ctx) ?? placeOf(action, statement),
        },
        ctx,
      );
    }
  };
  return Object.fromEntries(kinds.map((it) => [it, handler]));
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
