import { type Symbolic, symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";

const columnPaths: ReadonlySet<string> = new Set([
  "sqlalchemy.column",
  "sqlalchemy.Column",
  "sqlalchemy.literal_column",
]);

/** The names of the columns in an expression, in the order in which they are written; null for one whose name is not a plain text. */
export function columnsIn(value: PyValue): readonly (string | null)[] {
  if (value.type === "tuple" || value.type === "list") return value.elements.flatMap(columnsIn);
  const symbolic = symbolicOf(value);
  return symbolic === undefined ? [] : columnsOf(symbolic);
}

function columnsOf(symbolic: Symbolic): readonly (string | null)[] {
  switch (symbolic.kind) {
    case "call": {
      if (symbolic.path === null || !columnPaths.has(symbolic.path)) {
        return [...columnsOf(symbolic.callee), ...symbolic.args.flatMap((it) => columnsIn(it.value))];
      }
      const name = symbolic.args[0]?.value;
      return [name?.type === "str" ? name.value : null];
    }
    case "binary":
      return [...columnsIn(symbolic.left), ...columnsIn(symbolic.right)];
    case "unary":
      return columnsOf(symbolic.operand);
    case "attribute":
      return /^(?:c|columns)$/.test(symbolic.of.kind === "attribute" ? symbolic.of.name : "")
        ? [symbolic.name]
        : columnsOf(symbolic.of);
    case "subscript":
      return columnsOf(symbolic.of);
    case "reference":
      return [];
  }
}
