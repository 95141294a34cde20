import type { Static, Unknown } from "../base/static.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { storedName } from "./chosen-name.ts";
import type { PersistentMap } from "./persistent-map.ts";
import {
  type Gap,
  type Gone,
  type Origin,
  relationKey,
  type SchemaState,
  type Table,
  type Touch,
  temporarySchema,
} from "./schema-state.ts";
import { withUsers } from "./users-of.ts";

/** One statement while it is applied: `state` is replaced by every change. */
export interface Work {
  state: SchemaState;
  readonly at: Origin;
  /** Major version of PostgreSQL; null when it is not known. */
  readonly postgres: number | null;
}

export interface Place {
  readonly key: string;
  readonly schema: string;
  readonly name: string;
}

/** The effect of something is not known: what it can have touched is tainted from here on. */
export function addGap(work: Work, why: Unknown, touch: Touch): Gap {
  const gap: Gap = { at: work.at, why, touches: touch, clock: work.state.clock };
  work.state = { ...work.state, gaps: [...work.state.gaps, gap] };
  return gap;
}

/** A gap of a name that may be known only in part. */
export function addNamedGap(work: Work, why: Unknown, name: QualifiedName | null): void {
  if (name === null || !name.name.known) {
    const schema = name?.schema;
    addGap(work, why, schema?.known === true ? { kind: "schema", schema: schema.value } : { kind: "anything" });
    return;
  }
  const place = name.schema?.known === false ? null : existing(work, name, isRelation);
  if (place !== null) addGap(work, why, { kind: "relation", schema: place.schema, name: place.name });
  else addGap(work, why, { kind: "names", names: [storedName(name.name.value)] });
}

export function isRelation(work: Work, key: string): boolean {
  const { tables, sequences, indexNames } = work.state;
  return tables.has(key) || sequences.has(key) || indexNames.has(key);
}

export function isTable(work: Work, key: string): boolean {
  return work.state.tables.has(key);
}

export function isType(work: Work, key: string): boolean {
  return work.state.types.has(key);
}

/** The object that a name means, by the search path; null when there is none, or when the name is not known. */
export function existing(work: Work, name: QualifiedName, exists: (work: Work, key: string) => boolean): Place | null {
  if (!name.name.known || name.schema?.known === false) return null;
  const value = storedName(name.name.value);
  const schemas = name.schema === null ? [temporarySchema, ...(work.state.searchPath ?? [])] : [name.schema.value];
  for (const schema of schemas) {
    const key = relationKey(schema, value);
    if (exists(work, key)) return { key, schema, name: value };
  }
  return null;
}

/** Where a new object of this name is made; null when that is not known. */
export function newPlace(work: Work, name: QualifiedName): Place | null {
  if (!name.name.known || name.schema?.known === false) return null;
  const schema = name.schema === null ? work.state.searchPath?.[0] : name.schema.value;
  if (schema === undefined) return null;
  return placeOf(schema, storedName(name.name.value));
}

export function placeOf(schema: string, name: string): Place {
  return { key: relationKey(schema, name), schema, name };
}

export function putTable(work: Work, key: string, table: Table): void {
  const { state } = work;
  const before = state.tables.get(key);
  let { indexNames, constraintNames } = state;
  if (before?.indexes !== table.indexes) {
    for (const index of before?.indexes ?? []) {
      if (!table.indexes.some((it) => it.name === index.name)) {
        indexNames = indexNames.delete(relationKey(table.schema, index.name));
      }
    }
    for (const index of table.indexes) indexNames = indexNames.set(relationKey(table.schema, index.name), key);
  }
  if (before?.constraints !== table.constraints) {
    constraintNames = withoutConstraints(constraintNames, before);
    for (const it of table.constraints) {
      const name = relationKey(table.schema, it.name);
      constraintNames = constraintNames.set(name, (constraintNames.get(name) ?? 0) + 1);
    }
  }
  let gone = state.gone.delete(key);
  if (before?.indexes !== table.indexes) {
    for (const index of before?.indexes ?? []) {
      if (!table.indexes.some((it) => it.name === index.name)) gone = withGone(work, gone, table.schema, index.name);
    }
    for (const index of table.indexes) gone = gone.delete(relationKey(table.schema, index.name));
  }
  const hasInheritance = state.hasInheritance || table.partitionOf !== null || table.inherits.length > 0;
  const hasTemporary = state.hasTemporary || table.temporary;
  work.state = {
    ...state,
    tables: state.tables.set(key, table),
    indexNames,
    constraintNames,
    users: withUsers(state.users, key, table, before),
    gone,
    hasInheritance,
    hasTemporary,
  };
}

function withoutConstraints(names: PersistentMap<number>, table: Table | undefined): PersistentMap<number> {
  let result = names;
  for (const it of table?.constraints ?? []) {
    const name = relationKey(table?.schema ?? "", it.name);
    const count = (result.get(name) ?? 1) - 1;
    result = count > 0 ? result.set(name, count) : result.delete(name);
  }
  return result;
}

export function removeTable(work: Work, key: string): void {
  const { state } = work;
  const table = state.tables.get(key);
  if (table === undefined) return;
  let indexNames = state.indexNames;
  for (const index of table.indexes) indexNames = indexNames.delete(relationKey(table.schema, index.name));
  const constraintNames = withoutConstraints(state.constraintNames, table);
  work.state = { ...state, tables: state.tables.delete(key), indexNames, constraintNames };
  markGone(work, key, null);
  for (const index of table.indexes) markGone(work, relationKey(table.schema, index.name), null);
}

/** From here on there is no relation of this name; `nowAt` is the key under which it goes on. */
export function markGone(work: Work, key: string, nowAt: string | null): void {
  const gone = work.state.gone.set(key, { at: work.at, clock: work.state.clock, nowAt });
  work.state = { ...work.state, gone };
}

/** A relation that no migration made is gone after its DROP, too. */
export function forget(work: Work, name: QualifiedName): void {
  const place = newPlace(work, name);
  if (place !== null && !isRelation(work, place.key) && !work.state.gone.has(place.key))
    markGone(work, place.key, null);
}

function withGone(work: Work, gone: PersistentMap<Gone>, schema: string, name: string): PersistentMap<Gone> {
  return gone.set(relationKey(schema, name), { at: work.at, clock: work.state.clock, nowAt: null });
}

/** The statement does not fit what was read before: it would fail, or something before it is not as it was read. */
export function contradiction(
  work: Work,
  place: Place | { readonly schema: string; readonly name: string },
  detail: string,
): void {
  addGap(work, { reason: "unsupported", detail }, { kind: "relation", schema: place.schema, name: place.name });
}

export function known(text: Static<string> | null): string | null {
  return text?.known === true ? text.value : null;
}
