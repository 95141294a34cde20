import { readStrings } from "./formatted-string.ts";
import { readNumber } from "./number-literal.ts";
import { readArguments } from "./parse-arguments.ts";
import { isLogical, readLogical } from "./parse-logical.ts";
import { readParameters } from "./parse-parameters.ts";
import type { RawNode } from "./raw-tree.ts";
import { errorName } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, isTooDeep, spanOf, textOf } from "./reading.ts";
import type { BinaryOperator, Compare, CompareOperator, Comprehension, Expression, Slice } from "./syntax.ts";

/** Reads one expression. Code that is not one (or is nested too deeply) becomes an ErrorExpression. */
export function readExpression(reading: Reading, node: RawNode): Expression {
  if (isTooDeep(reading)) return errorExpression(node);
  reading.nesting++;
  reading.depth++;
  const result = isLogical(node)
    ? readLogical(reading, node)
    : isChain(node)
      ? readChain(reading, node)
      : readSingle(reading, node);
  reading.nesting--;
  reading.depth--;
  return result;
}

/**
 * Reads `a, *b, c` (without brackets around it): one expression, or a tuple when there is a comma.
 * Null when there is no expression at all.
 */
export function readExpressionList(reading: Reading, nodes: readonly RawNode[]): Expression | null {
  const commas = nodes.some((it) => it.name === ",");
  const elements = readElements(reading, nodes);
  const [first] = elements;
  if (first === undefined) return null;
  if (!commas && elements.length === 1) return first;
  const last = nodes.findLast((it) => it.name !== errorName) ?? nodes.at(-1);
  return { type: "Tuple", elements, span: { start: first.span.start, end: last?.end ?? first.span.end } };
}

/** The expressions between commas; `*x` becomes Starred. Punctuation is skipped. */
export function readElements(reading: Reading, nodes: readonly RawNode[]): Expression[] {
  const elements: Expression[] = [];
  let star: RawNode | null = null;
  for (const node of nodes) {
    if (node.name === "*") {
      star = node;
    } else if (isStarError(node)) {
      reading.tolerated.add(node);
      star = node;
    } else if (isExpression(node)) {
      const value = readExpression(reading, node);
      elements.push(
        star === null ? value : { type: "Starred", value, span: { start: star.start, end: value.span.end } },
      );
      star = null;
    }
  }
  return elements;
}

/** The grammar does not know `a[*b]` and reports the star. */
function isStarError(node: RawNode): boolean {
  return node.name === errorName && node.children.length === 1 && node.children[0]?.name === "*";
}

/** Expression nodes of the grammar have long names that start with a capital; `None` is a keyword that is one. */
export function isExpression(node: RawNode): boolean {
  switch (node.name) {
    case "VariableName":
    case "CallExpression":
    case "MemberExpression":
    case "String":
    case "FormatString":
    case "ContinuedString":
    case "Number":
    case "Boolean":
    case "None":
    case "Ellipsis":
      return true;
    default:
      return node.name.endsWith("Expression");
  }
}

function isChain(node: RawNode): boolean {
  if (node.name === "BinaryExpression") return !isLogical(node);
  return node.name === "CallExpression" || node.name === "MemberExpression";
}

/** Calls, attributes and operators lean to the left: their left spine is read in a loop, because it can be thousands of links long. */
function readChain(reading: Reading, node: RawNode): Expression {
  const links: RawNode[] = [];
  let bottom = node;
  while (isChain(bottom)) {
    const [first] = bottom.children;
    if (first === undefined || !isExpression(first)) break;
    links.push(bottom);
    bottom = first;
  }
  if (links.length === 0) return errorExpression(node);
  reading.depth += links.length;
  let value: Expression = isTooDeep(reading) ? errorExpression(bottom) : readExpression(reading, bottom);
  let previous = bottom;
  for (const link of links.reverse()) {
    if (isTooDeep(reading)) value = errorExpression(link);
    else value = readLink(reading, link, previous, value);
    reading.depth--;
    previous = link;
  }
  return value;
}

function readLink(reading: Reading, node: RawNode, leftNode: RawNode, left: Expression): Expression {
  switch (node.name) {
    case "CallExpression": {
      const list = node.children.find((it) => it.name === "ArgList");
      if (list === undefined) return errorExpression(node);
      return { type: "Call", callee: left, ...readArguments(reading, list), span: spanOf(node) };
    }
    case "MemberExpression":
      return readMember(reading, node, left);
    default:
      return readBinary(reading, node, leftNode, left);
  }
}

function readMember(reading: Reading, node: RawNode, value: Expression): Expression {
  const bracket = node.children.findIndex((it) => it.name === "[");
  if (bracket >= 0) {
    const index = readSubscript(reading, node.children.slice(bracket + 1));
    return { type: "Subscript", value, index: index ?? errorExpression(node), span: spanOf(node) };
  }
  const property = node.children.find((it) => it.name === "PropertyName");
  // `op.` while it is being typed: an attribute without a name, so that completion knows where it stands.
  const dot = node.children.find((it) => it.name === ".")?.end ?? node.end;
  const nameSpan = property === undefined ? { start: dot, end: dot } : spanOf(property);
  const name = property === undefined ? "" : textOf(reading, property);
  return {
    type: "Attribute",
    value,
    name,
    nameSpan,
    span: { start: node.start, end: Math.max(node.end, nameSpan.end) },
  };
}

