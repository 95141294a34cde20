import { defaultSchema, type SchemaState, type Table, type UserType } from "../../schema/schema-state.ts";
import { columnText, constraintText, indexText } from "../../schema/schema-words.ts";

/** What one revision (or any change) makes of a schema, as plain data. Sorted by name; what stays as it is is left out. */
export interface SchemaDifference {
  readonly tables: readonly TableDifference[];
  readonly types: readonly PartDifference[];
}

export interface TableDifference {
  /** Null for `public`. */
  readonly schema: string | null;
  readonly name: string;
  readonly kind: Table["kind"];
  readonly change: "added" | "removed" | "renamed" | "changed";
  /** The former name of a renamed table, with its schema. */
  readonly formerly: string | null;
  readonly columns: readonly PartDifference[];
  readonly constraints: readonly PartDifference[];
  /** Those of constraints are left out. */
  readonly indexes: readonly PartDifference[];
}

export interface PartDifference {
  readonly name: string;
  readonly change: "added" | "removed" | "renamed" | "changed";
  readonly formerly: string | null;
  /** As SQL has it behind the name: `integer NOT NULL`. Null before it was added, and after it was removed. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The difference between two schemas. A table that has another name is "renamed" when the replay saw it renamed, a column when it stands at the same place and is otherwise the same. */
export function schemaDifference(before: SchemaState, after: SchemaState): SchemaDifference {
  const tables: TableDifference[] = [];
  const gone = new Map<string, Table>();
  for (const [key, table] of before.tables.entries())
    if (!after.tables.has(key) && !table.temporary) gone.set(key, table);
  for (const [key, table] of after.tables.entries()) {
    if (table.temporary) continue;
    const old = before.tables.get(key);
    if (old === table) continue;
    const former = old ?? renamedFrom(gone, table);
    if (former !== undefined && old === undefined) for (const [it, lost] of gone) if (lost === former) gone.delete(it);
    const change = old !== undefined ? "changed" : former !== undefined ? "renamed" : "added";
    const difference = tableDifference(table, former ?? null, change);
    if (change !== "changed" || hasParts(difference)) tables.push(difference);
  }
  for (const table of gone.values()) tables.push(tableDifference(table, table, "removed"));
  return { tables: tables.sort((a, b) => compare(fullName(a), fullName(b))), types: typeDifferences(before, after) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fullName({ schema, name }: { readonly schema: string | null; readonly name: string }): string {
  return schema === null || schema === defaultSchema ? name : `${schema}.${name}`;
}

/** A renamed table is as old as it was under its former name. */
function renamedFrom(gone: ReadonlyMap<string, Table>, table: Table): Table | undefined {
  const same = [...gone.values()].filter((it) => it.born === table.born && it.born >= 0 && it.kind === table.kind);
  return same.length === 1 ? same[0] : undefined;
}

function hasParts({ columns, constraints, indexes }: TableDifference): boolean {
  return columns.length + constraints.length + indexes.length > 0;
}

/** `former` is the table before; for a removed one itself. */
function tableDifference(table: Table, former: Table | null, change: TableDifference["change"]): TableDifference {
  const old = change === "added" ? null : former;
  const now = change === "removed" ? null : table;
  const own = (it: Table | null) => (it === null ? [] : it.indexes.filter((index) => index.constraint === null));
  return {
    schema: table.schema === defaultSchema ? null : table.schema,
    name: table.name,
    kind: table.kind,
    change,
    formerly: change === "renamed" && former !== null ? fullName(former) : null,
    columns: withRenames(parts(old?.columns ?? [], now?.columns ?? [], columnText), old, now),
    constraints: parts(old?.constraints ?? [], now?.constraints ?? [], constraintText),
    indexes: parts(own(old), own(now), (it) => indexText(it, table).replace(/^CREATE /, "")),
  };
}

function parts<T extends { readonly name: string }>(
  old: readonly T[],
  now: readonly T[],
  text: (part: T) => string,
): readonly PartDifference[] {
  const found: PartDifference[] = [];
  for (const it of now) {
    const before = old.find((other) => other.name === it.name);
    if (before === undefined)
      found.push({ name: it.name, change: "added", formerly: null, before: null, after: text(it) });
    else if (before !== it && text(before) !== text(it)) {
      found.push({ name: it.name, change: "changed", formerly: null, before: text(before), after: text(it) });
    }
  }
  for (const it of old) {
    if (now.some((other) => other.name === it.name)) continue;
    found.push({ name: it.name, change: "removed", formerly: null, before: text(it), after: null });
  }
  return found;
}

/** A column that went and one that came at its place with the same text are one that was renamed. */
function withRenames(
  found: readonly PartDifference[],
  old: Table | null,
  now: Table | null,
): readonly PartDifference[] {
  if (old === null || now === null) return found;
  const merged: PartDifference[] = [];
  const used = new Set<PartDifference>();
  for (const added of found.filter((it) => it.change === "added")) {
    const at = now.columns.findIndex((it) => it.name === added.name);
    const removed = found.find(
      (it) =>
        it.change === "removed" && !used.has(it) && it.before === added.after && old.columns[at]?.name === it.name,
    );
    if (removed === undefined) continue;
    used.add(removed).add(added);
    merged.push({
      name: added.name,
      change: "renamed",
      formerly: removed.name,
      before: removed.before,
      after: added.after,
    });
  }
  return [...found.filter((it) => !used.has(it)), ...merged].sort((a, b) => compare(a.name, b.name));
}

function typeDifferences(before: SchemaState, after: SchemaState): readonly PartDifference[] {
  if (before.types === after.types) return [];
  const named = (state: SchemaState) => [...state.types.values()].map((it) => ({ name: fullName(it), type: it }));
  return [...parts(named(before), named(after), ({ type }) => typeText(type))].sort((a, b) => compare(a.name, b.name));
}

function typeText(type: UserType): string {
  if (type.kind === "enum") return `ENUM (${type.values.map((it) => `'${it.replaceAll("'", "''")}'`).join(", ")})`;
  if (type.kind === "domain")
    return `DOMAIN ${type.base.form === "unknown" ? "?" : type.base.text}${type.notNull ? " NOT NULL" : ""}`;
  return type.kind;
}
