import { assertionFailed, found, type Outcome, refused } from "./outcome.ts";
import type { RevisionGraph } from "./revision-graph.ts";

/** One statement on `alembic_version`. */
export type RowChange =
  | { readonly kind: "insert"; readonly revision: string }
  | { readonly kind: "delete"; readonly revision: string }
  | { readonly kind: "update"; readonly from: string; readonly to: string };

/** The rows of `alembic_version` while migrations run. */
export interface VersionRows {
  readonly rows: ReadonlySet<string>;
  /** Applies or rolls back one revision, and says what that does to the rows. */
  run(revision: string, direction: "upgrade" | "downgrade"): Outcome<readonly RowChange[]>;
  /** All but the last of `from` are deleted, the last becomes `to`. */
  replaceAll(from: readonly string[], to: string): Outcome<readonly RowChange[]>;
  /** Makes the changes one by one; one that does not fit the rows is how Alembic crashes. */
  change(changes: readonly RowChange[]): Outcome<readonly RowChange[]>;
}

/**
 * Keeps the rows as Alembic does (`HeadMaintainer`, 1.20; 1.8.1 also inserts a parent that is an ancestor of another parent when it
 * undoes a merge). The table holds the heads of what is applied; a revision on which another applied one depends has no row.
 * Where a merge is undone, Alembic leaves to a set's order which parent is inserted and which updated; here it is the order of the header.
 */
export function versionRows(graph: RevisionGraph, start: readonly string[]): VersionRows {
  const rows = new Set(start);
  const isAncestor = ancestry(graph);
  const isCovered = (id: string, by: readonly string[]): boolean => by.some((row) => isAncestor(id, row));

  const change = (changes: readonly RowChange[]): Outcome<readonly RowChange[]> => {
    for (const it of changes) {
      const [gone, added] =
        it.kind === "update" ? [it.from, it.to] : it.kind === "delete" ? [it.revision, null] : [null, it.revision];
      if (added !== null && rows.has(added)) return assertionFailed;
      if (gone !== null && !rows.delete(gone)) {
        return refused({ kind: "crash", exception: "KeyError", message: `'${gone}'` });
      }
      if (added !== null) rows.add(added);
    }
    return found(changes);
  };
  const replaceAll = (from: readonly string[], to: string): Outcome<readonly RowChange[]> => {
    const last = from.at(-1);
    if (last === undefined)
      return refused({ kind: "crash", exception: "IndexError", message: "list index out of range" });
    const deletes = from.slice(0, -1).map((it): RowChange => ({ kind: "delete", revision: it }));
    return change([...deletes, { kind: "update", from: last, to }]);
  };

  const upgrade = (revision: string, down: readonly string[]): Outcome<readonly RowChange[]> => {
    const present = down.filter((it) => rows.has(it));
    if (present.length === 0) return change([{ kind: "insert", revision }]);
    if (present.length > 1) {
      // A parent without a row is one that another row implies.
      const others = [...rows].filter((it) => !down.includes(it));
      return replaceAll(
        down.filter((it) => !isCovered(it, others)),
        revision,
      );
    }
    const from = down.length === 1 ? down[0] : present[0];
    return from === undefined ? assertionFailed : change([{ kind: "update", from, to: revision }]);
  };

  const downgrade = (revision: string, down: readonly string[]): Outcome<readonly RowChange[]> => {
    if (rows.has(revision)) {
      const others = [...rows].filter((it) => it !== revision);
      // The parents that need a row of their own: those that nothing else implies.
      const left = down.filter(
        (it) => !isCovered(it, others.length > 0 ? others : down.filter((other) => other !== it)),
      );
      const last = left.at(-1);
      if (last === undefined) return change([{ kind: "delete", revision }]);
      if (down.length > 1) {
        const inserts = left.slice(0, -1).map((it): RowChange => ({ kind: "insert", revision: it }));
        return change([...inserts, { kind: "update", from: revision, to: last }]);
      }
    }
    const present = down.filter((it) => rows.has(it));
    const to = down.length === 1 ? down[0] : present.length === 1 ? present[0] : undefined;
    return to === undefined ? assertionFailed : change([{ kind: "update", from: revision, to }]);
  };

  return {
    rows,
    run(revision, direction) {
      const down = graph.revisions.get(revision)?.normalizedDown ?? [];
      return direction === "upgrade" ? upgrade(revision, down) : downgrade(revision, down);
    },
    replaceAll,
    change,
  };
}

/** Whether `id` is `of` or below it, dependencies included. */
function ancestry({ indexed }: RevisionGraph): (id: string, of: string) => boolean {
  return (id, of) => {
    const ancestor = indexed.place.get(id);
    const node = indexed.place.get(of);
    return node !== undefined && ancestor !== undefined && indexed.reaches(node, ancestor);
  };
}
