import type { ConstraintDefinition } from "../postgres/action.ts";
import { chosenName, elementLabels, joinedColumns, storedName } from "./chosen-name.ts";
import { descendants, dropReferences } from "./relations-of.ts";
import {
  type CatalogText,
  type Constraint,
  type Gap,
  type Index,
  type IndexElement,
  relationKey,
  type Table,
} from "./schema-state.ts";
import { contradiction, existing, isRelation, isTable, newPlace, type Place, putTable, type Work } from "./work.ts";

const labels: Readonly<Record<Constraint["type"], string>> = {
  primaryKey: "pkey",
  unique: "key",
  check: "check",
  foreignKey: "fkey",
  exclude: "excl",
};

/** Adds the constraint, with its index where it has one, to the table and to those below it. In a new table NOT VALID means nothing. */
export function addConstraint(
  work: Work,
  place: Place,
  definition: ConstraintDefinition,
  options: { readonly isNewTable: boolean },
): void {
  const table = work.state.tables.get(place.key);
  if (table === undefined) return;
  const columns = columnNames(definition);
  if (definition.type === "notNull") {
    const isSet = table.columns.map((it) => (columns.includes(it.name) ? { ...it, notNull: true } : it));
    putTable(work, place.key, { ...table, columns: isSet });
    return;
  }
  const usingIndex = definition.usingIndex?.known === true ? storedName(definition.usingIndex.value) : null;
  const promoted = table.indexes.find((it) => it.name === usingIndex);
  const keyColumns = promoted === undefined ? columns : promoted.elements.flatMap((it) => it.columns);
  const gaps = definitionGaps(work, place, definition);
  const type = definition.type;
  const name =
    definition.name === null
      ? (promoted?.name ?? constraintName(work, place, definition, keyColumns))
      : definition.name.known
        ? storedName(definition.name.value)
        : constraintName(work, place, definition, keyColumns);
  const before = table.constraints.find((it) => it.name === name);
  if (before !== undefined && before.gaps.length === 0 && table.gaps.length === 0) {
    contradiction(work, place, `the constraint ${name} exists already by what was read before`);
  }
  const { detail } = definition;
  const constraint: Constraint = {
    name,
    type,
    columns: type === "check" || type === "exclude" ? (detail?.expressionColumns ?? columns) : keyColumns,
    references: references(work, definition),
    include: detail?.include ?? [],
    expression: expression(definition),
    deferrable: definition.deferrable || (detail?.initiallyDeferred ?? false),
    initiallyDeferred: detail?.initiallyDeferred ?? false,
    validated: options.isNewTable || !definition.notValid,
    noInherit: detail?.noInherit ?? false,
    nullsNotDistinct: detail?.nullsNotDistinct ?? false,
    gaps,
  };
  const index = type === "foreignKey" || type === "check" ? null : constraintIndex(constraint, promoted, definition);
  const notNull = type === "primaryKey" ? keyColumns : [];
  putTable(work, place.key, {
    ...(work.state.tables.get(place.key) ?? table),
    columns: table.columns.map((it) => (notNull.includes(it.name) ? { ...it, notNull: true } : it)),
    constraints: [...table.constraints.filter((it) => it.name !== name), constraint],
    indexes:
      index === null
        ? table.indexes
        : [...table.indexes.filter((it) => it.name !== index.name && it !== promoted), index],
  });
  inheritConstraint(work, place, constraint, index ?? undefined);
}

function columnNames(definition: ConstraintDefinition): readonly string[] {
  return definition.columns.flatMap((it) => (it.known ? [storedName(it.value)] : []));
}

function definitionGaps(work: Work, { schema, name }: Place, definition: ConstraintDefinition): readonly Gap[] {
  const unknowns = [
    ...(definition.name === null ? [] : [definition.name]),
    ...definition.columns,
    ...(definition.expression === null ? [] : [definition.expression]),
    ...(definition.references === null ? [] : [definition.references.table.name, ...definition.references.columns]),
  ];
  const why = unknowns.find((it) => !it.known);
  if (why === undefined || why.known) return [];
  return [{ at: work.at, why: why.why, touches: { kind: "relation", schema, name }, clock: work.state.clock }];
}

function expression(definition: ConstraintDefinition): CatalogText | null {
  if (definition.type === "exclude") {
    const text = definition.detail?.exclusion ?? null;
    if (text === null) return { form: "unknown", why: { reason: "unsupported", detail: "what EXCLUDE compares" } };
    return { form: "written", text };
  }
  if (definition.expression === null) return null;
  if (!definition.expression.known) return { form: "unknown", why: definition.expression.why };
  return { form: "written", text: definition.expression.value };
}

function references(work: Work, definition: ConstraintDefinition): Constraint["references"] {
  const target = definition.references;
  if (target === null) return null;
  const place = existing(work, target.table, isTable) ?? newPlace(work, target.table);
  const written = target.columns.flatMap((it) => (it.known ? [storedName(it.value)] : []));
  const table = place === null ? undefined : work.state.tables.get(place.key);
  const key = table?.constraints.find((it) => it.type === "primaryKey")?.columns;
  return {
    table: place?.key ?? relationKey("?", "?"),
    columns: written.length > 0 ? written : (key ?? []),
    onDelete: target.onDelete,
    onUpdate: target.onUpdate,
    matchFull: definition.detail?.matchFull ?? false,
    onDeleteColumns: definition.detail?.onDeleteColumns ?? [],
  };
}

