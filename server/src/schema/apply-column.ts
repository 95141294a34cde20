import type { Action } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { addConstraint } from "./apply-constraint.ts";
import { readType } from "./catalog-names.ts";
import { elementLabels, renamedInText, storedName } from "./chosen-name.ts";
import { newColumn, newDefault, sequencePlace } from "./new-column.ts";
import { dependentViews, descendants, dropReferences } from "./relations-of.ts";
import { type CatalogText, type Column, type Constraint, type Index, ofKey, type Table } from "./schema-state.ts";
import { dropOwnedSequences, dropSequence, putSequence } from "./sequences.ts";
import { sequencesOf, usersOf } from "./users-of.ts";
import { addGap, addNamedGap, contradiction, known, type Place, putTable, removeTable, type Work } from "./work.ts";

type ActionOf<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;

/** ADD COLUMN: the column, its constraints, and the same in the tables below. */
export function addColumn(work: Work, place: Place, action: ActionOf<"addColumn">): void {
  const table = work.state.tables.get(place.key);
  if (table === undefined) return;
  const name = known(action.column.name);
  if (name === null) {
    const why = action.column.name.known ? undefined : action.column.name.why;
    if (why !== undefined) addNamedGap(work, why, action.table);
    return;
  }
  const stored = storedName(name);
  const before = table.columns.find((it) => it.name === stored);
  if (before !== undefined) {
    if (action.ifNotExists) return;
    if (before.gaps.length === 0 && table.gaps.length === 0) {
      contradiction(work, place, `the column ${stored} exists already by what was read before`);
    }
  }
  const column = newColumn(work, place, action.column);
  if (column === null) return;
  const now = work.state.tables.get(place.key) ?? table;
  putTable(work, place.key, { ...now, columns: [...now.columns.filter((it) => it.name !== stored), column] });
  for (const key of descendants(work, place.key)) {
    const child = work.state.tables.get(key);
    if (child === undefined || child.columns.some((it) => it.name === stored)) continue;
    putTable(work, key, { ...child, columns: [...child.columns, { ...column, inherited: true }] });
  }
  for (const constraint of inOrder(action.column.constraints)) {
    if (constraint.type !== "notNull") addConstraint(work, place, constraint, { isNewTable: false });
  }
}

/** PostgreSQL makes CHECKs with the column, then keys, then foreign keys. */
function inOrder<T extends { readonly type: Constraint["type"] | "notNull" }>(constraints: readonly T[]): readonly T[] {
  const rank = (it: T): number =>
    it.type === "check" ? 0 : it.type === "primaryKey" ? 1 : it.type === "foreignKey" ? 3 : 2;
  return [...constraints].sort((a, b) => rank(a) - rank(b));
}

/** DROP COLUMN takes along every index and constraint of the table that names it, foreign keys that rest on its keys, and its sequence. */
export function dropColumn(work: Work, place: Place, name: string, cascade: boolean): void {
  const table = work.state.tables.get(place.key);
  if (table === undefined) return;
  for (const key of descendants(work, place.key)) {
    const child = work.state.tables.get(key);
    if (child?.columns.find((it) => it.name === name)?.inherited === true) removeColumn(work, key, child, name);
  }
  removeColumn(work, place.key, table, name);
  if (!cascade) return;
  for (const key of dependentViews(work, place.key)) {
    const view = work.state.tables.get(key);
    if (view === undefined) continue;
    const why = { reason: "unsupported", detail: `whether the view names the dropped column ${name}` } as const;
    addGap(work, why, { kind: "relation", schema: view.schema, name: view.name });
  }
  for (const column of table.columns) {
    if (column.generated?.columns.includes(name) === true) dropColumn(work, place, column.name, true);
  }
}

function removeColumn(work: Work, key: string, table: Table, name: string): void {
  const lost = table.constraints.filter((it) => it.columns.includes(name) || it.include.includes(name));
  const names = new Set(lost.map((it) => it.name));
  for (const it of lost) {
    if (it.type === "primaryKey" || it.type === "unique") dropReferences(work, key, it.columns);
  }
  const now = work.state.tables.get(key) ?? table;
  const column = table.columns.find((it) => it.name === name);
  putTable(work, key, {
    ...now,
    columns: now.columns.filter((it) => it.name !== name),
    constraints: now.constraints.filter((it) => !names.has(it.name)),
    indexes: now.indexes.filter(
      (it) => !(it.constraint !== null && names.has(it.constraint)) && !namesColumn(it, name),
    ),
  });
  dropOwnedSequences(work, key, name);
  if (column?.ownedSequence != null) dropSequence(work, column.ownedSequence);
}

