import type { Span } from "../base/span.ts";
import type { Action, ColumnDefinition, ConstraintDefinition, CreateTable, TableDetail } from "./action.ts";
import { readColumn } from "./column-definition.ts";
import { readConstraint } from "./constraint-definition.ts";
import { act, relation, relationsIn, type SqlContext } from "./sql-context.ts";
import { listOf, nodeOf, numberOf, type TreeNode, textOf, unwrap, unwrapAs } from "./tree.ts";

/** Bits of `TableLikeOption` (PostgreSQL 14 to 18: nodes/parsenodes.h). */
const likeOptions: readonly (readonly [bit: number, name: string])[] = [
  [1, "COMMENTS"],
  [2, "COMPRESSION"],
  [4, "CONSTRAINTS"],
  [8, "DEFAULTS"],
  [16, "GENERATED"],
  [32, "IDENTITY"],
  [64, "INDEXES"],
  [128, "STATISTICS"],
  [256, "STORAGE"],
];

/** `CreateStmt`, and the one inside `CreateForeignTableStmt`. */
export function createTable(
  context: SqlContext,
  node: TreeNode,
  { isForeign }: { readonly isForeign: boolean } = { isForeign: false },
): readonly Action[] {
  const target = nodeOf(node.relation);
  const columns: ColumnDefinition[] = [];
  const constraints: ConstraintDefinition[] = [];
  const likes: TableDetail["likes"][number][] = [];
  const elements = listOf(node.tableElts).map(unwrap);
  const parts = elementParts(context);
  for (const { type, node: element } of elements) {
    if (type === "TableLikeClause") {
      const including = likeOptions.filter(([bit]) => (numberOf(element.options) & bit) !== 0).map(([, name]) => name);
      likes.push({ table: relation(context, nodeOf(element.relation)), including, before: columns.length });
    }
    const start = context.toUtf16(numberOf(element.location));
    const part = parts.find((it) => it.start <= start && start < it.end) ?? context.span;
    if (type === "ColumnDef") columns.push(readColumn(context, element, part));
    if (type === "Constraint") constraints.push(readConstraint(context, element, part));
  }
  const parents = listOf(node.inhRelations).map((it) => relation(context, nodeOf(unwrapAs(it, "RangeVar"))));
  const isPartition = node.partbound !== undefined;
  const kind: CreateTable = {
    kind: "createTable",
    table: relation(context, target),
    columns,
    constraints,
    ifNotExists: node.if_not_exists === true,
    temporary: target.relpersistence === "t",
    partitionOf: isPartition ? (parents[0] ?? null) : null,
    isPartitioned: node.partspec !== undefined,
    ...(node.partspec === undefined ? {} : { partitionKey: partitionKey(node.partspec) }),
    inherits: isPartition ? [] : parents,
    columnsFrom: node.ofTypename !== undefined ? "type" : likes.length > 0 ? "like" : "list",
    reads: likes.map((it) => it.table),
    open: null,
    detail: { isForeign, isDefaultPartition: nodeOf(node.partbound).is_default === true, likes },
  };
  return [act(context, kind)];
}

/** The columns of PARTITION BY, null for an expression. */
function partitionKey(spec: unknown): readonly (string | null)[] {
  return listOf(nodeOf(spec).partParams).map((it) => textOf(unwrapAs(it, "PartitionElem")?.name));
}

/** CREATE TABLE … AS and SELECT … INTO. */
export function createTableAs(context: SqlContext, into: TreeNode, query: unknown, ifNotExists: boolean): Action {
  const target = nodeOf(into.rel);
  const table = relation(context, target);
  return act(context, {
    kind: "createTable",
    table,
    columns: [],
    constraints: [],
    ifNotExists,
    temporary: target.relpersistence === "t",
    partitionOf: null,
    isPartitioned: false,
    inherits: [],
    columnsFrom: "query",
    reads: relationsIn(context, query, [table]),
    open: null,
  });
}

/** What commas separate inside the first parentheses that hold elements. */
function elementParts(context: SqlContext): readonly Span[] {
  const parts: Span[] = [];
  let depth = 0;
  let start: number | null = null;
  let end = 0;
  for (const token of context.tokens) {
    if (token.text === ")" || token.text === "]") depth--;
    if ((token.text === "," && depth === 1) || (depth === 0 && start !== null)) {
      if (start !== null) parts.push({ start, end });
      start = null;
      if (depth === 0) break;
    } else if (depth >= 1) {
      start ??= token.start;
      end = token.end;
    }
    if (token.text === "(" || token.text === "[") depth++;
  }
  return parts;
}
