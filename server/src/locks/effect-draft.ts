import type { LockCell, LockFact, Role } from "./lock-fact.ts";
import { type FactId, factFor } from "./lock-facts.ts";
import { type LockMode, strongerMode } from "./lock-mode.ts";
import type { LockSchema, Target, Targets } from "./lock-schema.ts";

/** What a statement does to one relation, before it is known in which transaction. */
export interface EffectDraft {
  /** Null: cannot tell which relation. */
  readonly target: Target | null;
  readonly mode: LockMode | null;
  readonly rewrites: boolean | null;
  readonly scans: boolean | null;
  readonly alone: boolean;
  readonly waits: boolean;
  readonly locksRows: boolean;
  readonly facts: readonly string[];
  readonly doubt: string | null;
}

export interface LockContext {
  readonly schema: LockSchema;
  readonly postgres: number;
  /** Whether the session's TimeZone has a fixed offset of zero; null: not known. */
  readonly fixedZone: boolean | null;
}

export type Roles = Readonly<Partial<Record<Role, Targets>>>;

const roleNames: Readonly<Record<Role, string>> = {
  self: "the relation",
  descendants: "its partitions and children",
  referenced: "the tables that its foreign keys reference",
  referencing: "the tables whose foreign keys reference it",
  parent: "its parent",
  defaultPartition: "the default partition",
  partition: "the partition",
  index: "its index",
  partitionIndexes: "the indexes of its partitions",
  sequences: "its sequences",
  read: "the tables that it reads",
  views: "the views that are made from it",
  users: "the tables that use it",
};

/** Roles of which nothing need be said when it is not known whether anything has them: what is locked there disturbs no table. */
const quiet: ReadonlySet<Role> = new Set(["index", "partitionIndexes", "sequences"]);

/** The effects of one row of the lock table on the relations in its roles. */
export function applyFact(context: LockContext, id: FactId, roles: Roles): readonly EffectDraft[] {
  const fact = factFor(id, context.postgres);
  const found: EffectDraft[] = [];
  let hidden = false;
  for (const [role, cell] of Object.entries(fact.locks) as [Role, LockCell][]) {
    const targets = roles[role];
    if (targets === undefined) continue;
    for (const target of targets.list) found.push(...targetEffects(context, fact, cell, target));
    if (targets.complete || quiet.has(role)) continue;
    if (role === "descendants") hidden = true;
    else if (role !== "self") found.push(unseen(fact, cell, roleNames[role]));
  }
  if (!hidden) return found;
  const doubt = "whether it has partitions or children, which are locked too";
  return found.map((it) => (roles.self?.list.includes(it.target as Target) ? { ...it, doubt: it.doubt ?? doubt } : it));
}

function targetEffects(context: LockContext, fact: LockFact, cell: LockCell, target: Target): readonly EffectDraft[] {
  // A partitioned table and a view hold no rows.
  const isEmpty = target.table?.kind === "partitioned table" || target.table?.kind === "view";
  const base = draftOf(fact, target, cell.mode);
  const own: EffectDraft = {
    ...base,
    rewrites: isEmpty ? false : (cell.rewrites ?? false),
    scans: isEmpty ? false : cell.scans === undefined ? false : cell.scans,
    locksRows: fact.locksRows === true && cell.mode !== "ACCESS SHARE" && target.object !== "sequence",
  };
  const mode = target.table?.kind === "partitioned table" ? cell.partitionedIndexes : cell.indexes;
  if (mode === undefined) return [own];
  const indexes = context.schema.indexes(target).list;
  return [own, ...indexes.map((it) => ({ ...draftOf(fact, it, mode), rewrites: !isEmpty && cell.rebuilds === true }))];
}

function draftOf(fact: LockFact, target: Target | null, mode: LockMode | null): EffectDraft {
  return {
    target,
    mode,
    rewrites: false,
    scans: false,
    alone: fact.alone === true,
    waits: fact.waits === true,
    locksRows: false,
    facts: [fact.id],
    doubt: null,
  };
}

/** Relations in a role that cannot be named: there may be none. */
function unseen(fact: LockFact, cell: LockCell, who: string): EffectDraft {
  const doubt = `${who}, which would be locked too (${cell.mode})`;
  return { ...draftOf(fact, null, null), rewrites: cell.rewrites === undefined ? false : null, scans: null, doubt };
}

/** Something that may lock anything, or nothing. */
export function unknownEffect(doubt: string, target: Target | null = null): EffectDraft {
  return {
    target,
    mode: null,
    rewrites: null,
    scans: null,
    alone: false,
    waits: false,
    locksRows: false,
    facts: [],
    doubt,
  };
}

/** What is certain when one of the two happens and it is not known which. */
export function eitherOf(a: readonly EffectDraft[], b: readonly EffectDraft[], doubt: string): readonly EffectDraft[] {
  const first = mergeDrafts(a);
  const second = mergeDrafts(b);
  const partner = (list: readonly EffectDraft[], it: EffectDraft) => list.find((other) => idOf(other) === idOf(it));
  const both = first.map((it) => {
    const other = partner(second, it);
    if (other === undefined)
      return { ...it, mode: null, rewrites: nullOrFalse(it.rewrites), scans: nullOrFalse(it.scans), doubt };
    const isSame = it.mode === other.mode && it.rewrites === other.rewrites && it.scans === other.scans;
    return {
      ...it,
      mode: it.mode === other.mode ? it.mode : null,
      rewrites: it.rewrites === other.rewrites ? it.rewrites : null,
      scans: it.scans === other.scans ? it.scans : null,
      facts: [...new Set([...it.facts, ...other.facts])],
      doubt: isSame ? it.doubt : doubt,
    };
  });
  const rest = second
    .filter((it) => partner(first, it) === undefined)
    .map((it) => ({ ...it, mode: null, rewrites: nullOrFalse(it.rewrites), scans: nullOrFalse(it.scans), doubt }));
  return [...both, ...rest];
}

function nullOrFalse(value: boolean | null): boolean | null {
  return value === false ? false : null;
}

/** One effect for each relation: the strongest of its locks, and all that happens to it. */
export function mergeDrafts(drafts: readonly EffectDraft[]): readonly EffectDraft[] {
  const merged = new Map<string, EffectDraft>();
  for (const it of drafts) {
    const id = idOf(it);
    const other = merged.get(id);
    merged.set(id, other === undefined ? it : stronger(other, it));
  }
  return [...merged.values()];
}

function idOf(draft: EffectDraft): string {
  return draft.target?.id ?? `-${draft.doubt ?? ""}`;
}

function stronger(a: EffectDraft, b: EffectDraft): EffectDraft {
  const modes = [a.mode, b.mode];
  const known = modes
    .filter((it) => it !== null)
    .reduce<LockMode | null>((x, y) => (x === null ? y : strongerMode(x, y)), null);
  // Nothing is stronger than ACCESS EXCLUSIVE, so beside it an unknown mode changes nothing.
  const mode = modes.includes(null) && known !== "ACCESS EXCLUSIVE" ? null : known;
  return {
    target: a.target,
    mode,
    rewrites: anyOf(a.rewrites, b.rewrites),
    scans: anyOf(a.scans, b.scans),
    alone: a.alone || b.alone,
    waits: a.waits || b.waits,
    locksRows: a.locksRows || b.locksRows,
    facts: [...new Set([...a.facts, ...b.facts])],
    doubt: a.doubt ?? b.doubt,
  };
}

function anyOf(a: boolean | null, b: boolean | null): boolean | null {
  return a === true || b === true ? true : a === null || b === null ? null : false;
}
