import type { Action } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { Constraint } from "../schema/schema-state.ts";
import type { ActionOf } from "./action-of.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext, unknownEffect } from "./effect-draft.ts";
import { isHarmless } from "./known-functions.ts";
import { lockModes } from "./lock-mode.ts";
import { none, one, type Target, type Targets } from "./lock-schema.ts";
import { readLocks } from "./table-locks.ts";

export type DataAction = ActionOf<
  "insert" | "select" | "update" | "delete" | "truncate" | "lockTable" | "cluster" | "vacuum" | "analyze"
>;

/** What statements about rows lock, and VACUUM and its like. */
export function dataLocks(action: DataAction, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const find = (names: readonly QualifiedName[]) => names.map((it) => schema.find(it));
  switch (action.kind) {
    case "insert":
      return [
        ...find(action.tables).flatMap((it) =>
          insertLocks(it, context, { hasConflict: action.locking?.options.includes("on conflict") === true }),
        ),
        ...readLocks(find(action.reads), context),
        ...callLocks(action, context),
      ];
    case "select":
      return selectLocks(action, context);
    case "update":
    case "delete":
      return [
        ...changeLocks(action, schema.find(action.table), context),
        ...readLocks(find(action.reads), context),
        ...callLocks(action, context),
      ];
    case "truncate":
      return find(action.tables).flatMap((it) => truncateLocks(action, it, context));
    case "lockTable":
      return find(action.tables).flatMap((it) => explicitLocks(action.mode, it, context));
    case "cluster":
    case "vacuum":
    case "analyze":
      return maintenanceLocks(action, context);
  }
}

function selectLocks(action: ActionOf<"select">, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  if (action.kind !== "select") return [];
  const reads = action.reads.map((it) => schema.find(it));
  const command = action.locking?.command ?? null;
  // EXPLAIN locks what the statement would, which is not told.
  if (command === "EXPLAIN") return [unknownEffect("what EXPLAIN locks")];
  const locked = action.tables.flatMap((it) => applyFact(context, "select-for-update", { self: one(schema.find(it)) }));
  if (command === "COPY") return reads.flatMap((it) => applyFact(context, "copy-to", { read: one(it) }));
  return [...locked, ...readLocks(reads, context), ...callLocks(action, context)];
}

function insertLocks(
  table: Target,
  context: LockContext,
  { hasConflict }: { readonly hasConflict: boolean },
): readonly EffectDraft[] {
  const { schema } = context;
  const found = applyFact(context, "insert", {
    self: one(table),
    referenced: table.table === null ? none : schema.referenced(table),
    sequences: schema.sequences(table),
  });
  // ON CONFLICT looks for the index that tells; what it updates is read through it.
  const arbiter = hasConflict ? applyFact(context, "insert-on-conflict", { self: one(table) }) : [];
  // Which partition a row goes to depends on the row.
  const partitions = schema.descendants(table).list.filter((it) => it.table?.partitionOf != null);
  const below = partitions.flatMap((it) => applyFact(context, "insert", { self: one(it) }));
  return [...found, ...arbiter, ...eitherOf(below, [], "which partition the rows go to")];
}

function changeLocks(
  action: ActionOf<"update" | "delete">,
  table: Target,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  const descendants = schema.descendants(table);
  const isWhole = !action.hasWhere && action.reads.length === 0;
  const own = applyFact(context, "update", { self: one(table), descendants }).map((it) =>
    // Without a condition every row is read; otherwise the planner decides.
    isWhole && it.scans === null && it.target?.object !== "index" ? { ...it, scans: true } : it,
  );
  const columns = action.columns.flatMap((it) => (it.known ? [it.value] : []));
  const touched = (names: readonly string[]): boolean =>
    action.kind === "delete" || names.length === 0 || names.some((it) => columns.includes(it));
  const referenced = action.kind === "delete" ? none : schema.referenced(table, (it) => touched(it.columns));
  // CASCADE, SET NULL and SET DEFAULT write to the rows that point here; otherwise they are looked for.
  const follows = (it: Constraint): boolean => {
    const then = action.kind === "delete" ? it.references?.onDelete : it.references?.onUpdate;
    return then === "CASCADE" || then === "SET NULL" || then === "SET DEFAULT";
  };
  const pointsHere = (it: Constraint): boolean => touched(it.references?.columns ?? []);
  const looked = schema.referencing(table, (it) => pointsHere(it) && !follows(it));
  const written = schema.referencing(table, (it) => pointsHere(it) && follows(it));
  const checked = [
    ...applyFact(context, "update", { referenced: known(referenced), referencing: known(looked) }),
    ...applyFact(context, "cascaded-write", { referencing: known(written) }),
  ];
  return [...own, ...eitherOf(checked, [], "whether a row's key is checked")];
}

/** Foreign keys lock weakly here, so that what is not known of them need not be said. */
function known(targets: Targets): Targets {
  return { list: targets.list, complete: true };
}

function truncateLocks(action: ActionOf<"truncate">, table: Target, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const descendants = action.locking?.options.includes("only") === true ? none : schema.descendants(table);
  const referencing: Target[] = [];
  const pending = action.cascade ? [table] : [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const it of schema.referencing(next).list) {
      if (referencing.some((other) => other.id === it.id) || it.id === table.id) continue;
      referencing.push(it);
      pending.push(it);
    }
  }
  const complete = !action.cascade || (table.table !== null && table.exact);
  const roles = { self: one(table), descendants, referencing: { list: referencing, complete } };
  const found = applyFact(context, "truncate", roles);
  const restart = applyFact(context, "restart-identity", { sequences: schema.sequences(table) });
  if (action.locking === undefined) return [...found, ...eitherOf(restart, [], "whether identities restart")];
  return action.locking.options.includes("restart identity") ? [...found, ...restart] : found;
}

function explicitLocks(mode: string, table: Target, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const wanted = lockModes.find((it) => it === mode);
  const below = table.object === "view" ? schema.readBy(table) : schema.descendants(table);
  const targets = [table, ...below.list];
  return targets.map((target): EffectDraft => {
    const doubt = wanted === undefined ? "which lock is taken" : null;
    return {
      ...unknownEffect(doubt ?? "", target),
      mode: wanted ?? null,
      rewrites: false,
      scans: false,
      facts: ["lock-table"],
      doubt,
    };
  });
}

function maintenanceLocks(
  action: ActionOf<"cluster" | "vacuum" | "analyze">,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  if (action.table === null) return [unknownEffect("which tables the database has")];
  const table = schema.find(action.table);
  const roles = { self: one(table), descendants: schema.descendants(table) };
  if (action.kind === "analyze") return applyFact(context, "analyze", roles);
  if (action.kind === "vacuum") return applyFact(context, action.full ? "vacuum-full" : "vacuum", roles);
  return applyFact(context, "cluster", roles);
}

/** Functions that a query calls, and sequences whose values it takes. */
export function callLocks(action: Action, context: LockContext): readonly EffectDraft[] {
  const { locking } = action;
  if (locking === undefined) return [];
  const sequences = locking.sequences.flatMap((it) =>
    applyFact(context, "use-sequence", { self: one({ ...context.schema.find(it), object: "sequence" }) }),
  );
  const foreign = locking.functions.filter((it) => !isHarmless(it));
  const unknown = foreign.map((it) => unknownEffect(`what the function ${it} does`));
  return [...sequences, ...unknown];
}
