import type { PersistentMap } from "./persistent-map.ts";
import type { SchemaState, Table } from "./schema-state.ts";

/** Tables and views that fit `names`, among those that name the relation: a look at these instead of at all tables. */
export function usersOf(
  state: SchemaState,
  key: string,
  names: (table: Table) => boolean,
): readonly (readonly [key: string, table: Table])[] {
  return (state.users.get(key) ?? []).flatMap((it) => {
    const table = state.tables.get(it);
    return table !== undefined && names(table) ? [[it, table] as const] : [];
  });
}

/** Keys of the sequences that belong to a column of the table. */
export function sequencesOf(state: SchemaState, table: string): readonly string[] {
  return (state.users.get(table) ?? []).filter((it) => state.sequences.get(it)?.ownedBy?.table === table);
}

/** The index with what a new version of a table names; what it named before stays, for states in which it may still do so. */
export function withUsers(
  users: SchemaState["users"],
  key: string,
  table: Table,
  before: Table | undefined,
): SchemaState["users"] {
  let result = users;
  if (table.constraints !== before?.constraints) {
    for (const it of table.constraints) if (it.references !== null) result = withUser(result, it.references.table, key);
  }
  if (table.columns !== before?.columns) {
    for (const it of table.columns) {
      if (it.ownedSequence !== null) result = withUser(result, it.ownedSequence, key);
      if (it.default?.form === "catalog" && it.default.text.startsWith("nextval("))
        result = withUser(result, it.default.text, key);
    }
  }
  for (const it of table.reads) result = withUser(result, it, key);
  for (const it of table.inherits) result = withUser(result, it, key);
  return table.partitionOf === null ? result : withUser(result, table.partitionOf, key);
}

/** The index with one more who names the relation. */
export function withUser(
  users: PersistentMap<readonly string[]>,
  named: string,
  user: string,
): PersistentMap<readonly string[]> {
  const known = users.get(named) ?? [];
  return known.includes(user) ? users : users.set(named, [...known, user]);
}