function namesColumn(index: Index, column: string): boolean {
  return (
    index.elements.some((it) => it.columns.includes(column)) ||
    index.include.includes(column) ||
    index.whereColumns.includes(column)
  );
}

/** RENAME COLUMN, also in what names the column: keys, indexes, expressions, foreign keys of other tables, tables below. */
export function renameColumn(work: Work, place: Place, from: string, to: string): void {
  for (const key of [place.key, ...descendants(work, place.key)]) {
    const table = work.state.tables.get(key);
    if (table !== undefined) putTable(work, key, withRenamedColumn(table, from, to));
  }
  const moved = new Set([place.key, ...descendants(work, place.key)]);
  const pointsThere = (it: Table): boolean =>
    it.constraints.some(({ references }) => references !== null && moved.has(references.table));
  const users = [...moved].flatMap((it) => usersOf(work.state, it, pointsThere));
  for (const [key, table] of new Map(users)) {
    const constraints = table.constraints.map((it) =>
      it.references === null || !moved.has(it.references.table)
        ? it
        : { ...it, references: { ...it.references, columns: it.references.columns.map((c) => (c === from ? to : c)) } },
    );
    putTable(work, key, { ...table, constraints });
  }
  for (const key of sequencesOf(work.state, place.key)) {
    const sequence = work.state.sequences.get(key);
    if (sequence?.ownedBy?.column === from)
      putSequence(work, key, { ...sequence, ownedBy: { ...sequence.ownedBy, column: to } });
  }
}

function withRenamedColumn(table: Table, from: string, to: string): Table {
  const name = (it: string): string => (it === from ? to : it);
  const text = (it: CatalogText, columns: readonly string[]): CatalogText =>
    it.form === "written" && columns.includes(from) ? { form: "written", text: renamedInText(it.text, from, to) } : it;
  const renamed = (names: readonly (string | null)[]) => names.map((it) => (it === null ? null : name(it)));
  return {
    ...table,
    ...(table.partitionKey === undefined ? {} : { partitionKey: renamed(table.partitionKey) }),
    ...(table.viewColumns === undefined ? {} : { viewColumns: renamed(table.viewColumns) }),
    columns: table.columns.map((it) => ({
      ...it,
      name: name(it.name),
      generated:
        it.generated === null
          ? null
          : {
              ...it.generated,
              expression: text(it.generated.expression, it.generated.columns),
              columns: it.generated.columns.map(name),
            },
    })),
    constraints: table.constraints.map((it) => ({
      ...it,
      columns: it.columns.map(name),
      include: it.include.map(name),
      expression: it.expression === null ? null : text(it.expression, it.columns),
      references:
        it.references === null ? null : { ...it.references, onDeleteColumns: it.references.onDeleteColumns.map(name) },
    })),
    indexes: table.indexes.map((it) => ({
      ...it,
      elements: it.elements.map((element) => ({
        ...element,
        column: element.column === null ? null : name(element.column),
        columns: element.columns.map(name),
        text: element.isPlain
          ? { form: "catalog", text: name(element.column ?? "") }
          : text(element.text, element.columns),
      })),
      include: it.include.map(name),
      where: it.where === null ? null : text(it.where, it.whereColumns),
      whereColumns: it.whereColumns.map(name),
    })),
  };
}

type ColumnAction = Extract<Action, { readonly column: { readonly known: boolean }; readonly table: QualifiedName }>;

