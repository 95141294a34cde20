import { assertionFailed, found, type Outcome, refused, refusedWith } from "./outcome.ts";
import type { GraphRevision, RevisionGraph } from "./revision-graph.ts";
import { nodesOf, type RevisionSet, reach, united } from "./revision-set.ts";
import { walk } from "./walk.ts";

/*
 * What an identifier stands for, by the rules of Alembic's `RevisionMap` (1.8 to 1.20): exact ids and labels, unique beginnings,
 * `heads`, `head`, `base`, `label@…`, and `-N` counted from the heads.
 */

/** "nothing": a walk that led too far. "base": one step below the first revision. */
export type Place =
  | { readonly kind: "revision"; readonly id: string }
  | { readonly kind: "base" }
  | { readonly kind: "nothing" };

export const nothing: Place = { kind: "nothing" };
export const belowBase: Place = { kind: "base" };

export function at(id: string): Place {
  return { kind: "revision", id };
}

interface Resolved {
  readonly ids: readonly string[];
  readonly label: string | null;
}

/** Ids and labels lead to a revision. */
export function exactRevision(graph: RevisionGraph, key: string): string | undefined {
  return graph.revisions.has(key) ? key : graph.labels.get(key);
}

/** The ids of `heads` as Alembic keeps them: a header that a later file took over stays among them. */
export function headList(graph: RevisionGraph, which: "heads" | "realHeads"): readonly string[] {
  const shadowed = graph.shadowed.map((it) => it.revision);
  return shadowed.length === 0 ? graph[which] : [...shadowed, ...graph[which]];
}

export function ancestors(
  graph: RevisionGraph,
  ids: Iterable<string>,
  edges: "parents" | "normalizedDown",
): Set<string> {
  return walk(ids, (id) => graph.revisions.get(id)?.[edges] ?? []);
}

export function descendants(graph: RevisionGraph, ids: Iterable<string>, edges: "next" | "allNext"): Set<string> {
  return walk(ids, (id) => graph.revisions.get(id)?.[edges] ?? []);
}

/** As a walk, but refused when one of `ids` is reached from another. A null is where Alembic asserts to find a revision. */
export function walkApart(
  graph: RevisionGraph,
  ids: readonly (string | null)[],
  edges: "next" | "down",
): Outcome<RevisionSet> {
  const { [edges]: adjacent, place } = graph.indexed;
  const { first, target } = adjacent;
  const seen = new Uint8Array(graph.indexed.ids.length);
  const requested = new Map<number, string>();
  for (const id of ids) if (id !== null) requested.set(place.get(id) ?? -1, id);
  for (const start of ids) {
    if (start === null) return assertionFailed;
    const overlaps = new Set<string>();
    const stack = nodesOf(graph.indexed, [start]);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      // What another walk has seen already counts as reached too.
      const other = requested.size > 1 ? requested.get(node) : undefined;
      if (other !== undefined && other !== start) overlaps.add(other);
      if (seen[node] === 1) continue;
      seen[node] = 1;
      for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
        stack.push(target[edge] as number);
      }
    }
    if (overlaps.size > 0) {
      return refusedWith(
        `Requested revision ${start} overlaps with other requested revisions ${[...overlaps].join(", ")}`,
      );
    }
  }
  return found(seen);
}

/** Splits off the branch and replaces the symbols; ids are not looked up yet. */
export function resolveNumber(graph: RevisionGraph, identifier: string | null): Outcome<Resolved> {
  const cut = identifier === null ? -1 : identifier.indexOf("@");
  const label = cut < 0 || identifier === null ? null : identifier.slice(0, cut);
  const id = cut < 0 || identifier === null ? identifier : identifier.slice(cut + 1);
  if (id === "heads") {
    if (!label) return found({ ids: headList(graph, "realHeads"), label });
    const heads = filterForLineage(graph, headList(graph, "heads"), label);
    return heads.ok ? found({ ids: heads.value, label }) : heads;
  }
  if (id === "head") {
    const head = currentHead(graph, label);
    return head.ok ? found({ ids: head.value === null ? [] : [head.value], label }) : head;
  }
  return found({ ids: id === "base" || id === null ? [] : [id], label });
}

