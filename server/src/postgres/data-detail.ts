import { isNode, listOf, nodeOf, stringValues, type TreeNode, textOf, unwrap, unwrapAs, walkTree } from "./tree.ts";

/** How a statement chooses rows, and what it says of columns. Absent: not told, as for MERGE and COPY. */
export interface DataDetail {
  /** Columns that the condition compares with constants or parameters: by = and IN; by <, > and BETWEEN, once for each end; IS NULL. Only what AND joins. */
  readonly keys: readonly string[];
  readonly ranges: readonly string[];
  readonly nulls: readonly string[];
  /** Of INSERT: whether its query has a WHERE. */
  readonly hasWhere: boolean;
  /** LIMIT or OFFSET, here or in a subquery; that query has ORDER BY; it has OFFSET. */
  readonly limited: boolean;
  readonly ordered: boolean;
  readonly offset: boolean;
  /** Columns that the condition of a subquery with LIMIT tests by =, IN and IS NULL, and those that it compares by <, > and BETWEEN. */
  readonly pagedBy: readonly string[];
  readonly pagedFrom: readonly string[];
  /** Aggregates, GROUP BY, DISTINCT: few rows come of many. */
  readonly condensed: boolean;
  /** INSERT … SELECT. */
  readonly fromQuery: boolean;
  readonly named: InsertedColumns | null;
  /** A column that SET assigns twice, or that INSERT lists twice. */
  readonly assignedTwice: string | null;
}

/** INSERT: the columns that it names (none: all of the table), how many values a row has at most (null: rows of a query), and the columns to which every row gives DEFAULT. */
export interface InsertedColumns {
  readonly columns: readonly string[];
  readonly width: number | null;
  readonly defaulted: readonly string[];
}

const aggregates: ReadonlySet<string> = new Set(["count", "max", "min", "sum", "avg", "bool_and", "bool_or", "every"]);

/** How a SELECT, INSERT, UPDATE or DELETE chooses its rows, and what it says of columns. */
export function dataDetail(type: string, node: TreeNode): DataDetail {
  const query = type === "InsertStmt" ? nodeOf(unwrapAs(node.selectStmt, "SelectStmt")) : node;
  const paged = withLimit(node);
  const inner = paged === null || paged === query ? null : conditions(paged.whereClause);
  return {
    ...conditions(query.whereClause),
    hasWhere: query.whereClause !== undefined,
    limited: paged !== null,
    ordered: paged !== null && listOf(paged.sortClause).length > 0,
    offset: paged?.limitOffset !== undefined,
    pagedBy: inner === null ? [] : [...inner.keys, ...inner.nulls],
    pagedFrom: inner?.ranges ?? [],
    condensed: (type === "SelectStmt" || type === "InsertStmt") && isCondensed(query),
    fromQuery: type === "InsertStmt" && node.selectStmt !== undefined && listOf(query.valuesLists).length === 0,
    named: type === "InsertStmt" ? insertedColumns(node, query) : null,
    assignedTwice: twiceIn(type, node),
  };
}

/** The query that LIMIT or OFFSET stands in: the statement itself, else the outermost below it. */
function withLimit(node: TreeNode): TreeNode | null {
  let found: TreeNode | null = null;
  walkTree(node, (it) => {
    if (found === null && (it.limitCount !== undefined || it.limitOffset !== undefined)) found = it;
  });
  return found;
}

function isCondensed(query: TreeNode): boolean {
  if (listOf(query.groupClause).length > 0 || listOf(query.distinctClause).length > 0) return true;
  const targets = listOf(query.targetList).map((it) => unwrap(unwrapAs(it, "ResTarget")?.val));
  return (
    targets.length > 0 &&
    targets.every(({ type, node }) => {
      if (type === "FuncCall") return aggregates.has(stringValues(node.funcname).at(-1) ?? "");
      return type === "A_Const" || (type === "SubLink" && node.subLinkType === "EXISTS_SUBLINK");
    })
  );
}

