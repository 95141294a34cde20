import { tableGaps } from "../schema/find-table.ts";
import {
  type CatalogText,
  type Column,
  type Constraint,
  type Index,
  relationKey,
  type SchemaState,
  type Table,
} from "../schema/schema-state.ts";
import { columnText, constraintText, indexText } from "../schema/schema-words.ts";
import { touches } from "../schema/touches.ts";

/** How a table is another one than it was. */
export interface TableDifference {
  /** Its key in the schemas. */
  readonly key: string;
  readonly table: Table;
  readonly kind: "left over" | "missing" | "changed";
  /** What is different in a changed one, as phrases: "the column fax stays". */
  readonly phrases: readonly string[];
}

/** What the upgrade makes of the schema; `dropped` are the names that it drops or renames. */
export interface Upgraded {
  readonly schema: SchemaState;
  readonly dropped: ReadonlySet<string>;
}

/**
 * The tables and views that are not again what they were: `end` is `before` after a revision's upgrade and downgrade. Only what both know for certain is told; parts that they share
 * are not looked at. Where not everything is known of the table before, only what the upgrade makes and never drops is certainly left over.
 */
export function catalogDifference(
  before: SchemaState,
  upgraded: Upgraded,
  end: SchemaState,
): readonly TableDifference[] {
  const found: TableDifference[] = [];
  for (const key of before.tables.changedKeys(end.tables).toSorted()) {
    const [old, now] = [before.tables.get(key), end.tables.get(key)];
    const table = now ?? old;
    if (table === undefined || table.temporary || isDisturbed(before, end, table, old)) continue;
    const between = upgraded.schema.tables.get(key);
    if (old === undefined) {
      const isMade = between !== undefined && !upgraded.dropped.has(table.name);
      if (table.born >= 0 && isMade) found.push({ key, table, kind: "left over", phrases: [] });
    } else if (now === undefined) {
      if (old.gaps.length === 0) found.push({ key, table, kind: "missing", phrases: [] });
    } else {
      const isExact = old.born >= 0 && tableGaps(before, old).length === 0;
      const known = isExact || between === undefined ? now : withoutUnknown(now, old, between, upgraded.dropped);
      const phrases = differences(old, known);
      if (phrases.length > 0) found.push({ key, table, kind: "changed", phrases });
    }
  }
  return found;
}

/** Something that could not be read, or may not run, may have touched it in between. */
function isDisturbed(before: SchemaState, end: SchemaState, table: Table, old: Table | undefined): boolean {
  const isNew = end.gaps.some((it) => it.clock > before.clock && touches(it.touches, table.schema, table.name));
  return isNew || table.gaps.some((it) => old === undefined || !old.gaps.includes(it));
}

/** Without the parts that may have been there before without being known: those that the downgrade makes, and those whose name the upgrade drops. */
function withoutUnknown(now: Table, old: Table, between: Table, dropped: ReadonlySet<string>): Table {
  const isIn = (list: readonly Part[], name: string): boolean => list.some((it) => it.name === name);
  const kept = <T extends Part>(parts: readonly T[], before: readonly Part[], made: readonly Part[]): readonly T[] =>
    parts.filter(({ name }) => isIn(before, name) || (isIn(made, name) && !dropped.has(name)));
  return {
    ...now,
    columns: kept(now.columns, old.columns, between.columns),
    constraints: kept(now.constraints, old.constraints, between.constraints),
    indexes: kept(now.indexes, old.indexes, between.indexes),
  };
}

interface Part {
  readonly name: string;
  readonly gaps: readonly unknown[];
}

function differences(old: Table, now: Table): readonly string[] {
  const own = (it: Table): readonly Index[] => it.indexes.filter((index) => index.constraint === null);
  return [
    ...partDifferences("column", old.columns, now.columns, columnChange),
    ...partDifferences("constraint", old.constraints, now.constraints, constraintChange),
    ...partDifferences("index", own(old), own(now), (a, b) => indexChange(a, old, b, now)),
  ];
}

