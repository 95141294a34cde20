import type { ActionOf } from "./action-of.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext, type Roles, unknownEffect } from "./effect-draft.ts";
import { indexTarget } from "./index-locks.ts";
import { none, one, type Target } from "./lock-schema.ts";
import { readLocks } from "./table-locks.ts";

export type ObjectAction = ActionOf<
  | "createView"
  | "dropView"
  | "renameView"
  | "refreshView"
  | "createTrigger"
  | "dropTrigger"
  | "createPolicy"
  | "dropPolicy"
  | "createRule"
  | "dropRule"
  | "createFunction"
  | "dropFunction"
  | "createExtension"
  | "dropExtension"
  | "comment"
  | "dropType"
  | "createSequence"
  | "alterSequence"
  | "dropSequence"
>;

/** What statements about views, types, sequences, and what hangs on tables lock. */
export function objectLocks(action: ObjectAction, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  switch (action.kind) {
    case "createView":
      return createViewLocks(action, context);
    case "renameView":
      return applyFact(context, "alter-view", { self: one(schema.find(action.view)) });
    case "dropView": {
      const view = asView(schema.find(action.view), action.materialized ? "materialized view" : "view");
      const views = action.cascade ? schema.views(view) : none;
      const dropped = applyFact(context, "drop-view", { self: one(view), views });
      return action.ifExists && view.table === null ? eitherOf(dropped, [], "whether there is such a view") : dropped;
    }
    case "refreshView":
      return refreshLocks(action, context);
    case "createTrigger":
    case "dropTrigger": {
      const table = schema.find(action.table);
      const below = schema.descendants(table);
      const descendants = { ...below, list: below.list.filter((it) => it.table?.partitionOf != null) };
      return applyFact(context, action.kind === "createTrigger" ? "create-trigger" : "drop-trigger", {
        self: one(table),
        descendants,
      });
    }
    case "createPolicy":
    case "dropPolicy": {
      const read = { list: (action.locking?.reads ?? []).map((it) => schema.find(it)), complete: true };
      return applyFact(context, "change-policy", { self: one(schema.find(action.table)), read });
    }
    case "createRule":
    case "dropRule":
      return applyFact(context, "change-rule", { self: one(schema.find(action.table)) });
    case "createFunction":
    case "createExtension":
      return [];
    case "dropFunction":
      return action.cascade === false ? [] : cascadeOfFunction(action, context);
    case "dropExtension":
      return [unknownEffect("what belongs to the extension")];
    case "comment":
      return commentLocks(action, context);
    case "dropType":
      return action.cascade ? applyFact(context, "drop-type", { users: schema.usersOfType(action.type) }) : [];
    case "createSequence":
    case "alterSequence":
      return sequenceLocks(action, context);
    case "dropSequence": {
      const self = one({ ...schema.find(action.sequence), object: "sequence" });
      const users = action.cascade ? schema.usersOfSequence(action.sequence) : none;
      const dropped = applyFact(context, "drop-sequence", { self, users });
      const isThere = self.list[0]?.key !== null;
      return action.ifExists && !isThere ? eitherOf(dropped, [], "whether there is such a sequence") : dropped;
    }
  }
}

function createViewLocks(action: ActionOf<"createView">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const reads = action.reads.map((it) => schema.find(it));
  const view = schema.find(action.view);
  if (action.materialized) {
    if (action.locking === undefined) {
      return eitherOf(readLocks(reads, context), definitionLocks(reads, context), "whether it is filled at once");
    }
    return action.locking.options.includes("no data") ? definitionLocks(reads, context) : readLocks(reads, context);
  }
  const created = definitionLocks(reads, context);
  if (!action.replace) return created;
  const replaced = [...applyFact(context, "replace-view", { self: one(asView(view, "view")) }), ...created];
  return view.table !== null && view.exact
    ? replaced
    : eitherOf(replaced, created, "whether the view is there already");
}

/** To store a query only what it names is opened. */
function definitionLocks(reads: readonly Target[], context: LockContext): readonly EffectDraft[] {
  return applyFact(context, "create-view", { read: { list: reads, complete: true } });
}

function refreshLocks(action: ActionOf<"refreshView">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const view = asView(schema.find(action.view), "materialized view");
  const self = one(view);
  if (action.locking?.options.includes("no data") === true) return applyFact(context, "refresh-view-empty", { self });
  const reads = schema.readBy(view);
  const refreshed = applyFact(context, action.concurrently ? "refresh-view-concurrently" : "refresh-view", { self });
  const unseen = reads.complete ? [] : [unknownEffect("the tables that the view reads (ACCESS SHARE)")];
  return [...refreshed, ...readLocks(reads.list, context), ...unseen.map((it) => ({ ...it, rewrites: false }))];
}

function cascadeOfFunction(action: ActionOf<"dropFunction">, context: LockContext): readonly EffectDraft[] {
  if (action.kind !== "dropFunction") return [];
  if (action.cascade === undefined)
    return [unknownEffect("whether CASCADE drops triggers, defaults or policies with it")];
  return applyFact(context, "drop-function", { users: context.schema.callersOf(action.function) });
}

function commentLocks(action: ActionOf<"comment">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  if (action.table !== null) return applyFact(context, "comment", { self: one(schema.find(action.table)) });
  const { locking } = action;
  if (locking === undefined || locking.name === null) return [unknownEffect("what the comment is on")];
  switch (locking.object) {
    case "OBJECT_INDEX":
      return applyFact(context, "comment", { index: one(indexTarget(locking.name, context)) });
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE":
      return applyFact(context, "comment", { self: one(schema.find(locking.name)) });
    case "OBJECT_SEQUENCE":
      return applyFact(context, "comment", { self: one({ ...schema.find(locking.name), object: "sequence" }) });
    case "OBJECT_TABCONSTRAINT":
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE":
      return applyFact(context, "comment-on-part", { self: one(schema.find(locking.name)) });
    default:
      return [];
  }
}

function sequenceLocks(
  action: ActionOf<"createSequence" | "alterSequence">,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  const { detail } = action;
  const owner = detail?.ownedBy != null && detail.ownedBy !== "none" ? one(schema.find(detail.ownedBy.table)) : none;
  const roles: Roles = { self: one({ ...schema.find(action.sequence), object: "sequence" }), read: owner };
  if (action.kind === "createSequence") return applyFact(context, "create-sequence", { read: owner });
  if (detail === undefined) return [unknownEffect("what changes in the sequence", roles.self?.list[0] ?? null)];
  if (detail.newName !== null) return applyFact(context, "rename-sequence", roles);
  if (action.locking?.command === "AT_ChangeOwner") return applyFact(context, "rename-sequence", roles);
  const others = action.locking?.options.filter((it) => it !== "owned_by");
  const owned = applyFact(context, "own-sequence", roles);
  if (others === undefined) return eitherOf(owned, applyFact(context, "alter-sequence", roles), "which option changes");
  return others.length === 0 ? owned : [...applyFact(context, "alter-sequence", roles), ...owned];
}

function asView(target: Target, object: "view" | "materialized view"): Target {
  return { ...target, object: target.table === null ? object : target.object };
}