/** What a condition compares with constants and parameters; of OR and NOT nothing is told. */
function conditions(where: unknown): Pick<DataDetail, "keys" | "ranges" | "nulls"> {
  const keys: string[] = [];
  const ranges: string[] = [];
  const nulls: string[] = [];
  const visit = (value: unknown): void => {
    const { type, node } = unwrap(value);
    if (type === "BoolExpr" && node.boolop === "AND_EXPR") for (const it of listOf(node.args)) visit(it);
    if (type === "NullTest" && node.nulltesttype === "IS_NULL") nulls.push(...columnOf(node.arg));
    if (type !== "A_Expr") return;
    const operator = stringValues(node.name).at(-1);
    const [left, right] = [columnOf(node.lexpr), columnOf(node.rexpr)];
    const column = left.length > 0 && isValue(node.rexpr) ? left : right.length > 0 && isValue(node.lexpr) ? right : [];
    switch (node.kind) {
      case "AEXPR_OP":
        if (operator === "=") keys.push(...column);
        else if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=") ranges.push(...column);
        break;
      case "AEXPR_IN":
      case "AEXPR_OP_ANY":
        if (operator === "=") keys.push(...column);
        break;
      case "AEXPR_BETWEEN":
        // It has two ends.
        ranges.push(...column, ...column);
        break;
      default:
        break;
    }
  };
  visit(where);
  return { keys, ranges, nulls };
}

function columnOf(value: unknown): readonly string[] {
  const reference = unwrapAs(value, "ColumnRef");
  const name = stringValues(reference?.fields).at(-1) ?? "";
  return name === "" ? [] : [name];
}

/** A constant, a parameter, a list of such, or what is computed of nothing else. */
function isValue(value: unknown): boolean {
  const { type, node } = unwrap(value);
  switch (type) {
    case "A_Const":
    case "ParamRef":
      return true;
    case "TypeCast":
      return isValue(node.arg);
    case "List":
      return listOf(node.items).every(isValue);
    case "A_ArrayExpr":
      return listOf(node.elements).every(isValue);
    case "A_Expr":
      return isValue(node.rexpr) && (node.lexpr === undefined || isValue(node.lexpr));
    default:
      return false;
  }
}

function insertedColumns(node: TreeNode, query: TreeNode): DataDetail["named"] {
  const names = listOf(node.cols).flatMap((it) => textOf(unwrapAs(it, "ResTarget")?.name) ?? []);
  const rows = listOf(query.valuesLists).map((it) => listOf(unwrapAs(it, "List")?.items));
  const widths = rows.map((it) => it.length);
  const width = rows.length > 0 ? Math.max(...widths) : null;
  if (isNode(node.selectStmt) === false) return { columns: [], width: 0, defaulted: [] };
  const defaulted = names.filter((_, at) => rows.length > 0 && rows.every((row) => leavesToServer(row[at])));
  return { columns: names, width, defaulted };
}

/** DEFAULT, NULL, or the next value of a sequence. */
function leavesToServer(value: unknown): boolean {
  const { type, node } = unwrap(value);
  if (type === "FuncCall") return stringValues(node.funcname).at(-1) === "nextval";
  return type === "SetToDefault" || (type === "A_Const" && node.isnull === true);
}

function twiceIn(type: string, node: TreeNode): string | null {
  if (type === "UpdateStmt") return assignedTwice(node.targetList);
  if (type !== "InsertStmt") return null;
  return assignedTwice(node.cols) ?? assignedTwice(nodeOf(node.onConflictClause).targetList);
}

/** The first column that SET names again. Elements of an array and fields of a composite may be assigned one by one. */
function assignedTwice(targets: unknown): string | null {
  const seen = new Set<string>();
  for (const it of listOf(targets)) {
    const target = unwrapAs(it, "ResTarget");
    const name = textOf(target?.name);
    if (name === null || listOf(target?.indirection).length > 0) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}
