/** A node or value of PostgreSQL's parse tree as JSON. Fields that are zero, false, empty or absent are left out by the printer. */
export type TreeNode = Readonly<Record<string, unknown>>;

const nothing: TreeNode = {};

/** The value as a node; an empty one when it is none. */
export function nodeOf(value: unknown): TreeNode {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as TreeNode) : nothing;
}

export function isNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** A wrapped node `{ "ColumnDef": {…} }` as its type and content. */
export function unwrap(value: unknown): { readonly type: string; readonly node: TreeNode } {
  const [type, node] = Object.entries(nodeOf(value))[0] ?? ["", nothing];
  return { type, node: nodeOf(node) };
}

/** The content of a wrapped node of this type, or null. */
export function unwrapAs(value: unknown, type: string): TreeNode | null {
  const found = nodeOf(value)[type];
  return isNode(found) ? found : null;
}

/** A `String` node, or a list of them. */
export function stringValue(value: unknown): string | null {
  const node = unwrapAs(value, "String");
  return node === null ? null : (textOf(node.sval) ?? "");
}

export function stringValues(value: unknown): readonly string[] {
  return listOf(value).map((it) => stringValue(it) ?? "");
}

/** Parts of a dotted name: a list of `String` nodes, bare or wrapped in `List`, or the names of a `TypeName` or `ObjectWithArgs`. */
export function nameParts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return stringValues(value);
  const { type, node } = unwrap(value);
  if (type === "List") return stringValues(node.items);
  if (type === "TypeName") return stringValues(node.names);
  if (type === "ObjectWithArgs") return stringValues(node.objname);
  if (type === "String") return [textOf(node.sval) ?? ""];
  return [];
}

/** Calls `visit` for every object of the tree, parents first. */
export function walkTree(root: unknown, visit: (node: TreeNode) => void): void {
  // An explicit stack: trees may be a thousand levels deep, and lists may have more elements than a call may have arguments.
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) stack.push(value[i]);
    } else if (isNode(value)) {
      visit(value);
      const children = Object.values(value);
      for (let i = children.length - 1; i >= 0; i--) if (typeof children[i] === "object") stack.push(children[i]);
    }
  }
}