function currentHead(graph: RevisionGraph, label: string | null): Outcome<string | null> {
  let heads = headList(graph, "heads");
  if (label) {
    const filtered = filterForLineage(graph, heads, label);
    if (!filtered.ok) return filtered;
    heads = filtered.value;
  }
  if (heads.length > 1) return refused({ kind: "multiple-heads", argument: label ? `${label}@head` : "head" });
  return found(heads[0] ?? null);
}

/** Every revision that an identifier, or each of several, stands for. */
export function revisionsOf(
  graph: RevisionGraph,
  identifier: string | null | readonly (string | null)[],
): Outcome<readonly Place[]> {
  if (typeof identifier === "object" && identifier !== null) {
    const all: Place[] = [];
    for (const it of identifier) {
      const some = revisionsOf(graph, it);
      if (!some.ok) return some;
      all.push(...some.value);
    }
    return found(all);
  }
  const resolved = resolveNumber(graph, identifier);
  if (!resolved.ok) return resolved;
  const { ids, label } = resolved.value;
  const [first] = ids;
  const number = ids.length === 1 && first !== undefined ? integer(first) : null;
  if (number !== null && number < 0) return belowHeads(graph, number, label);
  const places: Place[] = [];
  for (const id of ids) {
    const revision = revisionFor(graph, id, label);
    if (!revision.ok) return revision;
    places.push(at(revision.value));
  }
  return found(places);
}

/** `-N` where no current revision counts: so many steps below each head (of the branch). */
function belowHeads(graph: RevisionGraph, steps: number, label: string | null): Outcome<readonly Place[]> {
  const places: Place[] = [];
  for (const head of headList(graph, "realHeads")) {
    if (label !== null && graph.revisions.get(head)?.labels.includes(label) !== true) continue;
    const place = step(graph, at(head), steps, { label: null, mayStopEarly: false });
    if (!place.ok) return place;
    places.push(place.value);
  }
  return found(places);
}

/** The one revision of an identifier; null for `base`. */
export function revisionOf(graph: RevisionGraph, identifier: string | null): Outcome<string | null> {
  const resolved = resolveNumber(graph, identifier);
  if (!resolved.ok) return resolved;
  const { ids, label } = resolved.value;
  if (ids.length > 1) return refused({ kind: "multiple-heads", argument: identifier ?? "None" });
  const [id] = ids;
  if (id !== undefined) return revisionFor(graph, id, label);
  if (label) {
    const branch = branchRevision(graph, label);
    if (!branch.ok) return branch;
  }
  return found(null);
}

/** The revision that a branch label, an id or the beginning of one names. */
export function branchRevision(graph: RevisionGraph, label: string): Outcome<string> {
  const exact = exactRevision(graph, label);
  if (exact !== undefined) return found(exact);
  const partial = revisionFor(graph, label, null);
  return partial.ok || partial.refusal.kind !== "resolution"
    ? partial
    : refused({ kind: "resolution", argument: label });
}

function revisionFor(graph: RevisionGraph, id: string, label: string | null): Outcome<string> {
  const branch = label ? branchRevision(graph, label) : null;
  if (branch !== null && !branch.ok) return branch;
  let revision = exactRevision(graph, id);
  if (revision === undefined) {
    if (id === "") return assertionFailed;
    const begins = (it: string): boolean => it.startsWith(id) && [...it].length > 3;
    let candidates: readonly string[] = [
      ...graph.indexed.ids.filter(begins),
      ...[...graph.labels.keys()].filter(begins),
    ];
    if (label) {
      const filtered = filterForLineage(graph, candidates, label);
      if (!filtered.ok) return filtered;
      candidates = filtered.value;
    }
    const [only] = candidates;
    if (candidates.length !== 1 || only === undefined) return refused({ kind: "resolution", argument: id });
    revision = exactRevision(graph, only) ?? only;
  }
  if (branch !== null && !isMarked(graph, lineageOf(graph, branch.value, "down"), revision)) {
    return refused({ kind: "resolution", argument: id });
  }
  return found(revision);
}

