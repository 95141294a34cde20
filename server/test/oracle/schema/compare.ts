import { tableGaps } from "../../../src/schema/find-table.ts";
import type { CatalogText, Constraint, Gap, Index, SchemaState, Table } from "../../../src/schema/schema-state.ts";
import { touches } from "../../../src/schema/touches.ts";
import type { Catalog, CatalogConstraint, CatalogIndex, CatalogRelation } from "./catalog.ts";

export interface Comparison {
  /** Facts that the replay calls exact and that the catalog has otherwise: must be none. */
  readonly wrong: readonly string[];
  /** Facts that are the same. */
  readonly equal: number;
  /** Facts that differ, with a gap that says so. */
  readonly tainted: number;
  /** Facts that are the same although a gap may have changed them. */
  readonly doubted: number;
  /** Texts as written: what the server prints is not claimed. */
  readonly asWritten: number;
}

const kinds: Readonly<Record<string, Table["kind"]>> = {
  r: "table",
  p: "partitioned table",
  f: "foreign table",
  v: "view",
  m: "materialized view",
};

const constraintTypes: Readonly<Record<string, Constraint["type"]>> = {
  p: "primaryKey",
  u: "unique",
  c: "check",
  f: "foreignKey",
  x: "exclude",
};

const referentialActions: Readonly<Record<string, string>> = {
  "NO ACTION": "a",
  RESTRICT: "r",
  CASCADE: "c",
  "SET NULL": "n",
  "SET DEFAULT": "d",
};

/** Compares every fact of the replayed schema with the catalog, in both directions. `ignored` are keys of relations that are not compared (the version table). */
export function compareSchema(
  state: SchemaState,
  catalog: Catalog,
  ignored: ReadonlySet<string> = new Set(),
): Comparison {
  const wrong: string[] = [];
  const counts = { equal: 0, tainted: 0, doubted: 0, asWritten: 0 };
  const fact = (what: string, ours: unknown, theirs: unknown, isExact: boolean): void => {
    const same = JSON.stringify(ours) === JSON.stringify(theirs);
    if (same) counts[isExact ? "equal" : "doubted"]++;
    else if (isExact) wrong.push(`${what}: replayed ${JSON.stringify(ours)}, catalog ${JSON.stringify(theirs)}`);
    else counts.tainted++;
  };
  const isTouched = (key: string, born = -1): boolean => {
    const [schema = "", name = ""] = JSON.parse(key) as readonly string[];
    return state.gaps.some((it) => it.clock > born && touches(it.touches, schema, name));
  };
  const text = (what: string, ours: CatalogText | null, theirs: string | null, isExact: boolean): void => {
    if (ours === null || ours.form === "catalog") fact(what, ours?.text ?? null, theirs, isExact);
    else if (theirs === null && isExact && ours.form === "written")
      wrong.push(`${what}: replayed ${ours.text}, catalog nothing`);
    else counts.asWritten++;
  };

  const keys = new Set([...state.tables.entries()].map(([key]) => key));
  for (const key of new Set([...keys, ...catalog.relations.keys()])) {
    if (ignored.has(key)) continue;
    const ours = state.tables.get(key);
    const theirs = catalog.relations.get(key);
    if (ours === undefined || theirs === undefined) {
      const isExact = ours === undefined ? !isTouched(key) : tableGaps(state, ours).length === 0;
      fact(`${key} exists`, ours !== undefined, theirs !== undefined, isExact);
      continue;
    }
    compareTable(key, ours, theirs);
  }

  for (const key of new Set([...[...state.types.entries()].map(([it]) => it), ...catalog.types.keys()])) {
    const ours = state.types.get(key);
    const theirs = catalog.types.get(key);
    if (ours !== undefined && ours.kind !== "enum" && ours.kind !== "domain") continue;
    const isExact = ours === undefined ? !isTouched(key) : ours.gaps.length === 0 && !isTouched(key, ours.born);
    const wanted = theirs === undefined ? null : theirs.kind === "e" ? theirs.values : "domain";
    fact(`type ${key}`, ours === undefined ? null : ours.kind === "enum" ? ours.values : "domain", wanted, isExact);
  }

  for (const key of new Set([...[...state.sequences.entries()].map(([it]) => it), ...catalog.sequences.keys()])) {
    const ours = state.sequences.get(key);
    const theirs = catalog.sequences.get(key);
    const owner = ours?.ownedBy == null ? null : `${ours.ownedBy.table}.${ours.ownedBy.column}`;
    const ownerTable = ours?.ownedBy == null ? undefined : state.tables.get(ours.ownedBy.table);
    const isExact =
      ours === undefined
        ? !isTouched(key) && !anyDoubtfulTable()
        : ours.gaps.length === 0 &&
          !isTouched(key, ours.born) &&
          (ownerTable === undefined || isExactTable(ownerTable));
    fact(`sequence ${key}`, ours === undefined ? "none" : owner, theirs === undefined ? "none" : theirs, isExact);
  }
  return { wrong, ...counts };

  /** A table that is not all known may have sequences of columns that are not listed. */
  function anyDoubtfulTable(): boolean {
    return [...state.tables.values()].some((it) => it.gaps.length > 0);
  }

  function isExactTable(table: Table): boolean {
    return tableGaps(state, table).length === 0;
  }

  function compareTable(key: string, ours: Table, theirs: CatalogRelation): void {
    const whole: readonly Gap[] = [
      ...ours.gaps,
      ...state.gaps.filter((it) => it.clock > ours.born && touches(it.touches, ours.schema, ours.name)),
    ];
    const isExact = whole.length === 0;
    fact(`${key} kind`, ours.kind, kinds[theirs.kind], isExact);
    if (ours.kind === "view") return;
    if (ours.kind !== "materialized view") compareColumns(key, ours, theirs, isExact);
    compareConstraints(key, ours, theirs, isExact);
    compareIndexes(key, ours, theirs, isExact);
  }

  function compareColumns(key: string, ours: Table, theirs: CatalogRelation, isExact: boolean): void {
    const allExact = isExact && ours.columns.every((it) => it.gaps.length === 0);
    fact(
      `${key} columns`,
      ours.columns.map((it) => it.name),
      theirs.columns.map((it) => it.name),
      allExact,
    );
    for (const column of ours.columns) {
      const other = theirs.columns.find((it) => it.name === column.name);
      if (other === undefined) continue;
      const what = `${key}.${column.name}`;
      const exact = isExact && column.gaps.length === 0;
      text(`${what} type`, column.type, other.type, exact);
      fact(`${what} not null`, column.notNull, other.notNull, exact);
      if (column.generated === null) text(`${what} default`, column.default, other.default, exact);
      const identity = column.identity === null ? "" : column.identity === "always" ? "a" : "d";
      fact(`${what} identity`, identity, other.identity, exact);
      const generated = column.generated === null ? "" : column.generated.kind === "stored" ? "s" : "v";
      fact(`${what} generated`, generated, other.generated, exact);
    }
  }

  function compareConstraints(key: string, ours: Table, theirs: CatalogRelation, isExact: boolean): void {
    const names = new Set([...ours.constraints.map((it) => it.name), ...theirs.constraints.keys()]);
    const columnsExact =
      ours.columns.every((it) => it.gaps.length === 0) && ours.constraints.every((it) => it.gaps.length === 0);
    for (const name of names) {
      const own = ours.constraints.find((it) => it.name === name);
      const other = theirs.constraints.get(name);
      const exact = isExact && (own === undefined ? columnsExact : own.gaps.length === 0 && columnsExact);
      fact(
        `${key} constraint ${name}`,
        own === undefined ? null : constraintFacts(own),
        other === undefined ? null : catalogFacts(other),
        exact,
      );
    }
  }

  function compareIndexes(key: string, ours: Table, theirs: CatalogRelation, isExact: boolean): void {
    const names = new Set([...ours.indexes.map((it) => it.name), ...theirs.indexes.keys()]);
    const allExact =
      ours.columns.every((it) => it.gaps.length === 0) &&
      ours.indexes.every((it) => it.gaps.length === 0) &&
      ours.constraints.every((it) => it.gaps.length === 0);
    for (const name of names) {
      const own = ours.indexes.find((it) => it.name === name);
      const other = theirs.indexes.get(name);
      fact(
        `${key} index ${name}`,
        own === undefined ? null : indexFacts(own),
        other === undefined ? null : catalogIndexFacts(other),
        isExact && allExact,
      );
    }
  }
}

