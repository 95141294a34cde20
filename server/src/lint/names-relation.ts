import type { Statement } from "../emit/statement.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";

/** Whether a statement may have to do with a relation: it names it anywhere, or is not known in full. */
export function namesRelation(statement: Statement, relation: QualifiedName): boolean {
  if (statement.gap !== null) return true;
  return statement.actions.some(
    (it) => it.kind === "unknown" || it.kind === "doBlock" || it.kind === "other" || names(it, relation),
  );
}

/** Actions are trees of plain objects, so one walk serves all kinds. */
function names(value: unknown, relation: QualifiedName): boolean {
  if (Array.isArray(value)) return value.some((it) => names(it, relation));
  if (typeof value !== "object" || value === null) return false;
  if (isName(value) && sameName(value, relation) !== "no") return true;
  return Object.values(value).some((it) => typeof it === "object" && names(it, relation));
}

function isName(value: object): value is QualifiedName {
  return "schema" in value && "name" in value && typeof value.name === "object" && value.name !== null;
}
