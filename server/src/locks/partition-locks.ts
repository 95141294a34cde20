import type { Constraint } from "../schema/schema-state.ts";
import type { ActionOf } from "./action-of.ts";
import { withPartitions } from "./column-locks.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext } from "./effect-draft.ts";
import { none, one, type Target, type Targets } from "./lock-schema.ts";

/** ATTACH and DETACH PARTITION. */
export function partitionLocks(
  action: ActionOf<"attachPartition" | "detachPartition">,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  const parent = schema.find(action.table);
  const partition = schema.find(action.partition);
  const referenced = schema.referenced(parent);
  const roles = {
    parent: one(parent),
    partition: one(partition),
    referenced,
    defaultPartition: schema.defaultPartition(parent, partition),
  };
  if (action.kind === "detachPartition") {
    if (action.concurrently) return applyFact(context, "detach-partition-concurrently", roles);
    return applyFact(context, "detach-partition", roles);
  }
  const scanned = applyFact(context, "attach-partition", roles);
  const hasChecks =
    partition.table === null || partition.table.constraints.some((it) => it.type === "check" && it.validated);
  // Without a CHECK nothing can prove the bound; what a CHECK proves only the server can tell.
  if (!hasChecks && partition.exact) return scanned;
  return eitherOf(scanned, applyFact(context, "attach-partition-proven", roles), "whether a CHECK proves the bound");
}

/** CREATE TABLE … PARTITION OF. */
export function newPartitionLocks(action: ActionOf<"createTable">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  if (action.partitionOf === null) return [];
  const parent = schema.find(action.partitionOf);
  const roles = {
    parent: one(parent),
    defaultPartition: schema.defaultPartition(parent, null),
    referenced: schema.referenced(parent),
  };
  return applyFact(context, "create-partition", roles);
}

/** DROP TABLE of a partition: what it has from its parent goes without a lock on the tables that it references. */
export function droppedPartitionLocks(table: Target, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const parent = schema.parent(table);
  const [owner] = parent.list;
  const inherited = (it: Constraint): boolean =>
    owner?.table?.constraints.some((key) => key.type === it.type && key.columns.join() === it.columns.join()) === true;
  const own = schema.referenced(table, (it) => !inherited(it));
  return [
    ...applyFact(context, "drop-partition", {
      self: one(table),
      descendants: schema.descendants(table),
      sequences: schema.sequences(table),
      parent,
      defaultPartition: owner === undefined ? none : schema.defaultPartition(owner, table),
    }),
    ...applyFact(context, "drop-foreign-key", { referenced: own }),
  ];
}

/** The tables that the foreign keys of a new table reference. */
export function referencedByNew(action: ActionOf<"createTable">, context: LockContext): Targets {
  const own = context.schema.find(action.table).id;
  const constraints = [...action.constraints, ...action.columns.flatMap((it) => it.constraints)];
  const list = constraints
    .flatMap((it) => (it.references === null ? [] : [context.schema.find(it.references.table)]))
    .filter((it) => it.id !== own && it.name.name.known)
    .flatMap((it) => withPartitions(it, context).list);
  return { list, complete: action.open === null };
}
