import type { ActionOf } from "./action-of.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext, type Roles, unknownEffect } from "./effect-draft.ts";
import { indexTarget } from "./index-locks.ts";
import type { FactId } from "./lock-facts.ts";
import { none, one, type Target, type Targets } from "./lock-schema.ts";
import { droppedPartitionLocks, newPartitionLocks, referencedByNew } from "./partition-locks.ts";

export type TableAction = ActionOf<
  "createTable" | "dropTable" | "renameTable" | "setSchema" | "tableOption" | "dropSchema"
>;

/** What statements about tables as wholes lock. */
export function tableLocks(action: TableAction, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  switch (action.kind) {
    case "createTable":
      return createTableLocks(action, context);
    case "dropTable":
      return dropTableLocks(action, context);
    case "renameTable":
      return applyFact(context, "rename-table", { self: one(schema.find(action.table)) });
    case "setSchema":
      return setSchemaLocks(action, context);
    case "tableOption":
      return optionLocks(action, context);
    case "dropSchema":
      return dropSchemaLocks(action, context);
  }
}

function createTableLocks(action: ActionOf<"createTable">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const before = schema.find(action.table);
  if (action.ifNotExists && before.table !== null && before.exact) return [];
  const reads = action.reads.map((it) => schema.find(it));
  const read: Targets = { list: reads, complete: true };
  const isQuery = action.columnsFrom === "query";
  const made = [
    ...applyFact(context, "create-table", {
      referenced: referencedByNew(action, context),
      read: isQuery ? none : read,
      parent: { list: action.inherits.map((it) => schema.find(it)), complete: true },
    }),
    ...(isQuery ? readLocks(reads, context) : []),
    ...newPartitionLocks(action, context),
  ];
  return action.ifNotExists ? eitherOf(made, [], "whether the table is there already") : made;
}

/** A query reads tables, and the tables behind views. */
export function readLocks(tables: readonly Target[], context: LockContext): readonly EffectDraft[] {
  return tables.flatMap((it) => {
    const behind = it.object === "view" ? context.schema.readBy(it) : none;
    return [
      ...applyFact(context, "select", { read: { list: [it, ...behind.list], complete: behind.complete } }),
      ...context.schema.descendants(it).list.flatMap((child) => applyFact(context, "select", { read: one(child) })),
    ];
  });
}

function dropTableLocks(action: ActionOf<"dropTable">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const table = schema.find(action.table);
  if (table.table?.partitionOf != null) return droppedPartitionLocks(table, context);
  const descendants = schema.descendants(table);
  const all = [table, ...descendants.list];
  const referenced = all.map((it) => schema.referenced(it));
  const dropped = applyFact(context, "drop-table", {
    self: one(table),
    descendants,
    sequences: schema.sequences(table),
    referenced: joined(referenced),
    // Without CASCADE the statement fails where something hangs on the table.
    ...(action.cascade ? { referencing: schema.referencing(table), views: schema.views(table) } : {}),
  });
  if (!action.ifExists || table.table !== null) return dropped;
  return eitherOf(dropped, [], "whether there is such a table");
}

function joined(all: readonly Targets[]): Targets {
  return { list: all.flatMap((it) => it.list), complete: all.every((it) => it.complete) };
}

function setSchemaLocks(action: ActionOf<"setSchema">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  switch (action.object) {
    case "table": {
      const table = schema.find(action.name);
      return applyFact(context, "set-schema", { self: one(table), sequences: schema.sequences(table) });
    }
    case "view":
    case "materialized view":
      return applyFact(context, "alter-view", { self: one({ ...schema.find(action.name), object: action.object }) });
    case "sequence":
      return applyFact(context, "rename-sequence", { self: one({ ...schema.find(action.name), object: "sequence" }) });
    case "index":
      return applyFact(context, "move-index", { index: one(indexTarget(action.name, context)) });
    case "type":
    case "function":
    case "other":
      return [];
  }
}