function readSubscript(reading: Reading, nodes: readonly RawNode[]): Expression | null {
  const entries: Expression[] = [];
  let entry: RawNode[] = [];
  let commas = 0;
  const finish = (): void => {
    if (entry.some((it) => it.name === ":")) entries.push(readSlice(reading, entry));
    else entries.push(...readElements(reading, entry));
    entry = [];
  };
  for (const node of nodes) {
    if (node.name === "]") break;
    if (node.name === ",") {
      commas++;
      finish();
    } else entry.push(node);
  }
  finish();
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return null;
  if (commas === 0 && entries.length === 1 && first.type !== "Starred") return first;
  return { type: "Tuple", elements: entries, span: { start: first.span.start, end: last.span.end } };
}

function readSlice(reading: Reading, nodes: readonly RawNode[]): Slice {
  const bounds: (Expression | null)[] = [null, null, null];
  let index = 0;
  for (const node of nodes) {
    if (node.name === ":") index++;
    else if (isExpression(node)) bounds[index] = readExpression(reading, node);
  }
  const span = { start: nodes[0]?.start ?? 0, end: nodes.at(-1)?.end ?? 0 };
  return { type: "Slice", lower: bounds[0] ?? null, upper: bounds[1] ?? null, step: bounds[2] ?? null, span };
}

const compareOperators: ReadonlySet<string> = new Set([
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "is",
  "is not",
  "in",
  "not in",
]);
const binaryOperators: ReadonlySet<string> = new Set([
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "**",
  "@",
  "<<",
  ">>",
  "&",
  "|",
  "^",
]);

function readBinary(reading: Reading, node: RawNode, leftNode: RawNode, left: Expression): Expression {
  const words: string[] = [];
  let rightNode: RawNode | undefined;
  for (const child of node.children) {
    if (child === leftNode || child.name === errorName) continue;
    if (isExpression(child)) rightNode = child;
    else words.push(textOf(reading, child));
  }
  const operator = words.join(" ") === "<>" ? "!=" : words.join(" ");
  const right =
    rightNode === undefined ? errorExpression({ start: node.end, end: node.end }) : readExpression(reading, rightNode);
  const span = spanOf(node);
  if (compareOperators.has(operator)) {
    const link: Compare["rest"][number] = { operator: operator as CompareOperator, right };
    if (left.type === "Compare" && leftNode.name === "BinaryExpression")
      return { ...left, rest: [...left.rest, link], span };
    return { type: "Compare", left, rest: [link], span };
  }
  if (!binaryOperators.has(operator)) return errorExpression(node);
  return { type: "BinaryOperation", left, operator: operator as BinaryOperator, right, span };
}

function readSingle(reading: Reading, node: RawNode): Expression {
  const span = spanOf(node);
  const { children } = node;
  switch (node.name) {
    case "VariableName":
      if (node.end === node.start) return errorExpression(node);
      return { type: "Name", id: textOf(reading, node), span };
    case "Number":
      return readNumber(textOf(reading, node), span);
    case "Boolean":
      return { type: "Constant", value: textOf(reading, node) === "True", isFloat: false, span };
    case "None":
      return { type: "Constant", value: null, isFloat: false, span };
    case "Ellipsis":
      return { type: "Constant", value: "ellipsis", isFloat: false, span };
    case "String":
    case "FormatString":
      return readStrings(reading, [node], span);
    case "ContinuedString":
      return readStrings(
        reading,
        children.filter((it) => it.name === "String" || it.name === "FormatString"),
        span,
      );
    case "ParenthesizedExpression":
      return readElements(reading, children)[0] ?? errorExpression(node);
    case "TupleExpression":
      return { type: "Tuple", elements: readElements(reading, children), span };
    case "ArrayExpression":
      return { type: "List", elements: readElements(reading, children), span };
    case "SetExpression":
      return { type: "Set", elements: readElements(reading, children), span };
    case "DictionaryExpression":
      return { type: "Dict", entries: readEntries(reading, children), span };
    case "ComprehensionExpression":
      return readComprehension(reading, node, children, "generator");
    case "ArrayComprehensionExpression":
      return readComprehension(reading, node, children, "list");
    case "SetComprehensionExpression":
      return readComprehension(reading, node, children, "set");
    case "DictionaryComprehensionExpression":
      return readComprehension(reading, node, children, "dict");
    case "UnaryExpression":
      return readUnary(reading, node);
    case "ConditionalExpression": {
      const [body, test, orElse] = readElements(reading, children);
      if (body === undefined) return errorExpression(node);
      const missing = errorExpression({ start: node.end, end: node.end });
      return { type: "Conditional", body, test: test ?? missing, orElse: orElse ?? missing, span };
    }
    case "LambdaExpression": {
      const list = children.find((it) => it.name === "ParamList");
      const body = readElements(reading, children)[0] ?? errorExpression({ start: node.end, end: node.end });
      return { type: "Lambda", parameters: list === undefined ? [] : readParameters(reading, list), body, span };
    }
    case "NamedExpression":
      return readNamed(reading, children, node);
    case "AwaitExpression":
      return { type: "Await", value: readElements(reading, children)[0] ?? errorExpression(node), span };
    case "YieldExpression":
      return readYield(reading, node);
    default:
      return errorExpression(node);
  }
}

