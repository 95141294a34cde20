import { displayName, type QualifiedName } from "../postgres/name.ts";
import type { ActionOf } from "./action-of.ts";
import { applyFact, type EffectDraft, type LockContext, type Roles, unknownEffect } from "./effect-draft.ts";
import type { FactId } from "./lock-facts.ts";
import { none, one, type Target, type Targets } from "./lock-schema.ts";

export type IndexAction = ActionOf<"createIndex" | "dropIndex" | "renameIndex" | "reindex">;

/** What statements about indexes lock. */
export function indexLocks(action: IndexAction, context: LockContext): readonly EffectDraft[] {
  switch (action.kind) {
    case "createIndex":
      return createIndexLocks(action, context);
    case "dropIndex":
      return dropIndexLocks(action, context);
    case "renameIndex":
      return applyFact(context, "alter-index", { index: one(indexTarget(action.index, context)) });
    case "reindex":
      return reindexLocks(action, context);
  }
}

function createIndexLocks(action: ActionOf<"createIndex">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const table = schema.find(action.table);
  const { name } = action;
  const self = one(table);
  const exists = name?.known === true && table.table?.indexes.some((it) => it.name === name.value) === true;
  if (action.ifNotExists && exists) {
    return applyFact(context, action.concurrently ? "create-index-concurrently-exists" : "create-index-exists", {
      self,
    });
  }
  if (action.concurrently) return applyFact(context, "create-index-concurrently", { self });
  if (action.only && table.table?.kind === "partitioned table")
    return applyFact(context, "create-index-only", { self });
  return applyFact(context, "create-index", { self, descendants: action.only ? none : partitions(table, context) });
}

/** Indexes are for partitions too, but not for tables that inherit. */
function partitions(table: Target, context: LockContext): Targets {
  const below = context.schema.descendants(table);
  return { list: below.list.filter((it) => it.table?.partitionOf != null), complete: below.complete };
}

function dropIndexLocks(action: ActionOf<"dropIndex">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const table = schema.tableOfIndex(action.index) ?? (action.table === null ? null : schema.find(action.table));
  const index = one(indexTarget(action.index, context));
  if (table === null) {
    // Nothing is there to be locked, or it is older than the migrations.
    const dropped = applyFact(context, action.concurrently ? "drop-index-concurrently" : "drop-index", { index });
    const mode = action.concurrently ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
    const found = dropped.map((it) =>
      action.ifExists ? { ...it, mode: null, doubt: "whether there is such an index" } : it,
    );
    return [
      ...found,
      { ...unknownEffect(`the table of the index, which is locked too (${mode})`), rewrites: false, scans: false },
    ];
  }
  const self = one(table);
  if (action.concurrently) return applyFact(context, "drop-index-concurrently", { self, index });
  const below = partitions(table, context);
  const elements = table.table?.indexes.find((it) => isNamed(it.name, action.index))?.elements ?? [];
  const children = below.list.flatMap(
    (child) => schema.indexes(child, (it) => sameElements(it.elements, elements)).list,
  );
  return applyFact(context, "drop-index", {
    self,
    index,
    descendants: below,
    partitionIndexes: { list: children, complete: below.complete },
  });
}

function sameElements(
  a: readonly { readonly column: string | null; readonly columns: readonly string[] }[],
  b: typeof a,
): boolean {
  return (
    a.length === b.length &&
    a.every((it, at) => it.column === b[at]?.column && it.columns.join() === b[at]?.columns.join())
  );
}

function isNamed(name: string, written: QualifiedName): boolean {
  return written.name.known && written.name.value === name;
}

function reindexLocks(action: ActionOf<"reindex">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const { target } = action;
  if (target === null || action.object === "database" || action.object === "system") {
    return [unknownEffect("which relations the database has")];
  }
  if (action.object === "schema") {
    const inside = target.name.known ? schema.inSchema(target.name.value) : { list: [], complete: false };
    const tables = inside.list.filter((it) => it.object === "table" || it.object === "materialized view");
    const id = action.concurrently ? "reindex-table-concurrently" : "reindex-table";
    const found = tables.flatMap((it) => applyFact(context, id, { self: one(it) }));
    const isCreated = schema.state !== null && target.name.known && schema.state.schemas.has(target.name.value);
    return isCreated && inside.complete ? found : [...found, unknownEffect("which relations the schema has")];
  }
  if (action.object === "table") {
    const self = schema.find(target);
    if (self.table?.kind === "partitioned table") {
      const descendants = schema.descendants(self);
      if (!action.concurrently)
        return applyFact(context, "reindex-partitioned-table", { self: one(self), descendants });
      return descendants.list.flatMap((it) => applyFact(context, "reindex-table-concurrently", { self: one(it) }));
    }
    return applyFact(context, action.concurrently ? "reindex-table-concurrently" : "reindex-table", {
      self: one(self),
    });
  }
  const id: FactId = action.concurrently ? "reindex-index-concurrently" : "reindex-index";
  const table = schema.tableOfIndex(target);
  const roles: Roles = { index: one(indexTarget(target, context)) };
  if (table === null) {
    const weak = action.concurrently ? "SHARE UPDATE EXCLUSIVE" : "SHARE";
    return [
      ...applyFact(context, id, roles),
      { ...unknownEffect(`the table of the index, which is locked too (${weak})`), rewrites: false },
    ];
  }
  if (table.table?.kind !== "partitioned table") return applyFact(context, id, { ...roles, self: one(table) });
  const elements = table.table.indexes.find((it) => isNamed(it.name, target))?.elements ?? [];
  return [
    ...applyFact(context, "reindex-partitioned-index", { self: one(table), index: roles.index ?? none }),
    ...partitions(table, context).list.flatMap((child) => {
      const index = schema.indexes(child, (it) => sameElements(it.elements, elements));
      return applyFact(context, id, { self: one(child), index });
    }),
  ];
}

/** The index itself, as the schema names it where it knows it. */
export function indexTarget(name: QualifiedName, context: LockContext): Target {
  const table = context.schema.tableOfIndex(name);
  const found = table === null ? undefined : context.schema.indexes(table, (it) => isNamed(it.name, name)).list[0];
  if (found !== undefined) return { ...found, name };
  return { id: `?${displayName(name)}`, name, object: "index", table: null, key: null, exact: false };
}