/** The name that PostgreSQL chooses. Names of constraints and relations of the schema, and for keys both, are taken. */
export function constraintName(
  work: Work,
  place: Place,
  definition: Pick<ConstraintDefinition, "type" | "detail">,
  columns: readonly string[],
): string {
  const type = definition.type === "notNull" ? "check" : definition.type;
  const isIndex = type !== "check" && type !== "foreignKey";
  const isTaken = (name: string): boolean => {
    const key = relationKey(place.schema, name);
    return work.state.constraintNames.has(key) || (isIndex && isRelation(work, key));
  };
  const parts = { first: place.name, label: labels[type] };
  if (type === "primaryKey") return chosenName({ ...parts, second: null }, isTaken);
  if (type === "check") {
    const named = definition.detail?.expressionColumns ?? columns;
    return chosenName({ ...parts, second: named.length === 1 ? (named[0] ?? null) : null }, isTaken);
  }
  const all = [...columns, ...(definition.detail?.include ?? [])];
  return chosenName({ ...parts, second: joinedColumns(isIndex ? elementLabels(all) : all) }, isTaken);
}

/** The name of the copy of a key, which is made of what its index calls the columns. */
function copyName(work: Work, place: Place, constraint: Constraint, index: Index | undefined): string {
  const columns = index?.labels ?? [...constraint.columns, ...constraint.include];
  return constraintName(work, place, { type: constraint.type }, columns);
}

function constraintIndex(
  constraint: Constraint,
  promoted: Index | undefined,
  definition: ConstraintDefinition | null,
): Index {
  if (promoted !== undefined) return { ...promoted, name: constraint.name, constraint: constraint.name };
  const element = (column: string): IndexElement => ({
    column,
    isPlain: true,
    columns: [column],
    text: { form: "catalog", text: column },
  });
  const isExclusion = constraint.type === "exclude";
  return {
    name: constraint.name,
    elements: constraint.columns.map(element),
    include: constraint.include,
    labels: elementLabels([...constraint.columns, ...constraint.include]),
    unique: !isExclusion,
    nullsNotDistinct: constraint.nullsNotDistinct,
    method: isExclusion ? (definition?.detail?.method ?? "gist") : "btree",
    where: null,
    whereColumns: [],
    constraint: constraint.name,
    valid: true,
    gaps: constraint.gaps,
  };
}

/** CHECKs go down to all children; keys and foreign keys to partitions. */
function inheritConstraint(work: Work, place: Place, constraint: Constraint, index: Index | undefined): void {
  for (const key of descendants(work, place.key)) {
    if (constraint.type === "primaryKey") forbidNull(work, key, constraint.columns);
    const child = work.state.tables.get(key);
    if (child === undefined) continue;
    const isPartition = child.partitionOf !== null;
    if (constraint.type === "check" ? constraint.noInherit : !isPartition) continue;
    if (constraint.type === "check" || constraint.type === "foreignKey") {
      if (child.constraints.some((it) => it.name === constraint.name)) continue;
      putTable(work, key, { ...child, constraints: [...child.constraints, constraint] });
    } else copyKey(work, { key, schema: child.schema, name: child.name }, child, constraint, index);
  }
}

/** The columns of a primary key are NOT NULL in the tables below, too. */
function forbidNull(work: Work, key: string, columns: readonly string[]): void {
  const table = work.state.tables.get(key);
  if (table === undefined) return;
  putTable(work, key, {
    ...table,
    columns: table.columns.map((it) => (columns.includes(it.name) ? { ...it, notNull: true } : it)),
  });
}

/** The key of a partitioned table as its partition has it, under a name of the partition's own. */
export function copyKey(
  work: Work,
  place: Place,
  child: Table,
  constraint: Constraint,
  index: Index | undefined,
): void {
  const name = copyName(work, place, constraint, index);
  const own = { ...constraint, name };
  putTable(work, place.key, {
    ...child,
    columns: child.columns.map((it) =>
      constraint.type === "primaryKey" && constraint.columns.includes(it.name) ? { ...it, notNull: true } : it,
    ),
    constraints: [...child.constraints, own],
    indexes: [...child.indexes, constraintIndex(own, undefined, null)],
  });
}

/** Takes a constraint away, with its index, with the foreign keys that rest on it, and from the tables below. */
export function dropConstraint(work: Work, place: Place, name: string): boolean {
  const table = work.state.tables.get(place.key);
  const constraint = table?.constraints.find((it) => it.name === name);
  if (table === undefined || constraint === undefined) return false;
  for (const key of descendants(work, place.key)) {
    const child = work.state.tables.get(key);
    const isSame = (it: Constraint): boolean =>
      it.type === constraint.type &&
      (it.name === name || (child?.partitionOf !== null && it.columns.join() === constraint.columns.join()));
    const own = child?.constraints.find(isSame);
    if (child !== undefined && own !== undefined) removeConstraint(work, key, child, own);
  }
  removeConstraint(work, place.key, table, constraint);
  return true;
}

function removeConstraint(work: Work, key: string, table: Table, constraint: Constraint): void {
  putTable(work, key, {
    ...table,
    constraints: table.constraints.filter((it) => it !== constraint),
    indexes: table.indexes.filter((it) => it.constraint !== constraint.name),
  });
  if (constraint.type === "primaryKey" || constraint.type === "unique") dropReferences(work, key, constraint.columns);
}