function readUnary(reading: Reading, node: RawNode): Expression {
  const [sign] = node.children;
  const operand =
    readElements(reading, node.children.slice(1))[0] ?? errorExpression({ start: node.end, end: node.end });
  const operator = sign === undefined ? "" : textOf(reading, sign);
  if (operator !== "+" && operator !== "-" && operator !== "~") return errorExpression(node);
  return { type: "UnaryOperation", operator, operand, span: spanOf(node) };
}

/** `name := value`, also as an argument. */
export function readNamed(reading: Reading, nodes: readonly RawNode[], around: RawNode): Expression {
  const [target, value] = readElements(reading, nodes);
  if (target?.type !== "Name") return errorExpression(around);
  const right = value ?? errorExpression({ start: around.end, end: around.end });
  return {
    type: "NamedExpression",
    target,
    value: right,
    span: { start: target.span.start, end: Math.max(target.span.end, right.span.end) },
  };
}

/** `yield x` as an expression and as a statement; the grammar wants a value, Python does not. */
export function readYield(reading: Reading, node: RawNode): Expression {
  reading.sawYield = true;
  for (const child of node.children) {
    if (child.name === errorName && child.start === child.end && node.children.length === 2)
      reading.tolerated.add(child);
  }
  const delegates = node.children[1]?.name === "from";
  const value = readExpressionList(reading, node.children.slice(delegates ? 2 : 1));
  return { type: "Yield", value, delegates, span: spanOf(node) };
}

function readEntries(
  reading: Reading,
  nodes: readonly RawNode[],
): { readonly key: Expression | null; readonly value: Expression }[] {
  const entries: { key: Expression | null; value: Expression }[] = [];
  let key: Expression | null = null;
  let expecting: "key" | "value" | "spread" = "key";
  const finish = (): void => {
    // `{"a": ` without its value, or `{"a": 1, "b"` while the rest is being typed.
    if (key !== null) entries.push({ key, value: errorExpression({ start: key.span.end, end: key.span.end }) });
    key = null;
    expecting = "key";
  };
  for (const node of nodes) {
    if (node.name === ",") finish();
    else if (node.name === "**") expecting = "spread";
    else if (node.name === ":") expecting = "value";
    else if (isExpression(node)) {
      const value = readExpression(reading, node);
      if (expecting === "spread") entries.push({ key: null, value });
      else if (expecting === "value" && key !== null) entries.push({ key, value });
      else {
        finish();
        key = value;
        continue;
      }
      key = null;
      expecting = "key";
    }
  }
  finish();
  return entries;
}

/** `element for target in iterable if condition …`; `nodes` may start with an opening bracket and end with a closing one. */
export function readComprehension(
  reading: Reading,
  around: RawNode,
  nodes: readonly RawNode[],
  kind: Comprehension["kind"],
): Expression {
  const firstFor = nodes.findIndex((it) => it.name === "for" || it.name === "async");
  const [element, value] = readElements(reading, firstFor < 0 ? nodes : nodes.slice(0, firstFor));
  if (element === undefined || firstFor < 0) return errorExpression(around);
  const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
  let at = firstFor;
  while (at < nodes.length) {
    const name = nodes[at]?.name;
    let end = at + 1;
    while (end < nodes.length && !/^(?:for|async|if|in)$/.test(nodes[end]?.name ?? "")) end++;
    const part = nodes.slice(at + 1, end);
    const here = { start: part[0]?.start ?? around.end, end: part.at(-1)?.end ?? around.end };
    const clause = clauses.at(-1);
    if (name === "for") {
      const target = readExpressionList(reading, part) ?? errorExpression(here);
      clauses.push({ target, iterable: errorExpression(here), conditions: [] });
    } else if (name === "in" && clause !== undefined) {
      clause.iterable = readElements(reading, part)[0] ?? errorExpression(here);
    } else if (name === "if" && clause !== undefined) {
      clause.conditions.push(readElements(reading, part)[0] ?? errorExpression(here));
    }
    at = end;
  }
  return {
    type: "Comprehension",
    kind,
    element,
    value: kind === "dict" ? (value ?? errorExpression(element.span)) : null,
    clauses,
    span: spanOf(around),
  };
}
