import { listOf, nodeOf, stringValue, stringValues, unwrap, unwrapAs } from "./tree.ts";

/**
 * What the columns of a view are called: by the list behind its name, otherwise by the query, as `FigureColname` of PostgreSQL names them (parser/parse_target.c). Nothing where the
 * query takes all columns of something.
 */
export function viewColumns(names: unknown, query: unknown): { readonly columns?: readonly (string | null)[] } {
  const own = queryColumns(query);
  if (own === null) return {};
  const given = stringValues(names);
  return { columns: own.map((it, index) => given[index] ?? it) };
}

function queryColumns(query: unknown): readonly (string | null)[] | null {
  const select = unwrapAs(query, "SelectStmt");
  if (select === null || select.valuesLists !== undefined) return null;
  // UNION and the like take the names of their first query.
  if (select.larg !== undefined) return queryColumns({ SelectStmt: select.larg });
  const columns: (string | null)[] = [];
  for (const it of listOf(select.targetList)) {
    const target = unwrapAs(it, "ResTarget") ?? {};
    if (typeof target.name === "string") {
      columns.push(target.name);
      continue;
    }
    const { type, node } = unwrap(target.val);
    if (type === "A_Indirection") return null;
    if (type === "ColumnRef" && listOf(node.fields).some((field) => "A_Star" in nodeOf(field))) return null;
    columns.push(nameOf(target.val));
  }
  return columns;
}

/** Null for what this does not tell. */
function nameOf(value: unknown): string | null {
  const { type, node } = unwrap(value);
  switch (type) {
    case "ColumnRef":
      return stringValue(listOf(node.fields).at(-1));
    case "FuncCall":
      return stringValues(node.funcname).at(-1) ?? null;
    case "TypeCast":
    case "CollateClause": {
      const inner = unwrap(node.arg).type;
      return inner === "ColumnRef" || inner === "FuncCall" ? nameOf(node.arg) : null;
    }
    case "CoalesceExpr":
      return "coalesce";
    default:
      return null;
  }
}
