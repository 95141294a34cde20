import type { Action } from "../postgres/action.ts";
import { columnLocks } from "./column-locks.ts";
import { constraintLocks } from "./constraint-locks.ts";
import { dataLocks } from "./data-locks.ts";
import { type EffectDraft, eitherOf, type LockContext, unknownEffect } from "./effect-draft.ts";
import { indexLocks } from "./index-locks.ts";
import { objectLocks } from "./object-locks.ts";
import { otherLocks } from "./other-locks.ts";
import { partitionLocks } from "./partition-locks.ts";
import { tableLocks } from "./table-locks.ts";

/** What one action locks, on the schema as it is before. */
export function actionLocks(action: Action, context: LockContext): readonly EffectDraft[] {
  const found = locksOf(action, context);
  if (action.ifTableExists !== true || found.every((it) => it.target?.table != null)) return found;
  return eitherOf(found, [], "whether there is such a table");
}

function locksOf(action: Action, context: LockContext): readonly EffectDraft[] {
  switch (action.kind) {
    case "addColumn":
    case "dropColumn":
    case "renameColumn":
    case "alterColumnType":
    case "setNotNull":
    case "dropNotNull":
    case "setDefault":
    case "dropDefault":
    case "addIdentity":
    case "setIdentity":
    case "dropIdentity":
    case "dropExpression":
    case "setStatistics":
    case "setStorage":
    case "setCompression":
    case "setColumnOptions":
      return columnLocks(action, context);
    case "addConstraint":
    case "dropConstraint":
    case "renameConstraint":
    case "validateConstraint":
      return constraintLocks(action, context);
    case "createIndex":
    case "dropIndex":
    case "renameIndex":
    case "reindex":
      return indexLocks(action, context);
    case "createTable":
    case "dropTable":
    case "renameTable":
    case "setSchema":
    case "tableOption":
    case "dropSchema":
      return tableLocks(action, context);
    case "attachPartition":
    case "detachPartition":
      return partitionLocks(action, context);
    case "createView":
    case "dropView":
    case "renameView":
    case "refreshView":
    case "createTrigger":
    case "dropTrigger":
    case "createPolicy":
    case "dropPolicy":
    case "createRule":
    case "dropRule":
    case "createFunction":
    case "dropFunction":
    case "createExtension":
    case "dropExtension":
    case "comment":
    case "dropType":
    case "createSequence":
    case "alterSequence":
    case "dropSequence":
      return objectLocks(action, context);
    case "insert":
    case "select":
    case "update":
    case "delete":
    case "truncate":
    case "lockTable":
    case "cluster":
    case "vacuum":
    case "analyze":
      return dataLocks(action, context);
    case "other":
      return otherLocks(action, context);
    case "doBlock":
      return [unknownEffect("what the block does")];
    case "unknown":
      return action.touches === null
        ? [unknownEffect(action.why.detail)]
        : action.touches.map((it) => unknownEffect(action.why.detail, context.schema.find(it)));
    // They make or name what no other session uses, or nothing but settings.
    case "createEnum":
    case "addEnumValue":
    case "renameEnumValue":
    case "createDomain":
    case "createType":
    case "renameType":
    case "createSchema":
    case "renameSchema":
    case "set":
    case "transaction":
      return [];
  }
}
