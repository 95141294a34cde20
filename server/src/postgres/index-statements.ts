import type { Action, IndexDetail } from "./action.ts";
import { columnsIn } from "./columns-in.ts";
import {
  act,
  expressionAfter,
  nameIn,
  optionalName,
  partsInParentheses,
  relation,
  type SqlContext,
} from "./sql-context.ts";
import { listOf, nodeOf, stringValues, type TreeNode, textOf, unwrap, unwrapAs } from "./tree.ts";

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
      detail: readDetail(context, node, onPart.start),
    }),
  ];
}

function readDetail(context: SqlContext, node: TreeNode, from: number): IndexDetail {
  const texts = partsInParentheses(context, from);
  return {
    elements: listOf(node.indexParams).map((it, index) => {
      const element = unwrapAs(it, "IndexElem") ?? {};
      const column = textOf(element.name);
      const isDefault =
        element.opclass === undefined &&
        element.collation === undefined &&
        element.ordering === "SORTBY_DEFAULT" &&
        element.nulls_ordering === "SORTBY_NULLS_DEFAULT";
      return {
        column,
        text: texts[index] ?? column ?? "",
        isPlain: column !== null && isDefault,
        label: column ?? expressionLabel(element.expr),
        columns: column === null ? columnsIn(element.expr) : [column],
      };
    }),
    whereColumns: columnsIn(node.whereClause),
    nullsNotDistinct: node.nulls_not_distinct === true,
  };
}

/** As `FigureColname` of PostgreSQL names an expression that is a function, a cast or a key word; "expr" for the rest (parser/parse_target.c). */
function expressionLabel(tree: unknown): string {
  const { type, node } = unwrap(tree);
  if (type === "FuncCall") return stringValues(node.funcname).at(-1) ?? "expr";
  if (type === "TypeCast") {
    const inner = expressionLabel(node.arg);
    return inner === "expr" ? (stringValues(nodeOf(node.typeName).names).at(-1) ?? "expr") : inner;
  }
  if (type === "ColumnRef") return stringValues(node.fields).at(-1) ?? "expr";
  if (type === "CollateClause") return expressionLabel(node.arg);
  if (type === "CoalesceExpr") return "coalesce";
  if (type === "MinMaxExpr") return node.op === "IS_LEAST" ? "least" : "greatest";
  return "expr";
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
