import type { Action } from "./action.ts";
import { act, expressionAfter, nameIn, optionalName, relation, type SqlContext } from "./sql-context.ts";
import { listOf, nodeOf, type TreeNode, textOf, unwrapAs } from "./tree.ts";

/** `IndexStmt`. */
export function createIndex(context: SqlContext, node: TreeNode): readonly Action[] {
  const target = nodeOf(node.relation);
  const onPart = { start: context.toUtf16(Number(target.location ?? 0)), end: context.span.end };
  const columnOf = (it: unknown) => optionalName(context, unwrapAs(it, "IndexElem")?.name, onPart);
  return [
    act(context, {
      kind: "createIndex",
      name: optionalName(context, node.idxname),
      table: relation(context, target),
      columns: listOf(node.indexParams).map(columnOf),
      include: listOf(node.indexIncludingParams)
        .map(columnOf)
        .filter((it) => it !== null),
      unique: node.unique === true,
      concurrently: node.concurrent === true,
      ifNotExists: node.if_not_exists === true,
      only: target.inh !== true,
      // The parse tree fills in the default method; only a written one is told.
      method: context.tokens.some((it) => it.value === "using") ? optionalName(context, node.accessMethod) : null,
      where: node.whereClause === undefined ? null : expressionAfter(context, "where", node.whereClause, context.span),
    }),
  ];
}

/** `ReindexStmt`. */
export function reindex(context: SqlContext, node: TreeNode): readonly Action[] {
  const objects: Readonly<Record<string, "index" | "table" | "schema" | "database" | "system">> = {
    REINDEX_OBJECT_INDEX: "index",
    REINDEX_OBJECT_TABLE: "table",
    REINDEX_OBJECT_SCHEMA: "schema",
    REINDEX_OBJECT_DATABASE: "database",
    REINDEX_OBJECT_SYSTEM: "system",
  };
  const name = textOf(node.name);
  const target =
    node.relation !== undefined
      ? relation(context, nodeOf(node.relation))
      : name === null
        ? null
        : { schema: null, name: nameIn(context, name) };
  const concurrently = listOf(node.params).some((it) => unwrapAs(it, "DefElem")?.defname === "concurrently");
  return [act(context, { kind: "reindex", target, object: objects[textOf(node.kind) ?? ""] ?? "index", concurrently })];
}
