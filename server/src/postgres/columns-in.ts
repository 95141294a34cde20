import { listOf, stringValue, unwrapAs, walkTree } from "./tree.ts";

/** The names of the columns that an expression's tree mentions, each once, in order. `t.a` is the column `a`. */
export function columnsIn(tree: unknown): readonly string[] {
  const found = new Set<string>();
  walkTree(tree, (node) => {
    const fields = listOf(unwrapAs(node, "ColumnRef")?.fields);
    const name = stringValue(fields.at(-1));
    if (name !== null) found.add(name);
  });
  return [...found];
}
