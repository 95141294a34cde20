import type { PersistentMap } from "./persistent-map.ts";
import type { Gap, SchemaState, Table, UserType } from "./schema-state.ts";

interface Doubt {
  readonly gap: Gap;
  /** The change may not happen at all: what it takes away may still be there. Otherwise it happens, and only what it makes is not known for certain. */
  readonly mayNotHappen: boolean;
}

interface Fact {
  readonly gaps: readonly Gap[];
}

/** The state after a change that is not certain: every fact that differs from before carries the gap, and with `mayNotHappen` nothing goes. */
export function mergeStates(before: SchemaState, after: SchemaState, doubt: Doubt): SchemaState {
  const tables = mergeMaps(before.tables, after.tables, doubt, (old, now) => mergeTable(old, now, doubt));
  const withGap = <T extends Fact>(_: T, now: T): T => marked(now, doubt);
  return {
    ...after,
    tables,
    sequences: mergeMaps(before.sequences, after.sequences, doubt, withGap),
    types: withUncertainValues(before.types, mergeMaps(before.types, after.types, doubt, withGap), doubt),
    schemas: mergeMaps(before.schemas, after.schemas, doubt, withGap),
    extensions: mergeMaps(before.extensions, after.extensions, doubt, withGap),
    indexNames: doubt.mayNotHappen ? union(before.indexNames, after.indexNames) : after.indexNames,
    constraintNames: doubt.mayNotHappen ? union(before.constraintNames, after.constraintNames) : after.constraintNames,
    gone: doubt.mayNotHappen ? inBoth(before.gone, after.gone) : after.gone,
    functions: after.functions,
    gaps: doubt.mayNotHappen ? [...before.gaps, ...after.gaps.filter((it) => !before.gaps.includes(it))] : after.gaps,
    searchPath: doubt.mayNotHappen && !samePath(before.searchPath, after.searchPath) ? null : after.searchPath,
  };
}

/** A value that may not be added at all. */
function withUncertainValues(
  before: PersistentMap<UserType>,
  after: PersistentMap<UserType>,
  { gap, mayNotHappen }: Doubt,
): PersistentMap<UserType> {
  if (!mayNotHappen || before === after) return after;
  let result = after;
  for (const [key, type] of after.entries()) {
    if (type.kind !== "enum" || type.added?.at(-1)?.clock !== gap.clock) continue;
    const added = type.added.map((it) => (it.clock === gap.clock ? { ...it, certain: false } : it));
    result = result.set(key, { ...type, added });
  }
  return result;
}

function samePath(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === b || (a !== null && b !== null && a.join("\0") === b.join("\0"));
}

function marked<T extends Fact>(fact: T, { gap }: Doubt): T {
  // A fact that names its own reason of the same operation needs no second one.
  const { revision, direction, operation } = gap.at;
  const isNamed = fact.gaps.some(
    ({ at }) => at.operation === operation && at.revision === revision && at.direction === direction,
  );
  return isNamed ? fact : { ...fact, gaps: [...fact.gaps, gap] };
}

function mergeMaps<T extends Fact>(
  before: PersistentMap<T>,
  after: PersistentMap<T>,
  doubt: Doubt,
  merge: (old: T, now: T) => T,
): PersistentMap<T> {
  let result = after;
  for (const key of after.changedKeys(before)) {
    const [old, now] = [before.get(key), after.get(key)];
    if (now !== undefined) result = result.set(key, old === undefined ? marked(now, doubt) : merge(old, now));
    else if (doubt.mayNotHappen && old !== undefined) result = result.set(key, marked(old, doubt));
  }
  return result;
}

function union<T>(before: PersistentMap<T>, after: PersistentMap<T>): PersistentMap<T> {
  let result = after;
  for (const key of after.changedKeys(before)) {
    const old = before.get(key);
    if (old !== undefined && !after.has(key)) result = result.set(key, old);
  }
  return result;
}

/** What holds whether the change happens or not. */
function inBoth<T>(before: PersistentMap<T>, after: PersistentMap<T>): PersistentMap<T> {
  let result = after;
  for (const key of after.changedKeys(before)) if (!before.has(key)) result = result.delete(key);
  return result;
}

function mergeTable(old: Table, now: Table, doubt: Doubt): Table {
  const parts = {
    columns: mergeParts(old.columns, now.columns, doubt),
    constraints: mergeParts(old.constraints, now.constraints, doubt),
    indexes: mergeParts(old.indexes, now.indexes, doubt),
  };
  const { columns: _c, constraints: _k, indexes: _i, gaps: _g, born: _b, reads: _r, triggers: _t, ...oldRest } = old;
  const {
    columns: _c2,
    constraints: _k2,
    indexes: _i2,
    gaps: _g2,
    born: _b2,
    reads: _r2,
    triggers: _t2,
    ...nowRest
  } = now;
  const isSame = old.born === now.born && JSON.stringify(oldRest) === JSON.stringify(nowRest);
  const table = { ...now, ...parts, triggers: [...new Set([...old.triggers, ...now.triggers])] };
  return isSame ? table : marked(table, doubt);
}

function mergeParts<T extends Fact & { readonly name: string }>(
  old: readonly T[],
  now: readonly T[],
  doubt: Doubt,
): readonly T[] {
  if (old === now) return now;
  const result = now.map((it) => (old.includes(it) ? it : marked(it, doubt)));
  if (!doubt.mayNotHappen) return result;
  const gone = old.filter((it) => !now.some((other) => other.name === it.name));
  return [...result, ...gone.map((it) => marked(it, doubt))];
}