function constraintFacts(constraint: Constraint): object {
  const { references } = constraint;
  return {
    type: constraint.type,
    columns: constraint.type === "check" || constraint.type === "exclude" ? null : constraint.columns,
    deferrable: constraint.deferrable,
    deferred: constraint.initiallyDeferred,
    validated: constraint.validated,
    references:
      references === null
        ? null
        : [
            references.table,
            references.columns,
            `${referentialActions[references.onUpdate ?? "NO ACTION"]}${referentialActions[references.onDelete ?? "NO ACTION"]}${references.matchFull ? "f" : "s"}`,
          ],
  };
}

function catalogFacts(constraint: CatalogConstraint): object {
  const type = constraintTypes[constraint.type];
  const { references } = constraint;
  return {
    type,
    columns: type === "check" || type === "exclude" ? null : constraint.columns,
    deferrable: constraint.deferrable,
    deferred: constraint.deferred,
    validated: constraint.validated,
    references: references === null ? null : [references.table, references.columns, references.actions],
  };
}

function indexFacts(index: Index): object {
  return {
    unique: index.unique,
    method: index.method,
    columns: index.elements.map((it) => it.column),
    include: index.include,
    isPartial: index.where !== null,
    valid: index.valid,
    nullsNotDistinct: index.nullsNotDistinct,
  };
}

function catalogIndexFacts(index: CatalogIndex): object {
  return {
    unique: index.unique,
    method: index.method,
    columns: index.columns,
    include: index.include,
    isPartial: index.isPartial,
    valid: index.valid,
    nullsNotDistinct: index.nullsNotDistinct,
  };
}
