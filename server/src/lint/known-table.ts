import type { Statement } from "../emit/statement.ts";
import { closestNames } from "../graph/closest-names.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { storedName } from "../schema/chosen-name.ts";
import { findTable } from "../schema/find-table.ts";
import { type Gone, ofKey, relationKey, type SchemaState, type Table } from "../schema/schema-state.ts";
import { touches } from "../schema/touches.ts";

/** A table of which the replay knows everything: a name that it does not list does not exist. Null for views, for tables that no revision creates, and where a gap may have changed it. */
export function knownTable(state: SchemaState | null, name: QualifiedName): Table | null {
  const found = state === null ? null : findTable(state, name);
  if (found?.answer !== "yes" || found.table.born < 0 || found.gaps.length > 0) return null;
  return found.table.kind === "table" || found.table.kind === "partitioned table" ? found.table : null;
}

/** Why there is no table or view of a name. */
export type MissingTable =
  /** Certain. `nowCalled` is the name under which it goes on. */
  | { readonly kind: "gone"; readonly gone: Gone; readonly nowCalled: string | null }
  /** No revision creates it, but one creates a table that is called almost so. */
  | { readonly kind: "near"; readonly names: readonly string[] };

/** Null: it is there, or nothing speaks against it. */
export function missingTable(state: SchemaState | null, name: QualifiedName): MissingTable | null {
  const place = state === null ? null : placeOf(state, name);
  if (state === null || place === null || isThere(state, place)) return null;
  const gone = goneAt(state, place);
  if (gone !== null) {
    const now = gone.nowAt === null || !state.tables.has(gone.nowAt) ? null : ofKey(gone.nowAt);
    return { kind: "gone", gone, nowCalled: now?.name ?? null };
  }
  if (mayExist(state, place)) return null;
  const others = [...state.tables.values()].filter((it) => it.schema === place.schema).map((it) => it.name);
  const names = closestNames(place.name, others).filter((it) => it.length <= place.name.length + 2);
  return names.length === 0 ? null : { kind: "near", names };
}

/** What says that a relation of this name is gone, and nothing that could not be read may have brought it back. */
export function goneAt(state: SchemaState, place: { readonly schema: string; readonly name: string }): Gone | null {
  const gone = state.gone.get(relationKey(place.schema, place.name));
  if (gone === undefined) return null;
  const mayBeBack = state.gaps.some((it) => it.clock >= gone.clock && touches(it.touches, place.schema, place.name));
  return mayBeBack ? null : gone;
}

/** Whether something that could not be read may have made a relation of this name. */
export function mayExist(
  state: SchemaState,
  { schema, name }: { readonly schema: string; readonly name: string },
): boolean {
  return state.gaps.some((it) => touches(it.touches, schema, name));
}

/** Where an unqualified name is looked for, when that is one schema only. */
export function placeOf(
  state: SchemaState,
  { schema, name }: QualifiedName,
): { readonly schema: string; readonly name: string } | null {
  if (!name.known || schema?.known === false) return null;
  const path = schema === null ? state.searchPath : [schema.value];
  const [only] = path ?? [];
  return only === undefined || path?.length !== 1 ? null : { schema: only, name: storedName(name.value) };
}

function isThere(state: SchemaState, { schema, name }: { readonly schema: string; readonly name: string }): boolean {
  const keys = [relationKey(schema, name), relationKey("pg_temp", name)];
  return keys.some((key) => state.tables.has(key) || state.sequences.has(key) || state.indexNames.has(key));
}

/** Does the statement run whenever its function runs? What somebody made dependent on the database is left alone. */
export function runsAlways(statement: Statement): boolean {
  return statement.operation !== null && statement.operation.site.conditions.length === 0;
}
