import type { Answer, Static } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";

/** Do these statements add the column (or rename another one to it)? */
export function addsColumn(statements: readonly Statement[], table: QualifiedName, column: Static<string>): Answer {
  let answer: Answer = "no";
  for (const action of statements.flatMap((it) => it.actions)) {
    if (action.kind === "unknown" && action.touches?.some((it) => sameName(it, table) === "yes")) answer = "unknown";
    if (action.kind !== "addColumn" && action.kind !== "renameColumn") continue;
    const name = action.kind === "addColumn" ? action.column.name : action.newName;
    const same = sameName(action.table, table);
    if (same === "no" || (name.known && column.known && name.value !== column.value)) continue;
    if (same === "yes" && name.known && column.known) return "yes";
    answer = "unknown";
  }
  return answer;
}
