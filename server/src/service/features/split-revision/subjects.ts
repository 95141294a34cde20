import type { Static } from "../../../base/static.ts";
import type { Statement } from "../../../emit/statement.ts";
import type { Action } from "../../../postgres/action.ts";
import { displayName } from "../../../postgres/name.ts";

/** What statements make or change, as keys that the statements which take it back have, too. */
export interface Subjects {
  /** `column:users.plan`, `index:ix_users_plan`. */
  readonly parts: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
}

export function subjectsOf(statements: readonly Statement[]): Subjects {
  const parts = new Set<string>();
  const tables = new Set<string>();
  for (const action of statements.flatMap((it) => it.actions)) {
    const part = partOf(action);
    if (part !== null) parts.add(part);
    for (const it of tablesOf(action)) tables.add(it);
  }
  return { parts, tables };
}

function partOf(action: Action): string | null {
  const named = (kind: string, name: Static<string> | null): string | null =>
    name?.known === true ? `${kind}:${name.value}` : null;
  const inTable = (kind: string, column: Static<string>): string | null => {
    const [table] = tablesOf(action);
    return table === undefined || !column.known ? null : `${kind}:${table}.${column.value}`;
  };
  switch (action.kind) {
    case "addColumn":
      return inTable("column", action.column.name);
    case "dropColumn":
      return inTable("column", action.column);
    case "setNotNull":
    case "dropNotNull":
      return inTable("null", action.column);
    case "setDefault":
    case "dropDefault":
      return inTable("default", action.column);
    case "alterColumnType":
      return inTable("type", action.column);
    case "addConstraint":
      return named("constraint", action.constraint.name);
    case "dropConstraint":
      return named("constraint", action.name);
    case "createIndex":
      return named("index", action.name);
    case "dropIndex":
      return `index:${action.index.name.known ? action.index.name.value : "?"}`;
    case "createTable":
    case "dropTable":
      return `table:${displayName(action.table)}`;
    case "createView":
    case "dropView":
      return `view:${displayName(action.view)}`;
    case "createEnum":
    case "dropType":
      return `enum:${displayName(action.type)}`;
    case "insert":
      return action.tables[0] === undefined ? null : `rows:${displayName(action.tables[0])}`;
    case "update":
    case "delete":
      return `rows:${displayName(action.table)}`;
    default:
      return null;
  }
}

function tablesOf(action: Action): readonly string[] {
  if (action.kind === "insert") return action.tables.map(displayName);
  return "table" in action && action.table !== null && action.table !== undefined ? [displayName(action.table)] : [];
}

/** To which of two halves statements belong, by what they take back; null when it cannot be told. */
export function belongsTo(
  statements: readonly Statement[],
  first: Subjects,
  second: Subjects,
): "first" | "second" | null {
  const own = subjectsOf(statements);
  const side = (
    keys: ReadonlySet<string>,
    a: ReadonlySet<string>,
    b: ReadonlySet<string>,
  ): "first" | "second" | "both" | null => {
    const inFirst = [...keys].some((it) => a.has(it));
    const inSecond = [...keys].some((it) => b.has(it));
    return inFirst && inSecond ? "both" : inFirst ? "first" : inSecond ? "second" : null;
  };
  const byPart = side(own.parts, first.parts, second.parts);
  if (byPart !== null) return byPart === "both" ? null : byPart;
  const byTable = side(own.tables, first.tables, second.tables);
  return byTable === "both" ? null : byTable;
}
