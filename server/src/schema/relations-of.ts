import { type Constraint, ofKey, relationKey, type Table } from "./schema-state.ts";
import { markGone, type Place, putTable, removeTable, type Work } from "./work.ts";

/** Tables that inherit from the table or are its partitions, at any depth, with their keys. */
export function descendants(work: Work, key: string): readonly string[] {
  const found: string[] = [];
  const collect = (parent: string): void => {
    for (const [child, table] of work.state.tables.entries()) {
      if (table.partitionOf !== parent && !table.inherits.includes(parent)) continue;
      if (found.includes(child)) continue;
      found.push(child);
      collect(child);
    }
  };
  if (work.state.hasInheritance) collect(key);
  return found;
}

/** Views that read the relation, and views that read those. */
export function dependentViews(work: Work, key: string): readonly string[] {
  const found: string[] = [];
  const collect = (read: string): void => {
    for (const [view, table] of work.state.tables.entries()) {
      if (!table.reads.includes(read) || found.includes(view)) continue;
      found.push(view);
      collect(view);
    }
  };
  collect(key);
  return found;
}

/** Takes the foreign keys away that point to the table (and, with `columns`, to just these). */
export function dropReferences(work: Work, key: string, columns: readonly string[] | null = null): void {
  for (const [other, table] of [...work.state.tables.entries()]) {
    const kept = table.constraints.filter((it) => !pointsTo(it, key, columns));
    if (kept.length !== table.constraints.length) putTable(work, other, { ...table, constraints: kept });
  }
}

function pointsTo(constraint: Constraint, key: string, columns: readonly string[] | null): boolean {
  const target = constraint.references;
  if (target === null || target.table !== key) return false;
  if (columns === null) return true;
  return target.columns.length === columns.length && target.columns.every((it) => columns.includes(it));
}

/** The table under another name or in another schema, with everything that names it. Indexes and owned sequences go along to another schema. */
export function moveTable(work: Work, from: string, to: Place): void {
  const table = work.state.tables.get(from);
  if (table === undefined) return;
  const changesSchema = table.schema !== to.schema;
  const moved = new Map<string, string>([[from, to.key]]);
  const columns = table.columns.map((it) => {
    if (it.ownedSequence === null || !changesSchema) return it;
    const place = relationKey(to.schema, ofKey(it.ownedSequence).name);
    moved.set(it.ownedSequence, place);
    return { ...it, ownedSequence: place };
  });
  removeTable(work, from);
  let { tables, sequences } = work.state;
  for (const [key, sequence] of [...sequences.entries()]) {
    const owned = sequence.ownedBy;
    if (owned === null || owned.table !== from) continue;
    const place = changesSchema ? relationKey(to.schema, sequence.name) : key;
    sequences = sequences
      .delete(key)
      .set(place, { ...sequence, ...ofKey(place), ownedBy: { ...owned, table: to.key } });
  }
  for (const [key, other] of tables.entries()) {
    const renamed = withNewKeys(other, moved);
    if (renamed !== other) tables = tables.set(key, renamed);
  }
  work.state = { ...work.state, tables, sequences };
  markGone(work, from, to.key);
  putTable(work, to.key, withNewKeys({ ...table, columns, schema: to.schema, name: to.name }, moved));
}

/** The table with new keys where it names others. */
function withNewKeys(table: Table, moved: ReadonlyMap<string, string>): Table {
  const now = (key: string): string => moved.get(key) ?? key;
  const names =
    (table.partitionOf !== null && moved.has(table.partitionOf)) ||
    [...table.inherits, ...table.reads].some((it) => moved.has(it)) ||
    table.constraints.some((it) => it.references !== null && moved.has(it.references.table));
  if (!names) return table;
  return {
    ...table,
    partitionOf: table.partitionOf === null ? null : now(table.partitionOf),
    inherits: table.inherits.map(now),
    reads: table.reads.map(now),
    constraints: table.constraints.map((it) =>
      it.references === null ? it : { ...it, references: { ...it.references, table: now(it.references.table) } },
    ),
  };
}
