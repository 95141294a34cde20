import { isExpression, readExpression, readExpressionList } from "./parse-expression.ts";
import { endOf, readBody } from "./parse-statement.ts";
import type { RawNode } from "./raw-tree.ts";
import { errorName } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, maximumDepth, textOf } from "./reading.ts";
import type { ExceptHandler, Expression, If, Statement } from "./syntax.ts";

/** Reads `if … elif … else`; each `elif` becomes an `if` in the `else` of the one before, as in Python's `ast`. */
export function readIf(reading: Reading, node: RawNode): Statement {
  const branches: { start: number; test: Expression; body: Statement[] }[] = [];
  let orElse: Statement[] = [];
  let inElse = false;
  for (const child of node.children) {
    const branch = branches.at(-1);
    if (child.name === "if" || child.name === "elif") {
      const test = errorExpression({ start: child.end, end: child.end });
      branches.push({ start: child.start, test, body: [] });
      reading.depth++;
    } else if (child.name === "else") inElse = true;
    else if (child.name === "Body") {
      const body = reading.depth > maximumDepth ? [] : readBody(reading, child);
      if (inElse) orElse = body;
      else if (branch !== undefined) branch.body = body;
    } else if (isExpression(child) && branch !== undefined && !inElse) branch.test = readExpression(reading, child);
  }
  reading.depth -= branches.length;
  const tooDeep = branches[Math.max(maximumDepth - reading.depth, 1)];
  if (tooDeep !== undefined) {
    branches.length = branches.indexOf(tooDeep);
    orElse = [{ type: "ErrorStatement", span: { start: tooDeep.start, end: node.end } }];
  }
  let result: If | null = null;
  for (const branch of branches.reverse()) {
    const rest: readonly Statement[] = result === null ? orElse : [result];
    const end: number = endOf(reading, node, rest.length > 0 ? rest : branch.body);
    result = { type: "If", test: branch.test, body: branch.body, orElse: rest, span: { start: branch.start, end } };
  }
  return result ?? { type: "ErrorStatement", span: { start: node.start, end: node.end } };
}

interface Blocks {
  readonly body: Statement[];
  readonly orElse: Statement[];
  readonly end: number;
}

/** The body of a loop and its `else`. */
function readBlocks(reading: Reading, node: RawNode): Blocks {
  const [first, second] = node.children.filter((it) => it.name === "Body");
  const body = readBody(reading, first);
  const orElse = readBody(reading, second);
  return { body, orElse, end: endOf(reading, node, orElse.length > 0 ? orElse : body) };
}

export function readWhile(reading: Reading, node: RawNode): Statement {
  const test = node.children.find(isExpression);
  const { body, orElse, end } = readBlocks(reading, node);
  return {
    type: "While",
    test: test === undefined ? errorExpression({ start: node.start, end: node.start }) : readExpression(reading, test),
    body,
    orElse,
    span: { start: node.start, end },
  };
}

export function readFor(reading: Reading, node: RawNode): Statement {
  const { children } = node;
  const start = children.findIndex((it) => it.name === "for");
  const inAt = children.findIndex((it) => it.name === "in");
  const bodyAt = children.findIndex((it) => it.name === "Body");
  const limit = bodyAt < 0 ? children.length : bodyAt;
  const target = readExpressionList(reading, children.slice(start + 1, inAt < 0 ? limit : inAt));
  const iterable = inAt < 0 ? null : readExpressionList(reading, children.slice(inAt + 1, limit));
  const { body, orElse, end } = readBlocks(reading, node);
  const missing = errorExpression({ start: node.start, end: node.start });
  return {
    type: "For",
    target: target ?? missing,
    iterable: iterable ?? missing,
    body,
    orElse,
    isAsync: children[0]?.name === "async",
    span: { start: node.start, end },
  };
}

