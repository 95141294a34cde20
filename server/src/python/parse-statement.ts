import { readFor, readIf, readMatch, readTry, readWhile, readWith } from "./parse-compound.ts";
import { readDefinition } from "./parse-definition.ts";
import { isExpression, readElements, readExpressionList, readYield } from "./parse-expression.ts";
import { readImport } from "./parse-import.ts";
import type { RawNode } from "./raw-tree.ts";
import { errorName } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, isTooDeep, spanOf, textOf } from "./reading.ts";
import type { BinaryOperator, Expression, Statement } from "./syntax.ts";

/** Reads the statements among `nodes` (a module's or a block's children); punctuation is skipped. */
export function readStatements(reading: Reading, nodes: readonly RawNode[]): Statement[] {
  const statements: Statement[] = [];
  for (const node of nodes) readStatement(reading, node, statements);
  return statements;
}

/** Reads the block of a compound statement; an empty list when it is not written yet. */
export function readBody(reading: Reading, body: RawNode | undefined): Statement[] {
  if (body === undefined) return [];
  if (isTooDeep(reading)) return [{ type: "ErrorStatement", span: spanOf(body) }];
  reading.nesting++;
  reading.depth++;
  const statements = readStatements(reading, body.children);
  reading.nesting--;
  reading.depth--;
  return statements;
}

function readStatement(reading: Reading, node: RawNode, statements: Statement[]): void {
  const span = spanOf(node);
  const { children } = node;
  switch (node.name) {
    case "ExpressionStatement": {
      const value = readExpressionList(reading, children);
      statements.push(value === null ? { type: "ErrorStatement", span } : { type: "ExpressionStatement", value, span });
      return;
    }
    case "AssignStatement":
      statements.push(readAssign(reading, node));
      return;
    case "UpdateStatement":
      statements.push(readUpdate(reading, node));
      return;
    case "FunctionDefinition":
    case "ClassDefinition":
    case "DecoratedStatement":
      statements.push(readDefinition(reading, node));
      return;
    case "ImportStatement":
      statements.push(readImport(reading, node));
      return;
    case "IfStatement":
      statements.push(readIf(reading, node));
      return;
    case "ForStatement":
      statements.push(readFor(reading, node));
      return;
    case "WhileStatement":
      statements.push(readWhile(reading, node));
      return;
    case "WithStatement":
      statements.push(readWith(reading, node));
      return;
    case "TryStatement":
      statements.push(readTry(reading, node));
      return;
    case "MatchStatement":
      statements.push(readMatch(reading, node));
      return;
    case "ReturnStatement":
      statements.push({ type: "Return", value: readExpressionList(reading, children.slice(1)), span });
      return;
    case "DeleteStatement":
      statements.push({ type: "Delete", targets: readElements(reading, children), span });
      return;
    case "RaiseStatement":
      statements.push(readRaise(reading, node));
      return;
    case "AssertStatement":
      statements.push({ type: "Assert", test: readElements(reading, children)[0] ?? errorExpression(node), span });
      return;
    case "ScopeStatement": {
      const names = children.filter((it) => it.name === "VariableName").map((it) => textOf(reading, it));
      statements.push({ type: "Global", names, nonlocal: children[0]?.name === "nonlocal", span });
      return;
    }
    case "YieldStatement":
      statements.push({ type: "ExpressionStatement", value: readYield(reading, node), span });
      return;
    case "PassStatement":
    case "TypeDefinition":
      statements.push({ type: "Pass", span });
      return;
    case "BreakStatement":
      statements.push({ type: "Break", span });
      return;
    case "ContinueStatement":
      statements.push({ type: "Continue", span });
      return;
    case "PrintStatement":
      // Python 2; in Python 3 the whole file does not run.
      reading.errors.push(span);
      statements.push({ type: "ErrorStatement", span });
      return;
    case "StatementGroup":
      for (const child of children) readStatement(reading, child, statements);
      return;
    case errorName:
      readError(reading, node, statements);
      return;
    default:
      return;
  }
}

/** What the parser skipped: statements and calls in it are kept, because half-typed code should lose as little as possible. */
function readError(reading: Reading, node: RawNode, statements: Statement[]): void {
  const before = statements.length;
  for (const child of node.children) {
    if (child.name === "CallExpression") {
      const value = readElements(reading, [child])[0];
      if (value !== undefined) statements.push({ type: "ExpressionStatement", value, span: spanOf(child) });
    } else if (child.name.endsWith("Statement") || child.name.endsWith("Definition")) {
      readStatement(reading, child, statements);
    }
  }
  if (statements.length === before && node.end > node.start)
    statements.push({ type: "ErrorStatement", span: spanOf(node) });
}

function readAssign(reading: Reading, node: RawNode): Statement {
  const span = spanOf(node);
  const parts: RawNode[][] = [[]];
  let annotation: RawNode | undefined;
  for (const child of node.children) {
    if (child.name === "AssignOp") parts.push([]);
    else if (child.name === "TypeDef") annotation = child;
    else parts.at(-1)?.push(child);
  }
  const missing = errorExpression({ start: node.end, end: node.end });
  const expressions = parts.map((it) => readExpressionList(reading, it) ?? missing);
  if (annotation !== undefined) {
    const type = annotation.children.find(isExpression);
    return {
      type: "AnnAssign",
      target: expressions[0] ?? missing,
      annotation: (type && readElements(reading, [type])[0]) ?? errorExpression(annotation),
      value: parts.length > 1 ? (expressions[1] ?? missing) : null,
      span,
    };
  }
  return { type: "Assign", targets: expressions.slice(0, -1), value: expressions.at(-1) ?? missing, span };
}

function readUpdate(reading: Reading, node: RawNode): Statement {
  const at = node.children.findIndex((it) => it.name === "UpdateOp");
  const operator = node.children[at];
  const missing = errorExpression({ start: node.end, end: node.end });
  return {
    type: "AugAssign",
    target: readExpressionList(reading, node.children.slice(0, at)) ?? missing,
    operator: (operator === undefined ? "+" : textOf(reading, operator).slice(0, -1)) as BinaryOperator,
    value: readExpressionList(reading, node.children.slice(at + 1)) ?? missing,
    span: spanOf(node),
  };
}

function readRaise(reading: Reading, node: RawNode): Statement {
  const from = node.children.findIndex((it) => it.name === "from");
  const before = readElements(reading, from < 0 ? node.children : node.children.slice(0, from));
  const cause: Expression | null = from < 0 ? null : (readElements(reading, node.children.slice(from))[0] ?? null);
  return { type: "Raise", exception: before[0] ?? null, cause, span: spanOf(node) };
}

/** Where a block really ends: the parser counts the line end and empty lines behind it. */
export function endOf(reading: Reading, node: RawNode, statements: readonly Statement[]): number {
  const last = statements.at(-1);
  if (last !== undefined) return last.span.end;
  let { end } = node;
  while (end > node.start && /\s/.test(reading.text.charAt(end - 1))) end--;
  return end;
}