const optionFacts: Readonly<Record<ActionOf<"tableOption">["option"], FactId>> = {
  setLogged: "set-logged",
  setUnlogged: "set-logged",
  setTablespace: "move-table",
  setAccessMethod: "move-table",
  setParameters: "set-storage-parameters",
  clusterOn: "cluster-on",
  enableTrigger: "switch-trigger",
  disableTrigger: "switch-trigger",
  enableRowSecurity: "row-security",
  disableRowSecurity: "row-security",
  forceRowSecurity: "row-security",
  replicaIdentity: "replica-identity",
  owner: "set-owner",
  inherit: "inherit",
  noInherit: "no-inherit",
  other: "other-alter-table",
};

/** Storage parameters of a table that can be set without ACCESS EXCLUSIVE (access/common/reloptions.c). */
const mildParameters =
  /^(?:toast\.)?(?:fillfactor|autovacuum_\w+|log_autovacuum_min_duration|toast_tuple_target|parallel_workers|vacuum_index_cleanup|vacuum_truncate|vacuum_max_eager_freeze_failure_rate)$/;

function optionLocks(action: ActionOf<"tableOption">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const { locking, option } = action;
  const table = schema.find(action.table);
  const other = locking?.other ?? null;
  const index = other === null ? none : one(indexTarget(other, context));
  const descendants = action.only === true ? none : schema.descendants(table);
  const roles: Roles = { self: one(table), descendants, sequences: schema.sequences(table) };
  const use = (id: FactId, more: Roles = {}) => applyFact(context, id, { ...roles, ...more });
  switch (option) {
    case "setParameters": {
      if (locking === undefined)
        return eitherOf(use("set-storage-parameters"), use("set-strict-parameters"), "which parameters are set");
      return use(
        locking.options.every((it) => mildParameters.test(it)) ? "set-storage-parameters" : "set-strict-parameters",
      );
    }
    case "setLogged":
    case "setUnlogged":
      // Nothing is copied when the table is so already, which the replay does not follow.
      return eitherOf(use("set-logged"), use("move-table"), "whether the table is so already");
    case "setTablespace":
    case "setAccessMethod":
      return eitherOf(use("move-table"), use("set-logged"), "whether the table is there already");
    case "inherit":
    case "noInherit": {
      const parent: Targets = other === null ? { list: [], complete: false } : one(schema.find(other));
      return use(optionFacts[option], { parent });
    }
    case "owner":
      return eitherOf(use("set-owner"), applyFact(context, "other-alter-table", roles), "whether the owner changes");
    case "other":
      return otherOptionLocks(action, table, roles, context);
    default:
      return use(optionFacts[option], { index });
  }
}

function otherOptionLocks(
  action: ActionOf<"tableOption">,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  switch (action.locking?.command ?? null) {
    case "AT_SetExpression": {
      const written = applyFact(context, "set-expression", roles);
      const virtual = applyFact(context, "set-expression-virtual", roles);
      const generated = (table.table?.columns ?? []).filter((it) => it.generated !== null);
      const kinds = new Set(generated.map((it) => it.generated?.kind));
      if (context.postgres < 18 || (table.exact && !kinds.has("virtual"))) return written;
      if (table.exact && !kinds.has("stored")) return virtual;
      return eitherOf(written, virtual, "whether the column is stored");
    }
    case "AT_AlterConstraint":
      return applyFact(context, "alter-constraint", roles);
    case null:
      return [unknownEffect("which option of the table is set", table)];
    default:
      return applyFact(context, "other-alter-table", roles);
  }
}

function dropSchemaLocks(action: ActionOf<"dropSchema">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  // Without CASCADE only an empty schema goes.
  if (!action.cascade) return [];
  const { state } = schema;
  if (!action.schema.known || state === null) return [unknownEffect("which relations the schema has")];
  const name = action.schema.value;
  const inside = schema.inSchema(name);
  const found = inside.list.flatMap((it): readonly EffectDraft[] => {
    if (it.object === "sequence") return applyFact(context, "drop-sequence", { self: one(it) });
    if (it.object === "table") {
      return applyFact(context, "drop-table", {
        self: one(it),
        referenced: schema.referenced(it),
        referencing: schema.referencing(it),
        views: schema.views(it),
      });
    }
    return applyFact(context, "drop-view", { self: one(it), views: schema.views(it) });
  });
  const isCreated = state.schemas.has(name) && inside.complete;
  return isCreated ? found : [...found, unknownEffect("which relations the schema has")];
}
