import { listOf, nodeOf, stringValues, type TreeNode, textOf, unwrap, unwrapAs, walkTree } from "./tree.ts";

/** The names of the functions that a statement calls, each once: `now`, `audit.log`. */
export function callsIn(tree: unknown): readonly string[] {
  const found = new Set<string>();
  walkTree(tree, (node) => {
    const call = unwrapAs(node, "FuncCall");
    if (call === null) return;
    const parts = stringValues(call.funcname);
    found.add((parts[0] === "pg_catalog" ? parts.slice(1) : parts).join("."));
  });
  return [...found];
}

/** `set_config('search_path', 'a, b', false)` with constants, wherever it stands in the statement. */
export function settingsIn(
  tree: unknown,
): readonly { readonly parameter: string; readonly value: string; readonly local: boolean }[] {
  const found: { readonly parameter: string; readonly value: string; readonly local: boolean }[] = [];
  walkTree(tree, (node) => {
    const call = unwrapAs(node, "FuncCall");
    if (call === null || stringValues(call.funcname).at(-1) !== "set_config") return;
    const [parameter, value, local] = listOf(call.args).map(constantOf);
    if (typeof parameter !== "string" || typeof value !== "string") return;
    found.push({
      parameter: parameter.toLowerCase(),
      value,
      local: local === true || local === "true" || local === "t",
    });
  });
  return found;
}

function constantOf(value: unknown): string | boolean | null {
  const { type, node } = unwrap(value);
  if (type === "TypeCast") return constantOf(node.arg);
  if (type !== "A_Const") return null;
  const constant: TreeNode = node;
  if (constant.sval !== undefined) return textOf(nodeOf(constant.sval).sval) ?? "";
  if (constant.boolval !== undefined) return nodeOf(constant.boolval).boolval === true;
  return null;
}
