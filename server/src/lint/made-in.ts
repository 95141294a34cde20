import type { Statement } from "../emit/statement.ts";
import type { Action } from "../postgres/action.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";

/** Does one of the statements make the object that an action drops (or changes)? A name without a schema may be the same as one with. */
export function isMadeIn(statements: readonly Statement[], object: ObjectName): boolean {
  return statements.some((it) => it.actions.some((action) => makes(action, object)));
}

export interface ObjectName {
  readonly kind: "type" | "function" | "view" | "table" | "sequence" | "extension" | "schema";
  readonly name: QualifiedName;
}

function makes(action: Action, { kind, name }: ObjectName): boolean {
  const made = madeBy(action);
  return made !== null && made.kind === kind && name.name.known && sameName(made.name, name) !== "no";
}

function madeBy(action: Action): ObjectName | null {
  switch (action.kind) {
    case "createEnum":
    case "createDomain":
    case "createType":
      return { kind: "type", name: action.type };
    case "createFunction":
      return { kind: "function", name: action.function };
    case "createView":
      return { kind: "view", name: action.view };
    case "createTable":
      return { kind: "table", name: action.table };
    case "createSequence":
      return { kind: "sequence", name: action.sequence };
    case "createExtension":
      return { kind: "extension", name: { schema: null, name: action.extension } };
    case "createSchema":
      return { kind: "schema", name: { schema: null, name: action.schema } };
    default:
      return null;
  }
}
