import { isExpression, readExpression } from "./parse-expression.ts";
import type { RawNode } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { errorExpression, textOf } from "./reading.ts";
import type { Expression, Parameter } from "./syntax.ts";

/** Reads the parameters of a function or a lambda. */
export function readParameters(reading: Reading, list: RawNode): Parameter[] {
  const parameters: Parameter[] = [];
  let group: RawNode[] = [];
  let afterStar = false;
  let previousEnd = list.start;
  const finish = (end: number): void => {
    const parameter = readParameter(reading, group, afterStar);
    if (parameter !== null) {
      parameters.push(parameter);
      if (parameter.kind === "varArgs") afterStar = true;
    } else if (group[0]?.name === "*") {
      afterStar = true;
    } else if (group.length === 0 && reading.text.slice(previousEnd, end).replace(/#.*/g, "").includes("/")) {
      // The grammar leaves no node for the `/`.
      for (const [index, it] of parameters.entries()) parameters[index] = { ...it, kind: "positionalOnly" };
    }
    group = [];
  };
  for (const node of list.children) {
    if (node.name === "," || node.name === ")") {
      finish(node.start);
      previousEnd = node.end;
    } else if (node.name === "(") previousEnd = node.end;
    else group.push(node);
  }
  finish(list.end);
  return parameters;
}

function readParameter(reading: Reading, group: readonly RawNode[], afterStar: boolean): Parameter | null {
  const [first] = group;
  const name = group.find((it) => it.name === "VariableName");
  if (first === undefined || name === undefined) return null;
  const kind = first.name === "*" ? "varArgs" : first.name === "**" ? "kwArgs" : afterStar ? "keywordOnly" : "normal";
  const assign = group.findIndex((it) => it.name === "AssignOp");
  let defaultValue: Expression | null = null;
  if (assign >= 0) {
    const value = group.slice(assign + 1).find(isExpression);
    const end = group[assign]?.end ?? name.end;
    defaultValue = value === undefined ? errorExpression({ start: end, end }) : readExpression(reading, value);
  }
  const end = Math.max(name.end, group.at(-1)?.end ?? name.end, defaultValue?.span.end ?? 0);
  return { name: textOf(reading, name), kind, defaultValue, span: { start: first.start, end } };
}
