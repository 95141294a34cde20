import type { Span } from "../base/span.ts";
import type { Action, ActionKind } from "./action.ts";
import { act, commaParts, nameIn, qualifiedName, type SqlContext } from "./sql-context.ts";
import { listOf, nameParts, type TreeNode, textOf } from "./tree.ts";

/** `DropStmt`: one action an object. */
export function drop(context: SqlContext, node: TreeNode): readonly Action[] {
  const objects = listOf(node.objects);
  const parts = commaParts(context, objectsStart(context)).map((it) => withoutBehaviour(context, it));
  return objects.map((object, index) => {
    const part = objects.length > 1 && parts.length === objects.length ? parts[index] : undefined;
    return act(context, dropKind(context, node, nameParts(object), part ?? objectsPart(context)), part);
  });
}

/** CASCADE and RESTRICT at the end belong to the statement, not to its last object. */
function withoutBehaviour(context: SqlContext, part: Span): Span {
  const own = context.tokens.filter((it) => it.start >= part.start && it.end <= part.end);
  const last = own.at(-1);
  const before = own.at(-2);
  const isBehaviour = last?.kind === "name" && (last.value === "cascade" || last.value === "restrict");
  return isBehaviour && before !== undefined ? { start: part.start, end: before.end } : part;
}

/** The words that may stand between DROP and the first name. */
const objectWords: ReadonlySet<string> = new Set(
  (
    "drop table view materialized index sequence type domain schema function procedure routine aggregate extension trigger policy rule " +
    "foreign concurrently if exists collation conversion statistics operator class family cast transform server wrapper data event " +
    "text search configuration dictionary parser template access method publication subscription language procedural trusted"
  ).split(" "),
);

/** Behind DROP, the kind of object, CONCURRENTLY and IF EXISTS. */
function objectsStart(context: SqlContext): number {
  let end = context.span.start;
  for (const [index, token] of context.tokens.entries()) {
    // `DROP TABLE type`: the last word is the name even when it is also a key word.
    const next = context.tokens[index + 1];
    const isName = index > 1 && (next === undefined || next.text === "," || next.text === "." || next.text === "(");
    if (token.kind !== "name" || !objectWords.has(token.value) || isName) break;
    end = token.end;
  }
  return end;
}

function objectsPart(context: SqlContext): Span {
  return { start: objectsStart(context), end: context.span.end };
}

function dropKind(context: SqlContext, node: TreeNode, names: readonly string[], part: Span): ActionKind {
  const ifExists = node.missing_ok === true;
  const cascade = node.behavior === "DROP_CASCADE";
  const name = qualifiedName(context, names, part);
  switch (textOf(node.removeType)) {
    case "OBJECT_TABLE":
    case "OBJECT_FOREIGN_TABLE":
      return { kind: "dropTable", table: name, ifExists, cascade };
    case "OBJECT_INDEX":
      return { kind: "dropIndex", index: name, table: null, concurrently: node.concurrent === true, ifExists, cascade };
    case "OBJECT_VIEW":
      return { kind: "dropView", view: name, materialized: false, ifExists, cascade };
    case "OBJECT_MATVIEW":
      return { kind: "dropView", view: name, materialized: true, ifExists, cascade };
    case "OBJECT_SEQUENCE":
      return { kind: "dropSequence", sequence: name, ifExists, cascade };
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      return { kind: "dropType", type: name, ifExists, cascade };
    case "OBJECT_SCHEMA":
      return { kind: "dropSchema", schema: name.name, ifExists, cascade };
    case "OBJECT_EXTENSION":
      return { kind: "dropExtension", extension: name.name, ifExists, cascade };
    case "OBJECT_FUNCTION":
    case "OBJECT_PROCEDURE":
    case "OBJECT_ROUTINE":
    case "OBJECT_AGGREGATE":
      return { kind: "dropFunction", function: name, cascade };
    case "OBJECT_TRIGGER":
      return { kind: "dropTrigger", ...onTable(context, names) };
    case "OBJECT_POLICY":
      return { kind: "dropPolicy", ...onTable(context, names) };
    case "OBJECT_RULE":
      return { kind: "dropRule", ...onTable(context, names) };
    default:
      return { kind: "other", statement: "DropStmt", relations: [] };
  }
}

/** `DROP TRIGGER x ON s.t` has the parts s, t, x. */
function onTable(context: SqlContext, names: readonly string[]) {
  const on = context.tokens.findLast((it) => it.value === "on" && it.kind === "name");
  return {
    table: qualifiedName(context, names.slice(0, -1), { start: on?.end ?? context.span.start, end: context.span.end }),
    name: nameIn(context, names.at(-1) ?? ""),
  };
}
