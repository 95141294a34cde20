import type { Span } from "../base/span.ts";
import { isExpression, readComprehension, readExpression, readNamed } from "./parse-expression.ts";
import type { RawNode } from "./raw-tree.ts";
import { errorName } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, spanOf, textOf } from "./reading.ts";
import type { Expression, Keyword } from "./syntax.ts";

export interface ReadArguments {
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly argumentsSpan: Span;
  readonly closed: boolean;
}

/** Reads an argument list: of a call, of a class, of a decorator. */
export function readArguments(reading: Reading, list: RawNode): ReadArguments {
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  let group: RawNode[] = [];
  /** `f(x for a, b in c)`: the commas between `for` and `in` separate no arguments. */
  let inTargets = false;
  for (const node of list.children) {
    if (node.name === "for") inTargets = true;
    else if (node.name === "in") inTargets = false;
    if ((node.name === "," && !inTargets) || node.name === ")") {
      readArgument(reading, group, args, keywords);
      group = [];
    } else if (node.name !== "(") {
      group.push(node);
    }
  }
  readArgument(reading, group, args, keywords);
  const last = list.children.at(-1);
  return { args, keywords, argumentsSpan: spanOf(list), closed: last?.name === ")" && last.end > last.start };
}

/** `group` holds what stands between two commas; with a comma missing it holds several arguments. */
function readArgument(reading: Reading, group: readonly RawNode[], args: Expression[], keywords: Keyword[]): void {
  const [first] = group;
  if (first === undefined) return;
  const assign = group.findIndex((it) => it.name === "AssignOp");
  const isNamed = assign >= 0 && textOf(reading, group[assign] ?? first) === ":=";
  const name = assign > 0 ? group[assign - 1] : undefined;
  if (assign > 0 && !isNamed && name?.name === "VariableName") {
    for (const node of group.slice(0, assign - 1)) if (isExpression(node)) args.push(readExpression(reading, node));
    const rest = group.slice(assign + 1);
    const value = readValue(reading, rest, name);
    const end = rest.at(-1)?.end ?? group.at(-1)?.end ?? name.end;
    keywords.push({
      name: textOf(reading, name),
      nameSpan: spanOf(name),
      value: value ?? errorExpression({ start: rest[0]?.start ?? end, end }),
      span: { start: name.start, end: value?.span.end ?? end },
    });
    return;
  }
  if (isNamed) {
    const value = readNamed(reading, group, { ...first, end: group.at(-1)?.end ?? first.end });
    args.push(value);
    return;
  }
  if (first.name === "**") {
    const value = readValue(reading, group.slice(1), first);
    const span = { start: first.start, end: value?.span.end ?? first.end };
    keywords.push({ name: null, nameSpan: null, value: value ?? errorExpression(first), span });
    return;
  }
  if (group.some((it) => it.name === "for")) {
    const value = readValue(reading, group, first);
    if (value !== null) args.push(value);
    return;
  }
  let star: RawNode | null = null;
  for (const node of group) {
    if (node.name === "*") star = node;
    else if (isExpression(node)) {
      const value = readExpression(reading, node);
      args.push(star === null ? value : { type: "Starred", value, span: { start: star.start, end: value.span.end } });
      star = null;
    }
  }
}

/** One value, or a generator expression without brackets. */
function readValue(reading: Reading, nodes: readonly RawNode[], at: RawNode): Expression | null {
  if (nodes.some((it) => it.name === "for")) {
    const start = nodes[0]?.start ?? at.start;
    const end = nodes.findLast((it) => it.name !== errorName)?.end ?? at.end;
    return readComprehension(reading, { name: "", start, end, children: nodes }, nodes, "generator");
  }
  const value = nodes.find(isExpression);
  return value === undefined ? null : readExpression(reading, value);
}
