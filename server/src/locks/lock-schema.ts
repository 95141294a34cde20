import { known } from "../base/static.ts";
import { displayName, type QualifiedName } from "../postgres/name.ts";
import { findTable, isExact } from "../schema/find-table.ts";
import {
  type Constraint,
  type Index,
  ofKey,
  relationKey,
  type SchemaState,
  type Table,
} from "../schema/schema-state.ts";
import { usersOf } from "../schema/users-of.ts";
import type { LockedObject } from "./lock-effect.ts";

/** A relation that a statement may lock. */
export interface Target {
  /** The same for the same relation, however it is written. */
  readonly id: string;
  readonly name: QualifiedName;
  readonly object: LockedObject;
  /** What is known of it; null where nothing is. */
  readonly table: Table | null;
  /** Key in the schema; null where it is not known there. */
  readonly key: string | null;
  /** Nothing that could not be read can have changed what is known of it. */
  readonly exact: boolean;
  /** Of an index: its table. */
  readonly owner?: QualifiedName;
}

/** Relations in one role, and whether there can be others. */
export interface Targets {
  readonly list: readonly Target[];
  readonly complete: boolean;
}

export const none: Targets = { list: [], complete: true };

/** A role that one known relation has. */
export function one(target: Target): Targets {
  return { list: [target], complete: true };
}

/** What the lock table asks about the schema before a statement. Without a schema everything is unknown. */
export interface LockSchema {
  readonly state: SchemaState | null;
  find(name: QualifiedName): Target;
  /** Partitions and children at any depth. */
  descendants(target: Target): Targets;
  /** The tables of its foreign keys, with the partitions of these; `wanted` chooses among the keys. */
  referenced(target: Target, wanted?: (key: Constraint) => boolean): Targets;
  /** The tables whose foreign keys point to it, with their partitions. */
  referencing(target: Target, wanted?: (key: Constraint) => boolean): Targets;
  parent(target: Target): Targets;
  /** Other partitions of the same parent that take what no other takes. */
  defaultPartition(parent: Target, except: Target | null): Targets;
  sequences(target: Target, column?: string): Targets;
  /** Views that are made from it, at any depth. */
  views(target: Target): Targets;
  /** What a view reads, itself and through other views. */
  readBy(view: Target): Targets;
  /** Tables with a column of this type. */
  usersOfType(type: QualifiedName): Targets;
  /** Tables with a default that takes its values from the sequence. */
  usersOfSequence(sequence: QualifiedName): Targets;
  indexes(target: Target, wanted?: (index: Index) => boolean): Targets;
  /** The table that holds an index; null when it is not known. */
  tableOfIndex(index: QualifiedName): Target | null;
  /** Tables with a trigger that calls the function. */
  callersOf(functionName: QualifiedName): Targets;
  /** Everything in a schema. */
  inSchema(schema: string): Targets;
}

const nowhere = { start: 0, end: 0 };

/** Keys of the tables that name a table directly, in one way. */
type Users = (key: string) => readonly string[];

