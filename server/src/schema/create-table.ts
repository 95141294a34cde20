import type { ConstraintDefinition, CreateTable } from "../postgres/action.ts";
import { dropRelation } from "./apply-column.ts";
import { addConstraint, copyKey } from "./apply-constraint.ts";
import { copyIndex } from "./apply-index.ts";
import { storedName } from "./chosen-name.ts";
import { newColumn } from "./new-column.ts";
import { type Column, type Constraint, type Gap, type Table, temporarySchema } from "./schema-state.ts";
import {
  addNamedGap,
  contradiction,
  existing,
  isRelation,
  isTable,
  newPlace,
  type Place,
  placeOf,
  putTable,
  type Work,
} from "./work.ts";

/** CREATE TABLE in all its forms. */
export function createTable(work: Work, action: CreateTable): void {
  const wanted = newPlace(work, action.table);
  if (wanted === null) {
    const why = action.table.name.known ? action.open : action.table.name.why;
    addNamedGap(work, why ?? { reason: "unsupported", detail: "the schema in which the table is made" }, action.table);
    return;
  }
  const place = action.temporary ? placeOf(temporarySchema, wanted.name) : wanted;
  const before = work.state.tables.get(place.key);
  if (before !== undefined || isRelation(work, place.key)) {
    if (action.ifNotExists) return;
    if (before !== undefined && before.gaps.length === 0) {
      contradiction(work, place, `the table ${place.name} exists already by what was read before`);
    }
    dropRelation(work, place.key);
  }
  const parents = parentsOf(work, action);
  const table: Table = {
    kind: action.detail?.isForeign === true ? "foreign table" : action.isPartitioned ? "partitioned table" : "table",
    schema: place.schema,
    name: place.name,
    temporary: action.temporary,
    columns: [],
    constraints: [],
    indexes: [],
    partitionOf: action.partitionOf === null ? null : (parents[0]?.key ?? null),
    isDefaultPartition: action.detail?.isDefaultPartition ?? false,
    ...(action.partitionKey === undefined
      ? {}
      : { partitionKey: action.partitionKey.map((it) => (it === null ? null : storedName(it))) }),
    triggers: [],
    inherits: action.partitionOf === null ? parents.map((it) => it.key) : [],
    reads: [],
    born: work.state.clock,
    gaps: openGaps(work, place, action),
  };
  putTable(work, place.key, table);
  const columns = ownColumns(work, place, action);
  const now = work.state.tables.get(place.key) ?? table;
  const isPartition = action.partitionOf !== null;
  putTable(work, place.key, { ...now, columns: merged(inheritedColumns(work, parents, isPartition), columns) });
  inheritChecks(work, place, parents);
  copyLikes(work, place, action);
  addConstraints(work, place, action);
  if (isPartition) for (const parent of parents) copyFromPartitioned(work, place, parent);
}

/** Why columns or constraints may be missing. */
function openGaps(work: Work, { schema, name }: Place, action: CreateTable): readonly Gap[] {
  const gap = (why: Gap["why"]): Gap => ({
    at: work.at,
    why,
    touches: { kind: "relation", schema, name },
    clock: work.state.clock,
  });
  const found: Gap[] = action.open === null ? [] : [gap(action.open)];
  if (action.columnsFrom === "query") found.push(gap({ reason: "query", detail: "the columns come from a query" }));
  if (action.columnsFrom === "type") found.push(gap({ reason: "unsupported", detail: "the columns come from a type" }));
  const unnamed = action.columns.find((it) => !it.name.known);
  if (unnamed !== undefined && !unnamed.name.known) found.push(gap(unnamed.name.why));
  const sources = [...action.inherits, ...(action.partitionOf === null ? [] : [action.partitionOf])];
  const likes = action.detail?.likes.map((it) => it.table) ?? (action.columnsFrom === "like" ? action.reads : []);
  for (const source of [...sources, ...likes]) {
    const parent = existing(work, source, isTable);
    const table = parent === null ? undefined : work.state.tables.get(parent.key);
    if (table === undefined)
      found.push(gap({ reason: "unsupported", detail: "the columns of a table that is not known" }));
    else found.push(...table.gaps);
  }
  return found;
}

