import { isExpression, readExpression } from "./parse-expression.ts";
import type { RawNode } from "./raw-tree.ts";
import { errorName } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, isTooDeep, maximumDepth } from "./reading.ts";
import type { Expression } from "./syntax.ts";

type Word =
  | { readonly kind: "and" | "or" | "not"; readonly start: number }
  | { readonly kind: "operand"; readonly node: RawNode };

/** `and`, `or` and `not`, whose precedence the grammar of `@lezer/python` 1.1 has wrong: it reads `not a and b` as `not (a and b)`. */
export function isLogical(node: RawNode): boolean {
  if (node.name === "UnaryExpression") return node.children[0]?.name === "not";
  return node.name === "BinaryExpression" && node.children.some((it) => it.name === "and" || it.name === "or");
}

/** Lays the words out in the order of the text and applies Python's precedence: `or` binds least, then `and`, then `not`. */
export function readLogical(reading: Reading, node: RawNode): Expression {
  const words = flatten(node);
  let at = 0;
  const missing = (): Expression => errorExpression({ start: node.end, end: node.end });
  const readNot = (): Expression => {
    const starts: number[] = [];
    for (let word = words[at]; word?.kind === "not"; word = words[++at]) starts.push(word.start);
    const word = words[at];
    if (starts.length + reading.depth > maximumDepth) return errorExpression(node);
    reading.depth += starts.length;
    let value = word?.kind === "operand" && !isTooDeep(reading) ? readExpression(reading, word.node) : missing();
    reading.depth -= starts.length;
    if (word?.kind === "operand") at++;
    for (const start of starts.reverse())
      value = { type: "UnaryOperation", operator: "not", operand: value, span: { start, end: value.span.end } };
    return value;
  };
  const readJoined = (operator: "and" | "or", readOne: () => Expression): Expression => {
    const first = readOne();
    if (words[at]?.kind !== operator) return first;
    const values = [first];
    while (words[at]?.kind === operator) {
      at++;
      values.push(readOne());
    }
    const end = Math.max(first.span.end, values.at(-1)?.span.end ?? 0);
    return { type: "BooleanOperation", operator, values, span: { start: first.span.start, end } };
  };
  return readJoined("or", () => readJoined("and", readNot));
}

function flatten(root: RawNode): Word[] {
  const words: Word[] = [];
  const open: RawNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.name === "and" || node.name === "or" || node.name === "not") {
      words.push({ kind: node.name, start: node.start });
    } else if (isLogical(node)) {
      for (const child of node.children.toReversed()) if (child.name !== errorName) open.push(child);
    } else if (isExpression(node)) {
      words.push({ kind: "operand", node });
    }
  }
  return words;
}
