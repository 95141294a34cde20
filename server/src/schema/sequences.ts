import { quoteLiteral } from "../postgres/quote-literal.ts";
import { displayed } from "./catalog-names.ts";
import { type CatalogText, ofKey, type Sequence, type Table } from "./schema-state.ts";
import { sequencesOf, usersOf, withUser } from "./users-of.ts";
import { type Place, putTable, type Work } from "./work.ts";

export function putSequence(work: Work, key: string, sequence: Sequence): void {
  const { state } = work;
  const users = sequence.ownedBy === null ? state.users : withUser(state.users, sequence.ownedBy.table, key);
  work.state = { ...state, sequences: state.sequences.set(key, sequence), users };
}

/** The default that counts with a sequence. */
export function nextval(sequence: { readonly schema: string; readonly name: string }): CatalogText {
  return { form: "catalog", text: `nextval(${quoteLiteral(displayed(sequence.schema, sequence.name))}::regclass)` };
}

/** The sequence is gone, and with it the defaults that count with it. */
export function dropSequence(work: Work, key: string): void {
  if (!work.state.sequences.has(key)) return;
  work.state = { ...work.state, sequences: work.state.sequences.delete(key) };
  replaceDefaults(work, { key, ...ofKey(key) }, null);
}

/** Sequences that belong to a column (all of the table's, with null) go with it. */
export function dropOwnedSequences(work: Work, table: string, column: string | null): void {
  for (const key of sequencesOf(work.state, table)) {
    if (column === null || work.state.sequences.get(key)?.ownedBy?.column === column) dropSequence(work, key);
  }
}

/** The sequence under another name or in another schema; defaults name it by the new one. */
export function moveSequence(work: Work, from: Place, to: Place): void {
  const sequence = work.state.sequences.get(from.key);
  if (sequence === undefined) return;
  const moved = { ...sequence, schema: to.schema, name: to.name };
  work.state = { ...work.state, sequences: work.state.sequences.delete(from.key) };
  putSequence(work, to.key, moved);
  replaceDefaults(work, from, to);
}

function replaceDefaults(work: Work, from: Place, to: Place | null): void {
  const old = nextval(from);
  const oldText = old.form === "unknown" ? "" : old.text;
  const isUser = (it: Table["columns"][number]): boolean =>
    it.ownedSequence === from.key || (it.default?.form === "catalog" && it.default.text === oldText);
  const uses = (it: Table): boolean => it.columns.some(isUser);
  const users = [...usersOf(work.state, from.key, uses), ...usersOf(work.state, oldText, uses)];
  for (const [key, table] of new Map(users)) {
    const columns = table.columns.map((it) => {
      if (!isUser(it)) return it;
      const isDefault = it.default?.form === "catalog" && it.default.text === oldText;
      return {
        ...it,
        ownedSequence: it.ownedSequence === from.key ? (to?.key ?? null) : it.ownedSequence,
        default: isDefault ? (to === null ? null : nextval(to)) : it.default,
      };
    });
    putTable(work, key, { ...table, columns });
  }
}
