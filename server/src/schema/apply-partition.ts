import type { Action } from "../postgres/action.ts";
import { copyKey } from "./apply-constraint.ts";
import { copyIndex } from "./apply-index.ts";
import { addNamedGap, existing, isTable, putTable, type Work } from "./work.ts";

type ActionOf<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;

/** ATTACH PARTITION: the table takes over what its new parent has and it does not. */
export function attachPartition(work: Work, action: ActionOf<"attachPartition" | "detachPartition">): void {
  const parent = existing(work, action.table, isTable);
  const place = existing(work, action.partition, isTable);
  const from = parent === null ? undefined : work.state.tables.get(parent.key);
  const table = place === null ? undefined : work.state.tables.get(place.key);
  if (parent === null || place === null || from === undefined || table === undefined) {
    addNamedGap(work, { reason: "unsupported", detail: "a partition of a table that is not known" }, action.partition);
    return;
  }
  putTable(work, place.key, {
    ...table,
    partitionOf: parent.key,
    isDefaultPartition: action.isDefault,
    columns: table.columns.map((it) =>
      from.columns.some((column) => column.name === it.name) ? { ...it, inherited: true } : it,
    ),
  });
  for (const index of from.indexes) {
    const now = work.state.tables.get(place.key);
    if (now === undefined) continue;
    const shape = (it: typeof index): string =>
      JSON.stringify([it.elements.map((e) => e.text), it.unique, it.method, it.where]);
    const constraint = from.constraints.find((it) => it.name === index.constraint);
    if (now.indexes.some((it) => shape(it) === shape(index) && (constraint === undefined) === (it.constraint === null)))
      continue;
    if (constraint === undefined) copyIndex(work, place, index);
    else copyKey(work, place, now, constraint, index);
  }
  const now = work.state.tables.get(place.key) ?? table;
  const missing = from.constraints.filter(
    (it) =>
      it.type === "foreignKey" &&
      !now.constraints.some((own) => own.type === "foreignKey" && own.columns.join() === it.columns.join()),
  );
  if (missing.length > 0) putTable(work, place.key, { ...now, constraints: [...now.constraints, ...missing] });
}

/** DETACH PARTITION: it is a table of its own again, with all it has. */
export function detachPartition(work: Work, action: ActionOf<"attachPartition" | "detachPartition">): void {
  const place = existing(work, action.partition, isTable);
  const table = place === null ? undefined : work.state.tables.get(place.key);
  if (place === null || table === undefined) return;
  const columns = table.columns.map((it) => ({ ...it, inherited: false }));
  putTable(work, place.key, { ...table, partitionOf: null, isDefaultPartition: false, columns });
  if (action.concurrently) {
    addNamedGap(
      work,
      { reason: "unsupported", detail: "the CHECK that DETACH … CONCURRENTLY leaves" },
      action.partition,
    );
  }
}

/** INHERIT and NO INHERIT name the parent in a way that is not told; other options may be anything. */
export function setInheritance(work: Work, action: ActionOf<"tableOption">): void {
  const detail = action.option === "other" ? "an option of the table that is not followed" : "what the table inherits";
  addNamedGap(work, { reason: "unsupported", detail }, action.table);
}