/** ALTER COLUMN: type, NULL, default, identity, also in the tables below. */
export function alterColumn(
  work: Work,
  place: Place,
  action: Exclude<ColumnAction, { kind: "renameColumn" | "dropColumn" }>,
): void {
  const name = known(action.column);
  if (name === null) {
    if (!action.column.known) addNamedGap(work, action.column.why, action.table);
    return;
  }
  const stored = storedName(name);
  const table = work.state.tables.get(place.key);
  if (table !== undefined && !table.columns.some((it) => it.name === stored)) {
    if (table.gaps.length === 0) contradiction(work, place, `there is no column ${stored} by what was read before`);
    return;
  }
  if (table !== undefined && action.kind === "alterColumnType") remakeChecks(work, place, table, stored);
  for (const key of [place.key, ...descendants(work, place.key)]) {
    const owner = work.state.tables.get(key);
    const column = owner?.columns.find((it) => it.name === stored);
    if (owner === undefined || column === undefined) continue;
    // An identity belongs to the table itself; up to PostgreSQL 16 partitions have none.
    if (key !== place.key && /Identity$/.test(action.kind)) continue;
    const changed = changedColumn(work, { key, schema: owner.schema, name: owner.name }, column, action);
    const now = work.state.tables.get(key) ?? owner;
    putTable(work, key, {
      ...now,
      columns: now.columns.map((it) => (it.name === stored ? changed : it)),
      indexes: action.kind === "alterColumnType" ? now.indexes.map((it) => remadeIndex(it, stored)) : now.indexes,
    });
  }
}

/** A new type makes the indexes on the column anew: they call their columns as these are called now. */
function remadeIndex(index: Index, column: string): Index {
  if (!namesColumn(index, column)) return index;
  const names = [...index.elements.map((it, i) => it.column ?? index.labels[i] ?? "expr"), ...index.include];
  return { ...index, labels: elementLabels(names) };
}

/** A new type makes the CHECKs on the column anew, in the tables below as the table itself has them: NOT VALID where it has not been validated. */
function remakeChecks(work: Work, place: Place, table: Table, column: string): void {
  const names = table.constraints
    .filter((it) => it.type === "check" && !it.validated && it.columns.includes(column))
    .map((it) => it.name);
  if (names.length === 0) return;
  for (const key of descendants(work, place.key)) {
    const child = work.state.tables.get(key);
    if (child === undefined) continue;
    const constraints = child.constraints.map((it) => (names.includes(it.name) ? { ...it, validated: false } : it));
    putTable(work, key, { ...child, constraints });
  }
}

function changedColumn(
  work: Work,
  place: Place,
  column: Column,
  action: Exclude<ColumnAction, { kind: "renameColumn" | "dropColumn" }>,
): Column {
  switch (action.kind) {
    case "alterColumnType": {
      const { text, type } = readType(work, action.type);
      // What was not known of the type is over; the default's expression stays as it is, whatever the type (PostgreSQL 18, measured).
      return {
        ...column,
        type: text,
        baseType: type?.base ?? null,
        collation: known(action.collation),
      };
    }
    case "setNotNull":
      return { ...column, notNull: true };
    case "dropNotNull":
      return { ...column, notNull: false };
    case "setDefault":
      return {
        ...column,
        default: action.default.known
          ? newDefault(work, column, action.default.value)
          : { form: "unknown", why: action.default.why },
      };
    case "dropDefault":
      return { ...column, default: null };
    case "addIdentity": {
      const sequence = sequencePlace(work, place, column.name);
      const ownedBy = { table: place.key, column: column.name };
      const { schema, name } = sequence;
      putSequence(work, sequence.key, { schema, name, ownedBy, born: work.state.clock, gaps: [] });
      return { ...column, identity: action.identity ?? "byDefault", ownedSequence: sequence.key };
    }
    case "setIdentity":
      return { ...column, identity: action.identity ?? column.identity };
    case "dropIdentity":
      // IF EXISTS: the sequence of a SERIAL column is not an identity's.
      if (column.identity === null) return column;
      if (column.ownedSequence !== null) dropSequence(work, column.ownedSequence);
      return { ...column, identity: null, ownedSequence: null };
    case "dropExpression":
      return { ...column, generated: null };
    default:
      return column;
  }
}

/** The relation is gone, with its sequences; foreign keys that point to it are, too: without CASCADE there were none, or the statement fails. */
export function dropRelation(work: Work, key: string): void {
  for (const child of descendants(work, key)) {
    dropReferences(work, child);
    dropOwnedSequences(work, child, null);
    removeTable(work, child);
  }
  for (const view of dependentViews(work, key)) removeTable(work, view);
  dropReferences(work, key);
  dropOwnedSequences(work, key, null);
  removeTable(work, key);
  // What was not certain of it alone is over.
  const { schema, name } = ofKey(key);
  const gaps = work.state.gaps.filter(
    ({ touches: it }) => it.kind !== "relation" || it.schema !== schema || it.name !== name,
  );
  if (gaps.length < work.state.gaps.length) work.state = { ...work.state, gaps };
}
