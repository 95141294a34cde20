import type { Action } from "../postgres/action.ts";
import { applyFact, type EffectDraft, type LockContext, unknownEffect } from "./effect-draft.ts";
import { indexTarget } from "./index-locks.ts";
import { one, type Target } from "./lock-schema.ts";

type OtherAction = Extract<Action, { readonly kind: "other" }>;

/** Kinds of statements that lock no relation of a user: roles, casts, text search, settings of the server. */
const harmless: ReadonlySet<string> = new Set(
  (
    "CompositeTypeStmt CreateRangeStmt DefineStmt CreateCastStmt CreateRoleStmt AlterRoleStmt AlterRoleSetStmt DropRoleStmt GrantRoleStmt AlterDefaultPrivilegesStmt " +
    "AlterDatabaseSetStmt AlterDatabaseStmt AlterSystemStmt VariableShowStmt DiscardStmt DeallocateStmt NotifyStmt ListenStmt UnlistenStmt CheckPointStmt " +
    "CreatePLangStmt CreateOpClassStmt CreateOpFamilyStmt AlterOpFamilyStmt AlterTSConfigurationStmt AlterTSDictionaryStmt CreateFdwStmt " +
    "CreateForeignServerStmt AlterForeignServerStmt CreateUserMappingStmt AlterUserMappingStmt CreateTableSpaceStmt AlterFunctionStmt AlterExtensionStmt " +
    "ConstraintsSetStmt ClosePortalStmt CreateEventTrigStmt AlterEventTrigStmt CreateAmStmt AlterTypeStmt AlterEnumStmt AlterCollationStmt AlterStatsStmt " +
    "CreateConversionStmt CreateTransformStmt SecLabelStmt LoadStmt AlterObjectDependsStmt"
  ).split(" "),
);

/** Statements that the vocabulary of actions does not tell apart. */
export function otherLocks(action: OtherAction, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const { locking } = action;
  const relations = action.relations.map((it) => schema.find(it));
  const each = (use: (target: Target) => readonly EffectDraft[]): readonly EffectDraft[] => relations.flatMap(use);
  switch (action.statement) {
    case "GrantStmt":
      if (locking?.object === "OBJECT_TABLE" || locking?.object === "OBJECT_SEQUENCE") {
        const sequence = locking.object === "OBJECT_SEQUENCE";
        return each((it) => applyFact(context, "grant", { self: one(sequence ? { ...it, object: "sequence" } : it) }));
      }
      return locking === undefined ? [unknownEffect("what is granted")] : [];
    case "CreateStatsStmt":
      return each((it) => applyFact(context, "create-statistics", { self: one(it) }));
    case "AlterPolicyStmt":
      return each((it) =>
        locking?.reads.some((read) => schema.find(read).id === it.id) === true
          ? applyFact(context, "create-view", { read: one(it) })
          : applyFact(context, "change-policy", { self: one(it) }),
      );
    case "CreatePublicationStmt":
    case "AlterPublicationStmt":
      return each((it) => applyFact(context, "publish", { self: one(it) }));
    case "AlterDomainStmt":
      return domainLocks(action, context);
    case "RenameStmt":
      return each((it) => applyFact(context, "change-rule", { self: one(it) }));
    case "AlterOwnerStmt":
      return each((it) => applyFact(context, "other-alter-table", { self: one(it) }));
    case "AlterTableStmt":
      return alterLocks(action, relations, context);
    case "DropStmt":
      return dropLocks(action);
    default:
      if (harmless.has(action.statement)) return [];
      return relations.length === 0
        ? [unknownEffect("what this kind of statement locks")]
        : relations.map((it) => unknownEffect("what this kind of statement locks", it));
  }
}

/** ALTER DOMAIN reads every table with a column of the domain when it adds something to check. */
function domainLocks(action: OtherAction, context: LockContext): readonly EffectDraft[] {
  const { locking } = action;
  if (locking?.name == null) return [unknownEffect("which domain is changed")];
  const isAdded = locking.command === "C" && !locking.options.includes("not valid");
  if (!isAdded && locking.command !== "V" && locking.command !== "O") return [];
  return applyFact(context, "check-domain", { users: context.schema.usersOfType(locking.name) });
}

/** ALTER INDEX, ALTER VIEW, ALTER MATERIALIZED VIEW with commands of ALTER TABLE. */
function alterLocks(action: OtherAction, relations: readonly Target[], context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const { locking } = action;
  const [name] = action.relations;
  const [target] = relations;
  if (locking === undefined || name === undefined || target === undefined) {
    return locking?.object === "OBJECT_TYPE" ? [] : relations.map((it) => unknownEffect("what is changed in it", it));
  }
  if (locking.object === "OBJECT_VIEW" || locking.object === "OBJECT_MATVIEW") {
    const mild =
      locking.object === "OBJECT_MATVIEW" &&
      /^AT_(SetStatistics|SetRelOptions|ResetRelOptions|ClusterOn|DropCluster)$/.test(locking.command ?? "");
    return mild
      ? [unknownEffect("what is changed in it", target)]
      : applyFact(context, "alter-view", { self: one(target) });
  }
  if (locking.object !== "OBJECT_INDEX") return [unknownEffect("what is changed in it", target)];
  const index = one(indexTarget(name, context));
  switch (locking.command) {
    case "AT_SetRelOptions":
    case "AT_ResetRelOptions":
      if (locking.options.every((it) => it === "fillfactor" || it === "deduplicate_items"))
        return applyFact(context, "alter-index", { index });
      return [unknownEffect("which parameter is set", index.list[0] ?? null)];
    case "AT_SetStatistics":
      return applyFact(context, "alter-index", { index });
    case "AT_SetTableSpace":
      return applyFact(context, "move-index", { index }).map((it) => ({
        ...it,
        rewrites: null,
        doubt: "whether it lies there already",
      }));
    case "AT_AttachPartition": {
      if (locking.other === null) return [unknownEffect("which index is attached", index.list[0] ?? null)];
      const tables = [schema.tableOfIndex(name), schema.tableOfIndex(locking.other)];
      const self = tables[0] == null ? { list: [], complete: false } : one(tables[0]);
      const partition = tables[1] == null ? { list: [], complete: false } : one(tables[1]);
      return applyFact(context, "attach-index", {
        index,
        partitionIndexes: one(indexTarget(locking.other, context)),
        self,
        partition,
      });
    }
    default:
      return [unknownEffect("what is changed in it", index.list[0] ?? null)];
  }
}

function dropLocks(action: OtherAction): readonly EffectDraft[] {
  const object = action.locking?.object ?? null;
  const kinds =
    /^OBJECT_(COLLATION|CONVERSION|CAST|TRANSFORM|TSCONFIGURATION|TSDICTIONARY|TSPARSER|TSTEMPLATE|OPERATOR|OPCLASS|OPFAMILY|LANGUAGE|FDW|FOREIGN_SERVER|EVENT_TRIGGER|ACCESS_METHOD)$/;
  if (object !== null && kinds.test(object) && action.locking?.options.includes("cascade") === false) return [];
  return [unknownEffect("which relation it belongs to")];
}