/** `change` says how one is another, null for the same, or where that cannot be told. */
function partDifferences<T extends Part>(
  what: string,
  old: readonly T[],
  now: readonly T[],
  change: (old: T, now: T) => string | null,
): readonly string[] {
  const certain = (it: T): boolean => it.gaps.length === 0;
  const missing = old.filter((it) => certain(it) && !now.some((other) => other.name === it.name));
  const left = now.filter((it) => certain(it) && !old.some((other) => other.name === it.name));
  const phrases: string[] = [];
  const used = new Set<T>();
  for (const it of missing) {
    const renamed = left.find(
      (other) => !used.has(other) && change(it, { ...other, name: it.name }) === null && !isOpen(it),
    );
    if (renamed === undefined) phrases.push(`the ${what} ${it.name} does not come back`);
    else {
      used.add(renamed);
      phrases.push(`the ${what} ${it.name} is called ${renamed.name}`);
    }
  }
  for (const it of left) if (!used.has(it)) phrases.push(`the ${what} ${it.name} stays`);
  for (const it of now) {
    const before = old.find((other) => other.name === it.name);
    if (before === undefined || before === it || !certain(it) || !certain(before)) continue;
    const changed = change(before, it);
    if (changed !== null) phrases.push(`the ${what} ${it.name} ${changed}`);
  }
  return phrases;
}

/** A part of which not all is known is no part under a new name. */
function isOpen(part: Part): boolean {
  return JSON.stringify(part).includes('"form":"unknown"');
}

/** Texts that are written differently may mean the same; those of the catalog do not. */
function differs(a: CatalogText | null, b: CatalogText | null): boolean {
  if (a === null || b === null) return (a === null) !== (b === null) && a?.form !== "unknown" && b?.form !== "unknown";
  return a.form === "catalog" && b.form === "catalog" && a.text !== b.text;
}

function columnChange(old: Column, now: Column): string | null {
  const isOther =
    differs(old.type, now.type) ||
    differs(old.default, now.default) ||
    old.notNull !== now.notNull ||
    old.identity !== now.identity ||
    (old.generated === null) !== (now.generated === null) ||
    (old.collation ?? "") !== (now.collation ?? "");
  return isOther ? `is ${columnText(now)}, and was ${columnText(old)}` : null;
}

/** A constraint that is valid now, and was not: there is no way back, and nobody needs one. */
function constraintChange(old: Constraint, now: Constraint): string | null {
  const plain = (it: Constraint): string =>
    constraintText({ ...it, expression: null, validated: it.validated || now.validated });
  const isOther = plain(old) !== plain(now) || differs(old.expression, now.expression);
  return isOther ? `is ${constraintText(now)}, and was ${constraintText(old)}` : null;
}

function indexChange(old: Index, before: Table, now: Index, after: Table): string | null {
  const isKnown = (it: Index): boolean =>
    [...it.elements.map((one) => one.text), ...(it.where === null ? [] : [it.where])].every(
      (text) => text.form === "catalog",
    );
  const shape = (it: Index): string =>
    JSON.stringify([it.unique, it.method, it.include, it.elements.map((one) => one.column), it.where === null]);
  const isOther =
    shape(old) !== shape(now) || (isKnown(old) && isKnown(now) && indexText(old, before) !== indexText(now, after));
  return isOther ? `is other than it was (${indexText(now, after)}; it was ${indexText(old, before)})` : null;
}

/** The schema `end` with one table as `before` has it. */
export function withTableOf(end: SchemaState, before: SchemaState, { key, table }: TableDifference): SchemaState {
  const old = before.tables.get(key);
  const tables =
    old === undefined ? end.tables.delete(relationKey(table.schema, table.name)) : end.tables.set(key, old);
  return { ...end, tables, sequences: before.sequences };
}
