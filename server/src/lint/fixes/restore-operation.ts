import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { ActionKind } from "../../postgres/action.ts";
import type { StatesAround } from "../../schema/states-around.ts";
import { type Restored, restoreSchema } from "./restore-schema.ts";
import type { RestoreStyle } from "./restore-style.ts";

/** What changes nothing but what the replay tells; a new name is taken back by its old one, not by dropping. */
const told: ReadonlySet<ActionKind["kind"]> = new Set<ActionKind["kind"]>([
  "createTable",
  "dropTable",
  "addColumn",
  "dropColumn",
  "alterColumnType",
  "setNotNull",
  "dropNotNull",
  "setDefault",
  "dropDefault",
  "addIdentity",
  "setIdentity",
  "dropIdentity",
  "addConstraint",
  "dropConstraint",
  "validateConstraint",
  "createIndex",
  "dropIndex",
  "createEnum",
  "addEnumValue",
  "createDomain",
  "dropType",
  "createSequence",
  "dropSequence",
  "dropView",
]);

/**
 * Takes an operation back by the schemas around it: what it dropped or changed becomes what it was. Null where they do not tell it: the operation may not run, does more than
 * they say, or changes nothing that they know of.
 */
export function restoreOperation(
  operation: Operation,
  statements: readonly Statement[],
  around: StatesAround | null,
  style: RestoreStyle,
): Restored | null {
  if (around === null || operation.site.conditions.length > 0 || statements.length === 0) return null;
  const actions = statements.flatMap((it) => it.actions);
  if (statements.some((it) => it.gap !== null || it.syntaxError !== null) || actions.some((it) => !told.has(it.kind)))
    return null;
  const concurrently = actions.some((it) => "concurrently" in it && it.concurrently);
  const restored = restoreSchema(around.after, around.before, { style, concurrently, mayBeRenamed: false });
  return restored.isOpen || restored.lines.length + restored.problems.length === 0 ? null : restored;
}
