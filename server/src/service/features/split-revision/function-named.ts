import { everyNode } from "../../../lint/syntax-at.ts";
import type { FunctionDef, PyModule, Statement } from "../../../python/syntax.ts";

/** A function of a migration whose statements stand on lines of their own. */
export interface WrittenFunction {
  readonly definition: FunctionDef;
  /** Without the docstring. */
  readonly body: readonly Statement[];
  /** The white space before each statement. */
  readonly indent: string;
}

/** The function of this name at the top level; null where there is none, or where its body begins on the line of its `def`. */
export function functionNamed(module: PyModule, name: string): WrittenFunction | null {
  const definition = module.body.findLast((it) => it.type === "FunctionDef" && it.name === name);
  if (definition?.type !== "FunctionDef") return null;
  const [first] = definition.body;
  if (first === undefined) return null;
  const lineStart = module.text.lastIndexOf("\n", first.span.start - 1) + 1;
  const indent = module.text.slice(lineStart, first.span.start);
  if (indent.trim() !== "" || indent === "") return null;
  const isDocstring = first.type === "ExpressionStatement" && first.value.type === "StringLiteral";
  return { definition, body: isDocstring ? definition.body.slice(1) : definition.body, indent };
}

/** The lines of consecutive statements, with comments on lines of their own above and behind them. */
export function linesOf(
  module: PyModule,
  statements: readonly Statement[],
): { readonly start: number; readonly end: number } {
  const { text } = module;
  const first = statements[0]?.span.start ?? 0;
  let start = text.lastIndexOf("\n", first - 1) + 1;
  for (;;) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (start === 0 || !text.slice(above, start).trim().startsWith("#")) break;
    start = above;
  }
  const newline = text.indexOf("\n", statements.at(-1)?.span.end ?? 0);
  return { start, end: newline === -1 ? text.length : newline + 1 };
}

/** The names that a node reads or binds, with the first place of each. */
export function namesIn(node: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  everyNode(node, (it) => {
    if (it.type !== "Name" || !("id" in it) || typeof it.id !== "string") return;
    found.set(it.id, Math.min(found.get(it.id) ?? it.span.start, it.span.start));
  });
  return found;
}

/** The names that a statement binds, in its blocks too. */
export function namesBoundBy(node: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const bind = (name: string, at: number): void => {
    found.set(name, Math.min(found.get(name) ?? at, at));
  };
  const target = (it: unknown): void => {
    for (const [name, at] of namesIn(it)) bind(name, at);
  };
  everyNode(node, (it) => {
    const node = it as unknown as { readonly type: string; readonly span: { readonly start: number } } & Record<
      string,
      unknown
    >;
    if (node.type === "Assign") target(node.targets);
    else if (node.type === "AnnAssign" || node.type === "AugAssign" || node.type === "For") target(node.target);
    else if (node.type === "With")
      for (const item of node.items as readonly { readonly target: unknown }[]) target(item.target);
    else if (node.type === "NamedExpression" || node.type === "Comprehension") target(node.target ?? node.clauses);
    else if ((node.type === "FunctionDef" || node.type === "ClassDef") && typeof node.name === "string")
      bind(node.name, node.span.start);
    else if (node.type === "Import" || node.type === "ImportFrom") {
      for (const { name, asName } of node.names as readonly {
        readonly name: string;
        readonly asName: string | null;
      }[]) {
        bind(asName ?? name.split(".")[0] ?? name, node.span.start);
      }
    }
  });
  return found;
}
