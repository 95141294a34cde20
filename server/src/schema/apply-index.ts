import type { CreateIndex } from "../postgres/action.ts";
import { quoteIdentifier } from "../postgres/quote-identifier.ts";
import { chosenName, elementLabels, joinedColumns, storedName } from "./chosen-name.ts";
import { descendants } from "./relations-of.ts";
import { type Gap, type Index, type IndexElement, relationKey } from "./schema-state.ts";
import { contradiction, isRelation, type Place, placeOf, putTable, type Work } from "./work.ts";

/** CREATE INDEX, on a partitioned table also on its partitions. */
export function createIndex(work: Work, place: Place, action: CreateIndex): void {
  const table = work.state.tables.get(place.key);
  if (table === undefined) return;
  const index = newIndex(work, place, action);
  const key = relationKey(place.schema, index.name);
  const holder = work.state.indexNames.get(key);
  if (holder !== undefined && action.name !== null) {
    if (action.ifNotExists) return;
    const held = work.state.tables.get(holder);
    const before = held?.indexes.find((it) => it.name === index.name);
    if (before?.gaps.length === 0 && table.gaps.length === 0) {
      contradiction(work, place, `the index ${index.name} exists already by what was read before`);
    }
    dropIndex(work, placeOf(place.schema, index.name));
  }
  const now = work.state.tables.get(place.key) ?? table;
  const isPartitioned = now.kind === "partitioned table";
  putTable(work, place.key, {
    ...now,
    indexes: [...now.indexes, { ...index, valid: !(isPartitioned && action.only) }],
  });
  if (!isPartitioned || action.only) return;
  for (const child of descendants(work, place.key)) {
    const partition = work.state.tables.get(child);
    if (partition === undefined) continue;
    const own = { key: child, schema: partition.schema, name: partition.name };
    copyIndex(work, own, index);
  }
}

/** The index of a partitioned table as a partition has it, under a name that PostgreSQL chooses. */
export function copyIndex(work: Work, place: Place, index: Index): void {
  const table = work.state.tables.get(place.key);
  if (table === undefined) return;
  putTable(work, place.key, {
    ...table,
    indexes: [...table.indexes, { ...index, name: indexName(work, place, index.labels), constraint: null }],
  });
}

function labelsOf(action: CreateIndex): readonly string[] {
  const elements =
    action.detail?.elements.map((it) => it.label) ?? action.columns.map((it) => (it?.known ? it.value : "expr"));
  return [...elements, ...action.include.flatMap((it) => (it.known ? [it.value] : []))];
}

function indexName(work: Work, place: Place, labels: readonly string[]): string {
  const second = joinedColumns(elementLabels(labels));
  return chosenName({ first: place.name, second, label: "idx" }, (it) =>
    isRelation(work, relationKey(place.schema, it)),
  );
}

function newIndex(work: Work, place: Place, action: CreateIndex): Index {
  const { detail } = action;
  const { schema, name } = place;
  const unknown = [...action.columns, ...action.include, action.name, action.where, action.method].find(
    (it) => it !== null && !it.known,
  );
  const gaps: readonly Gap[] =
    unknown === undefined || unknown === null || unknown.known
      ? []
      : [{ at: work.at, why: unknown.why, touches: { kind: "relation", schema, name }, clock: work.state.clock }];
  const elements: readonly IndexElement[] =
    detail?.elements.map((it) => ({
      column: it.column,
      isPlain: it.isPlain,
      columns: it.columns,
      text:
        it.isPlain && it.column !== null ? { form: "catalog", text: it.column } : { form: "written", text: it.text },
    })) ??
    action.columns.flatMap((it): IndexElement[] => {
      if (it === null) {
        const why = { reason: "unsupported", detail: "an expression of the index" } as const;
        return [{ column: null, isPlain: false, columns: [], text: { form: "unknown", why } }];
      }
      if (!it.known) return [];
      return [
        {
          column: it.value,
          isPlain: false,
          columns: [it.value],
          text: { form: "written", text: quoteIdentifier(it.value) },
        },
      ];
    });
  return {
    name: action.name?.known === true ? storedName(action.name.value) : indexName(work, place, labelsOf(action)),
    elements,
    include: action.include.flatMap((it) => (it.known ? [it.value] : [])),
    labels: elementLabels(labelsOf(action)),
    unique: action.unique,
    nullsNotDistinct: detail?.nullsNotDistinct ?? false,
    method: action.method?.known === true ? action.method.value : "btree",
    where:
      action.where === null
        ? null
        : action.where.known
          ? { form: "written", text: action.where.value }
          : { form: "unknown", why: action.where.why },
    whereColumns: detail?.whereColumns ?? [],
    constraint: null,
    valid: true,
    gaps,
  };
}

/** Takes an index away, on a partitioned table also those of the partitions that were made with it. False when there is none. */
export function dropIndex(work: Work, place: Place): boolean {
  const holder = work.state.indexNames.get(place.key);
  const table = holder === undefined ? undefined : work.state.tables.get(holder);
  const index = table?.indexes.find((it) => it.name === place.name);
  if (holder === undefined || table === undefined || index === undefined) return false;
  const shape = shapeOf(index);
  for (const key of descendants(work, holder)) {
    const child = work.state.tables.get(key);
    const own = child?.indexes.find((it) => it.constraint === null && shapeOf(it) === shape);
    if (child === undefined || own === undefined) continue;
    putTable(work, key, { ...child, indexes: child.indexes.filter((it) => it !== own) });
  }
  putTable(work, holder, { ...table, indexes: table.indexes.filter((it) => it !== index) });
  return true;
}

function shapeOf(index: Index): string {
  return JSON.stringify([index.elements.map((it) => it.text), index.include, index.unique, index.method, index.where]);
}

/** RENAME of an index; the constraint that it belongs to has its name. False when there is none. */
export function renameIndex(work: Work, place: Place, to: string): boolean {
  const holder = work.state.indexNames.get(place.key);
  const table = holder === undefined ? undefined : work.state.tables.get(holder);
  if (holder === undefined || table === undefined) return false;
  putTable(work, holder, {
    ...table,
    indexes: table.indexes.map((it) =>
      it.name === place.name ? { ...it, name: to, constraint: it.constraint === null ? null : to } : it,
    ),
    constraints: table.constraints.map((it) =>
      it.name === place.name && hasIndex(it.type) ? { ...it, name: to } : it,
    ),
  });
  return true;
}

export function hasIndex(type: string): boolean {
  return type === "primaryKey" || type === "unique" || type === "exclude";
}