function parentsOf(work: Work, action: CreateTable): readonly Place[] {
  const names = action.partitionOf === null ? action.inherits : [action.partitionOf];
  return names.flatMap((it) => existing(work, it, isTable) ?? []);
}

function ownColumns(work: Work, place: Place, action: CreateTable): readonly Column[] {
  const likes = action.detail?.likes ?? [];
  const columns: Column[] = [];
  for (let i = 0; i <= action.columns.length; i++) {
    for (const like of likes) {
      if (like.before !== i) continue;
      const source = existing(work, like.table, isTable);
      const table = source === null ? undefined : work.state.tables.get(source.key);
      columns.push(...(table?.columns ?? []).map((it) => likeColumn(work, place, it, new Set(like.including))));
    }
    const definition = action.columns[i];
    const column = definition === undefined ? null : newColumn(work, place, definition);
    if (column !== null) columns.push(column);
  }
  return columns;
}

/** LIKE copies names, types, NOT NULL; the rest only when it is asked for. */
function likeColumn(work: Work, place: Place, column: Column, including: ReadonlySet<string>): Column {
  const isGenerated = column.generated !== null;
  const copy: Column = {
    ...column,
    default: including.has("DEFAULTS") && !isGenerated ? column.default : null,
    generated: including.has("GENERATED") ? column.generated : null,
    identity: null,
    ownedSequence: null,
    inherited: false,
  };
  if (column.identity === null || !including.has("IDENTITY")) return copy;
  const span = { start: 0, end: 0 };
  const made = newColumn(work, place, {
    name: { known: true, value: column.name, span },
    type: { known: true, value: column.type.form === "unknown" ? "INTEGER" : column.type.text, span },
    nullable: null,
    default: null,
    identity: column.identity,
    generated: null,
    serial: false,
    collation: null,
    constraints: [],
    span,
    open: null,
  });
  return { ...copy, identity: column.identity, ownedSequence: made?.ownedSequence ?? null };
}

function copyLikes(work: Work, place: Place, action: CreateTable): void {
  for (const like of action.detail?.likes ?? []) {
    const source = existing(work, like.table, isTable);
    const table = source === null ? undefined : work.state.tables.get(source.key);
    if (table === undefined) continue;
    const including = new Set(like.including);
    if (including.has("CONSTRAINTS")) {
      const now = work.state.tables.get(place.key);
      const checks = table.constraints.flatMap((it) => (it.type === "check" ? [{ ...it, validated: true }] : []));
      if (now !== undefined) putTable(work, place.key, { ...now, constraints: [...now.constraints, ...checks] });
    }
    if (including.has("INDEXES")) copyIndexes(work, place, table);
  }
}

function copyIndexes(work: Work, place: Place, source: Table): void {
  for (const index of source.indexes) {
    const constraint = source.constraints.find((it) => it.name === index.constraint);
    const now = work.state.tables.get(place.key);
    if (constraint === undefined || now === undefined) copyIndex(work, place, index);
    else copyKey(work, place, now, constraint, index);
  }
}

function inheritedColumns(work: Work, parents: readonly Place[], isPartition: boolean): readonly Column[] {
  const columns: Column[] = [];
  for (const parent of parents) {
    for (const column of work.state.tables.get(parent.key)?.columns ?? []) {
      if (columns.some((it) => it.name === column.name)) continue;
      // Partitions have their parent's identity from PostgreSQL 17 on; children of inheritance never.
      const keepsIdentity = isPartition && (work.postgres === null || work.postgres >= 17);
      columns.push({
        ...column,
        identity: keepsIdentity ? column.identity : null,
        ownedSequence: null,
        inherited: true,
      });
    }
  }
  return columns;
}

