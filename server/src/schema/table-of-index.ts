import type { Statement } from "../emit/statement.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";

/**
 * The table of an index that the body created before `upTo` (null: anywhere in it), under the table's name of that time. Null when the body does not tell: the index
 * is older, or its name is not known.
 */
export function tableOfIndex(
  statements: readonly Statement[],
  upTo: Statement | null,
  index: QualifiedName,
): QualifiedName | null {
  let table: QualifiedName | null = null;
  for (const statement of statements) {
    if (statement === upTo) break;
    for (const action of statement.actions) {
      if (action.kind === "createIndex" && action.name !== null) {
        // An index is made in the schema of its table.
        if (sameName({ schema: action.table.schema, name: action.name }, index) !== "no" && action.name.known) {
          table = action.table;
        }
      } else if (action.kind === "addConstraint" && action.constraint.name !== null) {
        const { type, name } = action.constraint;
        const hasIndex = type === "primaryKey" || type === "unique" || type === "exclude";
        const isSame = sameName({ schema: action.table.schema, name }, index) !== "no";
        if (hasIndex && name.known && isSame) table = action.table;
      }
    }
  }
  return table;
}
