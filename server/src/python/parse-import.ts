import type { RawNode } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { spanOf, textOf } from "./reading.ts";
import type { ImportAlias, Statement } from "./syntax.ts";

/** Reads `import a.b as c, d` and `from ..a import (b as c, d)`. */
export function readImport(reading: Reading, node: RawNode): Statement {
  const span = spanOf(node);
  const split = node.children.findIndex((it) => it.name === "import");
  const isFrom = node.children[0]?.name === "from";
  const names = readNames(reading, node.children.slice(split < 0 ? node.children.length : split + 1));
  if (!isFrom) return names.length > 0 ? { type: "Import", names, span } : { type: "ErrorStatement", span };
  // The grammar takes `from a import b.c`, which Python does not.
  for (const it of node.children.slice(split + 1)) if (it.name === ".") reading.errors.push(spanOf(it));
  let level = 0;
  let module = "";
  for (const child of split < 0 ? node.children : node.children.slice(0, split)) {
    if (child.name === "Ellipsis") level += 3;
    else if (child.name === "." && module === "") level++;
    else if (child.name === "VariableName")
      module += module === "" ? textOf(reading, child) : `.${textOf(reading, child)}`;
  }
  return { type: "ImportFrom", module, level, names, span };
}

function readNames(reading: Reading, nodes: readonly RawNode[]): ImportAlias[] {
  const names: ImportAlias[] = [];
  let name = "";
  let asName: string | null = null;
  let afterAs = false;
  let start = 0;
  let end = 0;
  const finish = (): void => {
    if (name !== "") names.push({ name, asName, span: { start, end } });
    name = "";
    asName = null;
    afterAs = false;
  };
  for (const node of nodes) {
    if (node.name === ",") finish();
    else if (node.name === "as") afterAs = true;
    else if (node.name === "VariableName" || node.name === "*") {
      const text = textOf(reading, node);
      if (afterAs) asName = text;
      else if (name === "") {
        name = text;
        start = node.start;
      } else name += `.${text}`;
      end = node.end;
    }
  }
  finish();
  return names;
}
