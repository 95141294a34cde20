import type { Action, ActionKind } from "./action.ts";
import { callsIn, settingsIn } from "./calls-in.ts";
import { createTableAs } from "./create-table.ts";
import { dataDetail } from "./data-detail.ts";
import type { QualifiedName } from "./name.ts";
import { act, nameIn, relation, relationsIn, type SqlContext } from "./sql-context.ts";
import { isNode, listOf, nodeOf, type TreeNode, textOf, unwrap, unwrapAs, walkTree } from "./tree.ts";

/** The node types that this file reads. */
export type DataStatement = "SelectStmt" | "InsertStmt" | "UpdateStmt" | "DeleteStmt" | "MergeStmt";

export function isDataStatement(type: string): type is DataStatement {
  return ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].includes(type);
}

/**
 * SELECT, INSERT, UPDATE, DELETE, MERGE. What data-modifying common table expressions do comes first, each as an action of its own
 * (PostgreSQL runs them all, whether the outer statement reads them or not).
 */
export function dataStatement(context: SqlContext, type: DataStatement, node: TreeNode): readonly Action[] {
  const inner = listOf(nodeOf(node.withClause).ctes).flatMap((it) => {
    const query = unwrap(unwrapAs(it, "CommonTableExpr")?.ctequery);
    return isDataStatement(query.type) && query.type !== "SelectStmt"
      ? dataStatement(context, query.type, query.node)
      : [];
  });
  const into = type === "SelectStmt" ? intoClause(node) : null;
  if (into !== null) {
    const { intoClause: _, ...query } = node;
    return [...inner, createTableAs(context, into, query, false)];
  }
  const calls = callsIn(node);
  const settings = settingsIn(node).map((it) => act(context, { kind: "set", ...it }));
  const detail = type === "MergeStmt" ? {} : { data: dataDetail(type, node) };
  const kinds = outer(context, type, node).map((kind) =>
    "reads" in kind ? { ...kind, ...(calls.length > 0 ? { calls } : {}), ...detail } : kind,
  );
  return [...inner, ...settings, ...kinds.map((kind) => act(context, kind))];
}

/** `SELECT … INTO t`; in a UNION it stands in the first branch. */
function intoClause(node: TreeNode): TreeNode | null {
  for (let it: TreeNode = node; ; it = nodeOf(it.larg)) {
    if (isNode(it.intoClause)) return it.intoClause;
    if (!isNode(it.larg)) return null;
  }
}

function outer(context: SqlContext, type: DataStatement, node: TreeNode): readonly ActionKind[] {
  if (type === "SelectStmt") {
    // The relations of FOR UPDATE OF are aliases of those in FROM.
    const { lockingClause: _, ...query } = node;
    return [{ kind: "select", tables: lockedTables(context, node), reads: relationsIn(context, query) }];
  }
  const table = relation(context, nodeOf(node.relation));
  const reads = relationsIn(context, node, [table]);
  const hasWhere = node.whereClause !== undefined;
  switch (type) {
    case "InsertStmt":
      return [{ kind: "insert", tables: [table], reads }];
    case "UpdateStmt":
      return [{ kind: "update", table, reads, hasWhere, columns: targets(context, node) }];
    case "DeleteStmt":
      return [{ kind: "delete", table, reads, hasWhere, columns: [] }];
    case "MergeStmt":
      return merge(context, node, table, reads);
  }
}

function targets(context: SqlContext, node: TreeNode) {
  return listOf(node.targetList).flatMap((it) => {
    const target = unwrapAs(it, "ResTarget");
    const name = textOf(target?.name);
    if (name === null) return [];
    const at = context.toUtf16(Number(target?.location ?? 0));
    return [nameIn(context, name, { start: at, end: context.span.end })];
  });
}

/** One action for each kind of change that a MERGE can make; its ON clause chooses rows as a WHERE does. */
function merge(
  context: SqlContext,
  node: TreeNode,
  table: QualifiedName,
  reads: readonly QualifiedName[],
): readonly ActionKind[] {
  const clauses = listOf(node.mergeWhenClauses).map((it) => unwrapAs(it, "MergeWhenClause") ?? {});
  const found: ActionKind[] = [];
  if (clauses.some((it) => it.commandType === "CMD_INSERT")) found.push({ kind: "insert", tables: [table], reads });
  const updates = clauses.filter((it) => it.commandType === "CMD_UPDATE");
  if (updates.length > 0) {
    const columns = updates.flatMap((it) => targets(context, it));
    found.push({ kind: "update", table, reads, hasWhere: true, columns });
  }
  if (clauses.some((it) => it.commandType === "CMD_DELETE")) {
    found.push({ kind: "delete", table, reads, hasWhere: true, columns: [] });
  }
  return found.length > 0 ? found : [{ kind: "select", tables: [], reads: [table, ...reads] }];
}

/** SELECT … FOR UPDATE and its like lock rows of these tables. */
function lockedTables(context: SqlContext, node: TreeNode): readonly QualifiedName[] {
  const locking = listOf(node.lockingClause);
  if (locking.length === 0) return [];
  const named = locking.flatMap((it) => listOf(unwrapAs(it, "LockingClause")?.lockedRels));
  if (named.length === 0) return relationsIn(context, node.fromClause);
  const wanted = new Set(named.map((it) => textOf(unwrapAs(it, "RangeVar")?.relname)));
  const found: QualifiedName[] = [];
  walkTree(node.fromClause, (it) => {
    if (typeof it.relname !== "string") return;
    const alias = textOf(nodeOf(it.alias).aliasname) ?? it.relname;
    if (wanted.has(alias)) found.push(relation(context, it));
  });
  return found;
}

/** `TruncateStmt`. */
export function truncate(context: SqlContext, node: TreeNode): readonly Action[] {
  return [
    act(context, {
      kind: "truncate",
      tables: rangeVars(context, node.relations),
      cascade: node.behavior === "DROP_CASCADE",
    }),
  ];
}

const lockModes: readonly string[] = [
  "",
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
];

/** `LockStmt`. */
export function lockTable(context: SqlContext, node: TreeNode): readonly Action[] {
  const mode = lockModes[Number(node.mode ?? 8)] ?? "ACCESS EXCLUSIVE";
  return [act(context, { kind: "lockTable", tables: rangeVars(context, node.relations), mode })];
}

function rangeVars(context: SqlContext, list: unknown): readonly QualifiedName[] {
  return listOf(list).map((it) => relation(context, nodeOf(unwrapAs(it, "RangeVar"))));
}

/** `CopyStmt`: COPY FROM inserts, COPY TO reads. */
export function copy(context: SqlContext, node: TreeNode): readonly Action[] {
  const table = node.relation === undefined ? null : relation(context, nodeOf(node.relation));
  if (node.is_from === true && table !== null) return [act(context, { kind: "insert", tables: [table], reads: [] })];
  return [
    act(context, { kind: "select", tables: [], reads: table === null ? relationsIn(context, node.query) : [table] }),
  ];
}