/** The answers of one state of the schema. */
export function lockSchema(state: SchemaState | null): LockSchema {
  const users = (key: string, names: (table: Table) => boolean): readonly string[] =>
    state === null ? [] : usersOf(state, key, names).map(([user]) => user);
  const children: Users = (key) => users(key, (it) => it.partitionOf === key || it.inherits.includes(key));
  const readers: Users = (key) => users(key, (it) => it.reads.includes(key));
  const nameOf = (key: string): QualifiedName => {
    const { schema, name } = ofKey(key);
    const isPlain = state?.searchPath?.[0] === schema;
    return { schema: isPlain ? null : known(schema, nowhere), name: known(name, nowhere) };
  };
  const ofTable = (key: string): Target => {
    const table = state?.tables.get(key) ?? null;
    return found(key, nameOf(key), table, state);
  };
  const below = (key: string, direct: Users): readonly string[] => {
    const keys = new Set<string>();
    const pending = [...direct(key)];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (keys.has(next) || next === key) continue;
      keys.add(next);
      pending.push(...direct(next));
    }
    return [...keys];
  };
  const withPartitions = (keys: readonly string[]): readonly Target[] =>
    [...new Set(keys.flatMap((it) => [it, ...below(it, children)]))].map(ofTable);
  // A table that no revision names is not in the state: others may hang on it that are not there either.
  const isWhole = (target: Target): boolean => target.table !== null && target.exact;

  const schema: LockSchema = {
    state,
    find(name) {
      const lookup = state === null ? null : findTable(state, name);
      if (lookup?.answer === "yes") {
        const { table } = lookup;
        return found(relationKey(table.schema, table.name), name, table, state);
      }
      const sequence = state === null ? null : keyIn(state, name, (key) => state.sequences.has(key));
      if (sequence !== null) {
        return { id: sequence, name, object: "sequence", table: null, key: sequence, exact: true };
      }
      return { id: `?${displayName(name)}`, name, object: "table", table: null, key: null, exact: false };
    },
    descendants(target) {
      if (target.key === null) return { list: [], complete: false };
      return { list: below(target.key, children).map(ofTable), complete: isWhole(target) };
    },
    referenced(target, wanted = () => true) {
      const keys = (target.table?.constraints ?? []).filter((it) => it.references !== null && wanted(it));
      const tables = keys.flatMap((it) => nonNull(it.references?.table)).filter((it) => it !== target.key);
      return { list: withPartitions(tables).filter((it) => it.id !== target.id), complete: isWhole(target) };
    },
    referencing(target, wanted = () => true) {
      if (target.key === null) return { list: [], complete: false };
      const tables = users(target.key, (table) =>
        table.constraints.some((it) => it.references?.table === target.key && wanted(it)),
      );
      return { list: withPartitions(tables.filter((it) => it !== target.key)), complete: isWhole(target) };
    },
    parent(target) {
      const keys = [...nonNull(target.table?.partitionOf ?? null), ...(target.table?.inherits ?? [])];
      return { list: keys.map(ofTable), complete: isWhole(target) };
    },
    defaultPartition(parent, except) {
      if (parent.key === null) return { list: [], complete: false };
      const others = children(parent.key)
        .map(ofTable)
        .filter((it) => it.id !== except?.id);
      return { list: others.filter((it) => it.table?.isDefaultPartition === true), complete: isWhole(parent) };
    },
    sequences(target, column) {
      const columns = (target.table?.columns ?? []).filter((it) => column === undefined || it.name === column);
      const keys = columns.flatMap((it) => nonNull(it.ownedSequence));
      return {
        list: keys.map((key) => ({ id: key, name: nameOf(key), object: "sequence", table: null, key, exact: true })),
        complete: isWhole(target),
      };
    },
    views(target) {
      if (target.key === null) return { list: [], complete: false };
      return { list: below(target.key, readers).map(ofTable), complete: isWhole(target) };
    },
    readBy(view) {
      if (view.table === null) return { list: [], complete: false };
      const list: Target[] = [];
      let complete = view.exact;
      const pending = [...view.table.reads];
      // A view that was read wrongly may read itself.
      const seen = new Set<string>([view.id]);
      for (let key = pending.shift(); key !== undefined; key = pending.shift()) {
        if (seen.has(key)) continue;
        seen.add(key);
        const target = ofTable(key);
        list.push(target);
        if (target.object !== "view") continue;
        complete &&= target.exact;
        pending.push(...(target.table?.reads ?? []));
      }
      return { list, complete };
    },
    usersOfType(type) {
      if (state === null || !type.name.known) return { list: [], complete: false };
      const users: Target[] = [];
      for (const [key, table] of state.tables.entries()) {
        if (table.kind !== "view" && table.columns.some((it) => isOfType(it.type, type))) users.push(ofTable(key));
      }
      return { list: users, complete: state.gaps.length === 0 };
    },
    usersOfSequence(sequence) {
      if (state === null || !sequence.name.known) return { list: [], complete: false };
      const pattern = `nextval('`;
      const { value } = sequence.name;
      const users: Target[] = [];
      for (const [key, table] of state.tables.entries()) {
        const reads = table.columns.some(
          ({ default: it }) =>
            it !== null && it.form !== "unknown" && it.text.includes(pattern) && it.text.includes(value),
        );
        if (reads) users.push(ofTable(key));
      }
      return { list: users, complete: state.gaps.length === 0 };
    },
    indexes(target, wanted = () => true) {
      const { table } = target;
      if (table === null) return { list: [], complete: false };
      const list = table.indexes.filter(wanted).map((it): Target => {
        const key = relationKey(table.schema, it.name);
        const name = nameOf(key);
        return { id: key, name, object: "index", table: null, key, exact: true, owner: target.name };
      });
      return { list, complete: target.exact };
    },
    tableOfIndex(index) {
      if (state === null) return null;
      const key = keyIn(state, index, (it) => state.indexNames.has(it));
      const table = key === null ? undefined : state.indexNames.get(key);
      return table === undefined ? null : ofTable(table);
    },
    callersOf(functionName) {
      if (state === null || !functionName.name.known) return { list: [], complete: false };
      const { value } = functionName.name;
      const list: Target[] = [];
      for (const [key, table] of state.tables.entries()) {
        if (table.triggers.some((it) => ofKey(it.function).name === value)) list.push(ofTable(key));
      }
      // Defaults, policies and views may call it too.
      return { list, complete: false };
    },
    inSchema(name) {
      if (state === null) return { list: [], complete: false };
      const list: Target[] = [];
      for (const [key, table] of state.tables.entries()) if (table.schema === name) list.push(ofTable(key));
      for (const [key, it] of state.sequences.entries()) {
        if (it.schema === name)
          list.push({ id: key, name: nameOf(key), object: "sequence", table: null, key, exact: true });
      }
      return { list, complete: state.gaps.length === 0 };
    },
  };
  return schema;
}

function found(key: string, name: QualifiedName, table: Table | null, state: SchemaState | null): Target {
  const exact = table !== null && state !== null && isExact(state, table);
  const kind = table?.kind;
  const object = kind === "view" || kind === "materialized view" ? kind : "table";
  return { id: key, name, object, table, key, exact };
}

function keyIn(state: SchemaState, name: QualifiedName, exists: (key: string) => boolean): string | null {
  if (!name.name.known || name.schema?.known === false) return null;
  const schemas = name.schema === null ? (state.searchPath ?? []) : [name.schema.value];
  for (const schema of schemas) {
    const key = relationKey(schema, name.name.value);
    if (exists(key)) return key;
  }
  return null;
}

function isOfType(text: Table["columns"][number]["type"], type: QualifiedName): boolean {
  if (text.form === "unknown" || !type.name.known) return false;
  const written = text.text.toLowerCase().replace(/(\[\d*\])+$|\(.*\)$/g, "");
  return written === type.name.value.toLowerCase() || written.endsWith(`.${type.name.value.toLowerCase()}`);
}

function nonNull<T>(value: T | null | undefined): readonly T[] {
  return value === null || value === undefined ? [] : [value];
}
