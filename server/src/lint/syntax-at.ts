import type { Span } from "../base/span.ts";
import type { Call, Expression, PyModule, Statement } from "../python/syntax.ts";
import { statementAt } from "./suppressions.ts";

/** The statement that holds a call, and the expressions around the call, innermost first; null when the call is not written there. */
export interface CallPlace {
  readonly call: Call;
  readonly statement: Statement;
  readonly around: readonly Expression[];
}

/** Finds a call by its place. */
export function callAt(module: PyModule, place: Span): CallPlace | null {
  const statement = statementAt(module, place.start);
  if (statement === null) return null;
  const path = pathTo(statement, place, []);
  const call = path?.[0];
  if (path === null || call?.type !== "Call") return null;
  return { call, statement, around: path.slice(1) };
}

/** Every node that reads a name, below a node. */
export function readsOf(node: unknown, name: string): readonly Span[] {
  const found: Span[] = [];
  everyNode(node, (it) => {
    if (it.type === "Name" && "id" in it && it.id === name) found.push(it.span);
  });
  return found;
}

interface SyntaxNode {
  readonly type: string;
  readonly span: Span;
}

/** Visits every node of the syntax below a value: it is a tree of plain objects, so one walk serves all kinds. */
export function everyNode(node: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(node)) {
    for (const it of node) everyNode(it, visit);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  if (isNode(node)) visit(node);
  for (const [key, child] of Object.entries(node)) {
    if (typeof child === "object" && child !== null && !key.endsWith("pan") && key !== "pieces")
      everyNode(child, visit);
  }
}

function isNode(node: object): node is SyntaxNode {
  return "type" in node && "span" in node;
}

function pathTo(node: unknown, place: Span, outer: readonly Expression[]): readonly Expression[] | null {
  if (Array.isArray(node)) {
    for (const it of node) {
      const found = pathTo(it, place, outer);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof node !== "object" || node === null) return null;
  let path = outer;
  if (isNode(node)) {
    if (place.start < node.span.start || node.span.end < place.end) return null;
    // Statements and expressions are told apart by where they stand; only expressions are asked about by callers.
    path = [node as unknown as Expression, ...outer];
    if (node.type === "Call" && node.span.start === place.start && node.span.end === place.end) return path;
  }
  for (const [key, child] of Object.entries(node)) {
    if (typeof child !== "object" || child === null || key.endsWith("pan") || key === "pieces") continue;
    const found = pathTo(child, place, path);
    if (found !== null) return found;
  }
  return null;
}
