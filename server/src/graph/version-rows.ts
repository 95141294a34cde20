import { ancestors } from "./lookup.ts";
import { assertionFailed, found, type Outcome, refused } from "./outcome.ts";
import type { RevisionGraph } from "./revision-graph.ts";

/** One statement on `alembic_version`. */
export type RowChange =
  | { readonly kind: "insert"; readonly revision: string }
  | { readonly kind: "delete"; readonly revision: string }
  | { readonly kind: "update"; readonly from: string; readonly to: string };

export interface RowsAfter {
  readonly changes: readonly RowChange[];
  /** The rows afterwards. */
  readonly rows: readonly string[];
}

/**
 * What applying or rolling back one revision does to the rows of `alembic_version` (`HeadMaintainer`, Alembic 1.8 to 1.20).
 * The table holds the heads of what is applied; a revision on which another applied one depends has no row.
 * Where a merge is undone, Alembic leaves to a set's order which parent is inserted and which updated; here it is the order of the header.
 */
export function rowsAfterStep(
  graph: RevisionGraph,
  rows: readonly string[],
  revision: string,
  direction: "upgrade" | "downgrade",
): Outcome<RowsAfter> {
  const down = graph.revisions.get(revision)?.normalizedDown ?? [];
  const present = down.filter((it) => rows.includes(it));
  if (direction === "upgrade") {
    if (present.length === 0) return apply(rows, [{ kind: "insert", revision }]);
    if (present.length > 1) {
      const others = rows.filter((it) => !down.includes(it));
      const covered = ancestors(graph, others, "normalizedDown");
      return replaceAll(rows, others.length === 0 ? down : down.filter((it) => !covered.has(it)), revision);
    }
    const from = down.length === 1 ? down[0] : present[0];
    return from === undefined ? assertionFailed : apply(rows, [{ kind: "update", from, to: revision }]);
  }
  if (rows.includes(revision)) {
    const left = uncoveredParents(graph, rows, revision, down);
    const last = left.at(-1);
    if (down.length === 0 || last === undefined) return apply(rows, [{ kind: "delete", revision }]);
    if (down.length > 1) {
      const inserts = left.slice(0, -1).map((it): RowChange => ({ kind: "insert", revision: it }));
      return apply(rows, [...inserts, { kind: "update", from: revision, to: last }]);
    }
  }
  const to = down.length === 1 ? down[0] : present.length === 1 ? present[0] : undefined;
  return to === undefined ? assertionFailed : apply(rows, [{ kind: "update", from: revision, to }]);
}

/** The parents that need a row when the revision goes: those that no other row implies. */
function uncoveredParents(
  graph: RevisionGraph,
  rows: readonly string[],
  revision: string,
  down: readonly string[],
): readonly string[] {
  const others = rows.filter((it) => it !== revision);
  const covered = ancestors(graph, others, "normalizedDown");
  if (others.length === 0) {
    for (const parent of down) {
      for (const it of ancestors(graph, [parent], "normalizedDown")) if (it !== parent) covered.add(it);
    }
  }
  return down.filter((it) => !covered.has(it));
}

/** All but the last of `from` are deleted, the last becomes `to`. */
export function replaceAll(rows: readonly string[], from: readonly string[], to: string): Outcome<RowsAfter> {
  const last = from.at(-1);
  if (last === undefined)
    return refused({ kind: "crash", exception: "IndexError", message: "list index out of range" });
  const deletes = from.slice(0, -1).map((it): RowChange => ({ kind: "delete", revision: it }));
  return apply(rows, [...deletes, { kind: "update", from: last, to }]);
}

/** The rows after the changes; a change that does not fit the rows is how Alembic crashes. */
export function apply(rows: readonly string[], changes: readonly RowChange[]): Outcome<RowsAfter> {
  const after = new Set(rows);
  const gone = (revision: string): boolean => !after.delete(revision);
  for (const change of changes) {
    if (change.kind === "insert") {
      if (after.has(change.revision)) return assertionFailed;
      after.add(change.revision);
    } else if (change.kind === "delete") {
      if (gone(change.revision)) return keyError(change.revision);
    } else {
      if (after.has(change.to)) return assertionFailed;
      if (gone(change.from)) return keyError(change.from);
      after.add(change.to);
    }
  }
  return found({ changes, rows: [...after] });
}

function keyError(key: string): Outcome<never> {
  return refused({ kind: "crash", exception: "KeyError", message: `'${key}'` });
}