/** A revision with everything above and below it; with or without dependencies. */
function lineageOf({ indexed }: RevisionGraph, id: string, kind: "down" | "all"): RevisionSet {
  const start = nodesOf(indexed, [id]);
  const lineage = reach(kind === "all" ? indexed.down : indexed.parents, start);
  const above = reach(kind === "all" ? indexed.allNext : indexed.next, start);
  return united(lineage, above);
}

function isMarked({ indexed }: RevisionGraph, set: RevisionSet, id: string): boolean {
  return set[indexed.place.get(id) ?? -1] === 1;
}

/** Those of the targets (ids or labels) that share lineage with what `against` stands for. */
export function filterForLineage(
  graph: RevisionGraph,
  targets: readonly string[],
  against: string,
  kind: "down" | "all" = "down",
): Outcome<readonly string[]> {
  const resolved = resolveNumber(graph, against);
  if (!resolved.ok) return resolved;
  const shares = [...(resolved.value.label ? [resolved.value.label] : []), ...resolved.value.ids];
  if (shares.length === 0 || targets.length === 0) return found(targets);
  let lineage: RevisionSet | undefined;
  const kept: string[] = [];
  for (const target of targets) {
    const id = revisionFor(graph, target, null);
    if (!id.ok) return id;
    // The shares are looked up after the first target: without targets a wrong branch is no error.
    if (lineage === undefined) {
      lineage = new Uint8Array(graph.indexed.ids.length);
      for (const share of shares) {
        const revision = revisionFor(graph, share, null);
        if (!revision.ok) return revision;
        lineage = united(lineage, lineageOf(graph, revision.value, kind));
      }
    }
    if (isMarked(graph, lineage, id.value)) kept.push(target);
  }
  return found(kept);
}

export interface StepOptions {
  /** Upwards only: which branch to take. */
  readonly label: string | null;
  /** At the end of the graph: stay there, instead of leading to nothing. */
  readonly mayStopEarly: boolean;
}

/** `steps` up (positive) or down from a place; `nothing` as start is the empty database. */
export function step(graph: RevisionGraph, start: Place, steps: number, options: StepOptions): Outcome<Place> {
  let place = start;
  for (let i = Math.abs(steps); i > 0; i--) {
    let around: readonly Place[];
    if (steps > 0) {
      if (place.kind === "base") return assertionFailed;
      let above = place.kind === "nothing" ? graph.bases : (revision(graph, place.id)?.next ?? []);
      if (options.label) {
        const filtered = filterForLineage(graph, above, options.label);
        if (!filtered.ok) return filtered;
        above = filtered.value;
      }
      around = above.map(at);
    } else if (place.kind === "base") around = [];
    else {
      const below = place.kind === "nothing" ? headList(graph, "heads") : (revision(graph, place.id)?.parents ?? []);
      around = below.length === 0 ? [belowBase] : below.map(at);
    }
    const [only] = around;
    if (only === undefined) return found(options.mayStopEarly ? place : nothing);
    if (around.length > 1) return refusedWith("Ambiguous walk");
    place = only;
  }
  return found(place);
}

function revision(graph: RevisionGraph, id: string): GraphRevision | undefined {
  return graph.revisions.get(id);
}

/** Rows with everything below them, without those that have another one of the set above them: what `alembic current` lists. */
export function impliedCurrent(graph: RevisionGraph, rows: readonly string[]): readonly string[] {
  const all = ancestors(graph, rows, "normalizedDown");
  return [...all].filter((id) => graph.revisions.get(id)?.next.some((it) => all.has(it)) !== true);
}

/** Python's `int(text)`; null where it raises. */
function integer(text: string): number | null {
  return /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text) ? Number(text.replaceAll("_", "")) : null;
}
