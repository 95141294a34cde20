import type { Span } from "../base/span.ts";
import { readArguments } from "./parse-arguments.ts";
import { readParameters } from "./parse-parameters.ts";
import { endOf, readBody } from "./parse-statement.ts";
import type { RawNode } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, spanOf, textOf } from "./reading.ts";
import type { Expression, Statement } from "./syntax.ts";

/** Reads a function or a class, with or without decorators. Its span starts at `def` or `class`, as in Python's `ast`. */
export function readDefinition(reading: Reading, node: RawNode): Statement {
  if (node.name !== "DecoratedStatement") return readUndecorated(reading, node, []);
  const decorators = node.children.filter((it) => it.name === "Decorator").map((it) => readDecorator(reading, it));
  const definition = node.children.find((it) => it.name === "FunctionDefinition" || it.name === "ClassDefinition");
  if (definition === undefined) return { type: "ErrorStatement", span: spanOf(node) };
  return readUndecorated(reading, definition, decorators);
}

function readUndecorated(reading: Reading, node: RawNode, decorators: readonly Expression[]): Statement {
  const nameNode = node.children.find((it) => it.name === "VariableName");
  if (nameNode === undefined) return { type: "ErrorStatement", span: spanOf(node) };
  const shared = { name: textOf(reading, nameNode), nameSpan: spanOf(nameNode), decorators };
  const list = node.children.find((it) => it.name === "ParamList" || it.name === "ArgList");
  if (node.name === "ClassDefinition") {
    const bases = list === undefined ? null : readArguments(reading, list);
    const { body, end } = readBlock(reading, node);
    return {
      type: "ClassDef",
      ...shared,
      bases: bases?.args ?? [],
      keywords: bases?.keywords ?? [],
      body,
      span: { start: node.start, end },
    };
  }
  const parameters = list === undefined ? [] : readParameters(reading, list);
  const outer = reading.sawYield;
  reading.sawYield = false;
  const { body, end } = readBlock(reading, node);
  const isGenerator = reading.sawYield;
  reading.sawYield = outer;
  return {
    type: "FunctionDef",
    ...shared,
    parameters,
    body,
    isAsync: node.children[0]?.name === "async",
    isGenerator,
    span: { start: node.start, end },
  };
}

function readBlock(reading: Reading, node: RawNode): { readonly body: readonly Statement[]; readonly end: number } {
  const body = readBody(
    reading,
    node.children.find((it) => it.name === "Body"),
  );
  return { body, end: endOf(reading, node, body) };
}

function readDecorator(reading: Reading, node: RawNode): Expression {
  let value: Expression | null = null;
  if (reading.hiddenDecorators.has(node.start)) return errorExpression(node);
  for (const child of node.children) {
    if (child.name === "VariableName" && child.end > child.start) {
      const name = textOf(reading, child);
      const span: Span = { start: value?.span.start ?? child.start, end: child.end };
      if (value === null) value = { type: "Name", id: name, span };
      else value = { type: "Attribute", value, name, nameSpan: spanOf(child), span };
    } else if (child.name === "ArgList" && value !== null) {
      const span: Span = { start: value.span.start, end: child.end };
      value = { type: "Call", callee: value, ...readArguments(reading, child), span };
    }
  }
  return value ?? errorExpression(node);
}
