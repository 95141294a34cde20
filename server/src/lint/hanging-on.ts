import type { QualifiedName } from "../postgres/name.ts";
import { findTable, isExact } from "../schema/find-table.ts";
import { type Constraint, relationKey, type SchemaState, type Table } from "../schema/schema-state.ts";
import { usersOf } from "../schema/users-of.ts";

/** What keeps a table from being dropped without CASCADE, as far as the revisions tell. */
export interface Hanging {
  readonly table: Table;
  /** Foreign keys of other tables that refer to it. */
  readonly foreignKeys: readonly { readonly from: Table; readonly constraint: Constraint }[];
  readonly views: readonly Table[];
  /** Tables that inherit from it; partitions go with their table. */
  readonly children: readonly Table[];
  /** Nothing that could not be read can have changed any of this. */
  readonly exact: boolean;
}

/** What hangs on a table in a state of the schema; null when the state does not know the table. */
export function hangingOn(state: SchemaState | null, name: QualifiedName): Hanging | null {
  const found = state === null ? null : findTable(state, name);
  if (state === null || found?.answer !== "yes") return null;
  const { table } = found;
  const key = relationKey(table.schema, table.name);
  const foreignKeys: Hanging["foreignKeys"][number][] = [];
  const views: Table[] = [];
  const children: Table[] = [];
  for (const [other, it] of usersOf(state, key, () => true)) {
    // What has a gap of its own may be gone: a statement under a condition, or one that could not be read, names it.
    if (other === key || it.gaps.length > 0) continue;
    // A partition has its foreign keys from its table.
    if (it.partitionOf === null) {
      for (const constraint of it.constraints) {
        if (constraint.references?.table === key && constraint.gaps.length === 0)
          foreignKeys.push({ from: it, constraint });
      }
    }
    if (it.reads.includes(key)) views.push(it);
    if (it.inherits.includes(key)) children.push(it);
  }
  const others = [...foreignKeys.map((it) => it.from), ...views, ...children];
  const exact = found.exact && others.every((it) => isExact(state, it));
  return { table, foreignKeys, views, children, exact };
}

/** A relation of the state as a name that a statement may use. */
export function nameOf({ schema, name }: Pick<Table, "schema" | "name">): QualifiedName {
  const span = { start: 0, end: 0 };
  return {
    schema: schema === "public" ? null : { known: true, value: schema, span },
    name: { known: true, value: name, span },
  };
}

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