/** A column that is written again is merged with the inherited one, at the inherited one's place. */
function merged(inherited: readonly Column[], own: readonly Column[]): readonly Column[] {
  const result = inherited.map((it) => {
    const again = own.find((other) => other.name === it.name);
    if (again === undefined) return it;
    return {
      ...it,
      inherited: false,
      notNull: it.notNull || again.notNull,
      default: again.default ?? it.default,
    };
  });
  return [...result, ...own.filter((it) => !inherited.some((other) => other.name === it.name))];
}

function inheritChecks(work: Work, place: Place, parents: readonly Place[]): void {
  const table = work.state.tables.get(place.key);
  if (table === undefined) return;
  const checks: Constraint[] = [];
  for (const parent of parents) {
    for (const it of work.state.tables.get(parent.key)?.constraints ?? []) {
      if (it.type === "check" && !it.noInherit && !checks.some((other) => other.name === it.name)) {
        checks.push({ ...it, validated: true });
      }
    }
  }
  if (checks.length > 0) putTable(work, place.key, { ...table, constraints: [...table.constraints, ...checks] });
}

/**
 * In PostgreSQL's order: CHECKs with the table, then the primary key, then the other keys, each as they are written, then foreign keys. A key on just the
 * columns of another is the same index, and one name of the two is enough (`transformIndexConstraints`, parser/parse_utilcmd.c).
 */
function addConstraints(work: Work, place: Place, action: CreateTable): void {
  const all = written(action);
  const ofType = (...types: readonly ConstraintDefinition["type"][]) => all.filter((it) => types.includes(it.type));
  const keys: ConstraintDefinition[] = [];
  for (const key of [...ofType("primaryKey"), ...ofType("unique", "exclude")]) {
    const same = key.type === "exclude" ? -1 : keys.findIndex((it) => isSameKey(it, key));
    const prior = keys[same];
    if (prior === undefined) keys.push(key);
    else if (prior.name === null) keys[same] = { ...prior, name: key.name };
  }
  for (const it of [...ofType("notNull"), ...ofType("check"), ...keys, ...ofType("foreignKey")]) {
    addConstraint(work, place, it, { isNewTable: true });
  }
}

/** Constraints of columns and of the table in the order in which they are written, where that is told. */
function written(action: CreateTable): readonly ConstraintDefinition[] {
  const all = [...action.columns.flatMap((it) => it.constraints), ...action.constraints];
  return action.detail === undefined ? all : [...all].sort((a, b) => a.span.start - b.span.start);
}

function isSameKey(a: ConstraintDefinition, b: ConstraintDefinition): boolean {
  if (a.type === "exclude") return false;
  const names = (it: ConstraintDefinition) => it.columns.map((column) => (column.known ? column.value : null));
  const shape = (it: ConstraintDefinition) =>
    JSON.stringify([
      names(it),
      it.detail?.include,
      it.deferrable,
      it.detail?.initiallyDeferred,
      it.detail?.nullsNotDistinct,
    ]);
  return !names(a).includes(null) && shape(a) === shape(b);
}

/** What a new or attached partition gets from its table: keys, indexes, foreign keys. */
function copyFromPartitioned(work: Work, place: Place, parent: Place): void {
  const from = work.state.tables.get(parent.key);
  if (from === undefined) return;
  for (const index of from.indexes) {
    const now = work.state.tables.get(place.key);
    const constraint = from.constraints.find((it) => it.name === index.constraint);
    if (now === undefined) continue;
    if (constraint === undefined) copyIndex(work, place, index);
    else copyKey(work, place, now, constraint, index);
  }
  const now = work.state.tables.get(place.key);
  const keys = from.constraints.filter((it) => it.type === "foreignKey");
  if (now !== undefined) putTable(work, place.key, { ...now, constraints: [...now.constraints, ...keys] });
}
