import { type Constraint, ofKey, relationKey, type Table } from "./schema-state.ts";
import { putSequence } from "./sequences.ts";
import { sequencesOf, usersOf } from "./users-of.ts";
import { markGone, type Place, putTable, removeTable, type Work } from "./work.ts";

/** Tables that inherit from the table or are its partitions, at any depth, with their keys. */
export function descendants(work: Work, key: string): readonly string[] {
  const found: string[] = [];
  const collect = (parent: string): void => {
    const isBelow = (it: Table): boolean => it.partitionOf === parent || it.inherits.includes(parent);
    for (const [child] of usersOf(work.state, parent, isBelow)) {
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
    for (const [view] of usersOf(work.state, read, (it) => it.reads.includes(read))) {
      if (found.includes(view)) continue;
      found.push(view);
      collect(view);
    }
  };
  collect(key);
  return found;
}

/** Takes the foreign keys away that point to the table (and, with `columns`, to just these). */
export function dropReferences(work: Work, key: string, columns: readonly string[] | null = null): void {
  const isUser = (it: Table): boolean => it.constraints.some((constraint) => pointsTo(constraint, key, columns));
  for (const [other, table] of usersOf(work.state, key, isUser)) {
    const kept = table.constraints.filter((it) => !pointsTo(it, key, columns));
    putTable(work, other, { ...table, constraints: kept });
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
  for (const key of sequencesOf(work.state, from)) {
    const sequence = work.state.sequences.get(key);
    if (sequence?.ownedBy == null) continue;
    const place = changesSchema ? relationKey(to.schema, sequence.name) : key;
    work.state = { ...work.state, sequences: work.state.sequences.delete(key) };
    putSequence(work, place, { ...sequence, ...ofKey(place), ownedBy: { ...sequence.ownedBy, table: to.key } });
  }
  for (const old of moved.keys()) {
    for (const [key, other] of usersOf(work.state, old, () => true)) {
      const renamed = withNewKeys(other, moved);
      if (renamed !== other) putTable(work, key, renamed);
    }
  }
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
