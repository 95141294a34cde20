import { defaultSchema, type SchemaState, temporarySchema } from "./schema-state.ts";

/**
 * What is over when a revision has run: temporary tables are left out, since another session does not see them. A search path that SET LOCAL changed goes with its transaction. One
 * that SET changed is there for the rest of a run, but not when the next revision runs on its own: names without a schema then mean what cannot be told. An empty path is taken
 * as over, since no migration without schemas could run with it.
 */
export function endRevision(state: SchemaState, options: { readonly transactionPerMigration: boolean }): SchemaState {
  let { tables, indexNames, sequences } = state;
  for (const [key, table] of state.hasTemporary ? state.tables.entries() : []) {
    if (table.schema === temporarySchema) tables = tables.delete(key);
  }
  for (const [key, holder] of tables === state.tables ? [] : state.indexNames.entries()) {
    if (!tables.has(holder)) indexNames = indexNames.delete(key);
  }
  for (const [key, sequence] of tables === state.tables ? [] : state.sequences.entries()) {
    if (sequence.schema === temporarySchema) sequences = sequences.delete(key);
  }
  const searchPath = pathAfter(state, options.transactionPerMigration);
  const transactionBegan = options.transactionPerMigration ? state.clock + 1 : state.transactionBegan;
  const isSame =
    !state.hasTemporary &&
    searchPath === state.searchPath &&
    state.sessionPath === null &&
    transactionBegan === state.transactionBegan;
  return isSame
    ? state
    : { ...state, tables, indexNames, sequences, searchPath, sessionPath: null, hasTemporary: false, transactionBegan };
}

function pathAfter(state: SchemaState, endsTransaction: boolean): readonly string[] | null {
  const { searchPath, sessionPath } = state;
  if (sessionPath !== null && (endsTransaction || samePath(searchPath, sessionPath))) return sessionPath;
  if (searchPath === null) return null;
  if (searchPath.length === 0) return [defaultSchema];
  return searchPath.length === 1 && searchPath[0] === defaultSchema ? searchPath : null;
}

function samePath(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a !== null && b !== null && a.join("\0") === b.join("\0");
}