export function readWith(reading: Reading, node: RawNode): Statement {
  const { children } = node;
  const start = children.findIndex((it) => it.name === "with");
  const items: { context: Expression; target: Expression | null }[] = [];
  let expecting: "context" | "target" = "context";
  for (const child of children.slice(start + 1)) {
    if (child.name === "Body") break;
    if (child.name === ",") expecting = "context";
    else if (child.name === "as") expecting = "target";
    else if (isExpression(child)) {
      const item = items.at(-1);
      // `with (a, b):` is two items; the grammar sees a tuple.
      if (child.name === "TupleExpression" && expecting === "context") {
        for (const it of child.children) {
          if (isExpression(it)) items.push({ context: readExpression(reading, it), target: null });
        }
      } else if (expecting === "context") items.push({ context: readExpression(reading, child), target: null });
      else if (item !== undefined) item.target = readExpression(reading, child);
    } else if (child.name === errorName && expecting === "target") {
      // `as self.x`: the grammar takes names only.
      const item = items.at(-1);
      if (item !== undefined) item.target = errorExpression(child);
    }
  }
  const { body, end } = readBlocks(reading, node);
  return { type: "With", items, body, isAsync: children[0]?.name === "async", span: { start: node.start, end } };
}

export function readTry(reading: Reading, node: RawNode): Statement {
  let body: Statement[] = [];
  const handlers: { start: number; exception: Expression | null; name: string | null; body: Statement[] }[] = [];
  let orElse: Statement[] = [];
  let finalBody: Statement[] = [];
  let section = "try";
  let afterAs = false;
  for (const child of node.children) {
    const handler = handlers.at(-1);
    if (child.name === "try" || child.name === "else" || child.name === "finally") section = child.name;
    else if (child.name === "except") {
      section = "except";
      afterAs = false;
      handlers.push({ start: child.start, exception: null, name: null, body: [] });
    } else if (child.name === "as" || child.name === ",") afterAs = true;
    else if (child.name === "Body") {
      const statements = readBody(reading, child);
      if (section === "try") body = statements;
      else if (section === "else") orElse = statements;
      else if (section === "finally") finalBody = statements;
      else if (handler !== undefined) handler.body = statements;
    } else if (handler !== undefined && isExpression(child)) {
      if (afterAs) handler.name = textOf(reading, child);
      else handler.exception = readExpression(reading, child);
    }
  }
  const read: ExceptHandler[] = handlers.map((it) => ({
    exception: it.exception,
    name: it.name,
    body: it.body,
    span: { start: it.start, end: it.body.at(-1)?.span.end ?? it.exception?.span.end ?? it.start + "except".length },
  }));
  const last = [finalBody, orElse, read.at(-1)?.body ?? [], body].find((it) => it.length > 0) ?? [];
  const span = { start: node.start, end: endOf(reading, node, last) };
  return { type: "Try", body, handlers: read, orElse, finalBody, span };
}

export function readMatch(reading: Reading, node: RawNode): Statement {
  const subject = node.children.find(isExpression);
  const clauses = node.children.find((it) => it.name === "MatchBody")?.children ?? [];
  const cases: Statement[][] = [];
  const captures = new Set<string>();
  for (const clause of clauses) {
    if (clause.name !== "MatchClause") continue;
    const body = clause.children.find((it) => it.name === "Body");
    for (const child of clause.children) if (child !== body) collectCaptures(reading, child, captures);
    cases.push(readBody(reading, body));
  }
  const end = endOf(reading, node, cases.findLast((it) => it.length > 0) ?? []);
  return {
    type: "Match",
    subject: subject === undefined ? errorExpression(node) : readExpression(reading, subject),
    cases,
    captures: [...captures],
    span: { start: node.start, end },
  };
}

/** Any plain name of a pattern; a class name among them does no harm, because classes are not bound in migrations' patterns. */
function collectCaptures(reading: Reading, node: RawNode, captures: Set<string>): void {
  const open = [node];
  for (let it = open.pop(); it !== undefined; it = open.pop()) {
    if (it.name === "CapturePattern" || it.name === "AsPattern" || it.name === "StarPattern") {
      for (const child of it.children) if (child.name === "VariableName") captures.add(textOf(reading, child));
    }
    // The grammar wants something between the brackets of `str()`.
    const [opening, missing, closing, ...more] = it.name === "PatternArgList" ? it.children : [];
    const isEmpty = missing?.name === "LiteralPattern" && missing.children.length === 1;
    if (opening?.name === "(" && closing?.name === ")" && more.length === 0 && isEmpty) {
      for (const child of missing.children) {
        if (child.name === errorName && child.start === child.end) reading.tolerated.add(child);
      }
    }
    open.push(...it.children);
  }
}
