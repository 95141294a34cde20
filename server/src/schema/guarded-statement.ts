import type { Action } from "../postgres/action.ts";
import type { SqlParser } from "../postgres/sql-parser.ts";
import { sqlToActions } from "../postgres/sql-to-actions.ts";
import { sqlTokens } from "../postgres/sql-tokens.ts";

/** `BEGIN …; EXCEPTION WHEN duplicate_object THEN NULL; END`: each statement in it makes one thing, unless it is there. */
const exceptionBlock =
  /^\s*begin\s+(?<body>[^;]+;)\s*exception\s+when\s+duplicate_(?:object|table|column|alias)\s+then\s+(?:null|raise\s+notice\s+'[^']*'(?:\s*,[^;]*)?)\s*;\s*end\s*;?\s*$/i;

/** `BEGIN IF [NOT] EXISTS (SELECT … FROM the catalog …) THEN …; END IF; END`. */
const conditionBlock =
  /^\s*begin\s+if\s+(?<not>not\s+)?exists\s*\((?<query>.+?)\)\s*then\s+(?<body>[^;]+;)\s*end\s+if\s*;\s*end\s*;?\s*$/is;

/**
 * The one thing that a DO block does under a guard which PostgreSQL's catalog decides: it makes something unless it is there, or changes something if it is there. Null for every
 * other block.
 */
export function guardedStatement(code: string, parser: SqlParser): Action | null {
  const plain = withoutComments(code);
  const exception = exceptionBlock.exec(plain)?.groups;
  if (exception?.body !== undefined) {
    const made = single(exception.body, parser);
    return made !== null && isCreation(made) ? made : null;
  }
  const condition = conditionBlock.exec(plain)?.groups;
  if (condition?.body === undefined || condition.query === undefined) return null;
  const action = single(condition.body, parser);
  if (action === null || !asksFor(condition.query, action)) return null;
  const fits = condition.not === undefined ? isChange(action) : isCreation(action);
  return fits ? action : null;
}

function withoutComments(code: string): string {
  let text = "";
  let at = 0;
  for (const token of sqlTokens(code)) {
    if (token.kind !== "comment") continue;
    text += `${code.slice(at, token.start)} `;
    at = token.end;
  }
  return text + code.slice(at);
}

function single(sql: string, parser: SqlParser): Action | null {
  if (!/^\s*(create|alter|drop)\s/i.test(sql)) return null;
  const span = { start: 0, end: sql.length };
  const statements = sqlToActions(
    { text: sql, pieces: [{ at: 0, length: sql.length, span, verbatim: true }], span },
    parser,
  );
  const [statement] = statements;
  const [action] = statement?.actions ?? [];
  if (statements.length !== 1 || statement?.actions.length !== 1 || action === undefined) return null;
  return action.kind === "unknown" ? null : action;
}

function isCreation(action: Action): boolean {
  switch (action.kind) {
    case "createEnum":
    case "createDomain":
    case "createType":
    case "createTable":
    case "addColumn":
    case "createIndex":
      return true;
    case "addConstraint":
      return action.constraint.name !== null;
    default:
      return false;
  }
}

function isChange(action: Action): boolean {
  switch (action.kind) {
    case "dropTable":
    case "dropColumn":
    case "dropConstraint":
    case "dropType":
    case "dropIndex":
    case "renameTable":
    case "renameColumn":
    case "renameConstraint":
    case "renameType":
      return true;
    default:
      return false;
  }
}

/** The condition asks the catalog for the very name that the statement is about, and for its table where it has one. */
function asksFor(query: string, action: Action): boolean {
  if (!/\b(pg_(type|class|constraint|indexes|tables|attribute|enum)|information_schema)\b/i.test(query)) return false;
  const texts = sqlTokens(query)
    .filter((it) => it.kind === "string")
    .map((it) => it.text.replace(/^'|'$/g, "").replace(/^.*\./, ""));
  return namesOf(action).every((it) => it !== null && texts.includes(it)) && texts.length <= namesOf(action).length + 1;
}

function namesOf(action: Action): readonly (string | null)[] {
  const text = (it: { readonly known: boolean; readonly value?: unknown } | null): string | null =>
    it?.known === true ? String(it.value) : null;
  switch (action.kind) {
    case "createEnum":
    case "createDomain":
    case "createType":
    case "dropType":
    case "renameType":
      return [text(action.type.name)];
    case "createTable":
    case "dropTable":
    case "renameTable":
      return [text(action.table.name)];
    case "addColumn":
      return [text(action.table.name), text(action.column.name)];
    case "dropColumn":
    case "renameColumn":
      return [text(action.table.name), text(action.column)];
    case "createIndex":
      return [text(action.name)];
    case "dropIndex":
      return [text(action.index.name)];
    case "addConstraint":
      return [text(action.constraint.name)];
    case "dropConstraint":
    case "renameConstraint":
      return [text(action.name)];
    default:
      return [null];
  }
}
