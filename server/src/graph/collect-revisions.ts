import { ancestors, branchRevision, type Place, revisionOf, revisionsOf, walkApart } from "./lookup.ts";
import { assertionFailed, found, type Outcome, refused, refusedWith } from "./outcome.ts";
import { downgradeTarget, type Starting, upgradeTargets } from "./relative-target.ts";
import type { RevisionGraph } from "./revision-graph.ts";
import { inBoth, nodesOf, type RevisionSet, reach, sizeOf, without } from "./revision-set.ts";
import { topologicalOrder } from "./topological-order.ts";

export interface Collected {
  /** Newest first. */
  readonly revisions: readonly string[];
  readonly warnings: readonly string[];
}

/** What an upgrade from `current` to `target` runs, newest first. */
export function collectUpgrade(graph: RevisionGraph, target: string, current: readonly string[]): Outcome<Collected> {
  const targets = revisionPlaces(upgradeTargets(graph, target, current, { mayStopEarly: false }));
  if (!targets.ok) return targets;
  const required = walkApart(graph, targets.value, "down");
  if (!required.ok) return required;
  const applied = appliedFrom(graph, revisionsOf(graph, current));
  if (!applied.ok) return applied;
  return ordered(graph, without(required.value, applied.value), targets.value, []);
}

/** What a history from `lower` (exclusive in the graph, but shown) to `upper` lists, newest first. */
export function collectHistory(graph: RevisionGraph, upper: Starting, lower: Starting): Outcome<Collected> {
  const found = revisionPlaces(upgradeTargets(graph, upper, lower, { mayStopEarly: true }));
  if (!found.ok) return found;
  const onBranch = keepBranch(graph, found.value, lower);
  if (!onBranch.ok) return onBranch;
  const targets = onBranch.value;
  const required = walkApart(graph, targets, "down");
  if (!required.ok) return required;

  const places = revisionsOf(graph, lower);
  if (!places.ok) return places;
  const place = (id: string): number => graph.indexed.place.get(id) ?? -1;
  const outside = places.value.some(
    (it) => it.kind === "base" || (it.kind === "revision" && required.value[place(it.id)] !== 1),
  );
  if (outside) return refused({ kind: "range" });
  let current = places.value;
  let included = lower;
  if (current[0]?.kind === "nothing") {
    // A number that leads too far: Alembic then tries to read it as the end of a downgrade.
    if (typeof lower !== "string" || upper === null) return assertionFailed;
    const end = downgradeTarget(graph, lower, upper, { mayStopEarly: true });
    if (!end.ok) return end;
    if (end.value.place.kind === "nothing") return assertionFailed;
    current = end.value.place.kind === "base" ? [] : [end.value.place];
    included = end.value.place.kind === "base" ? null : end.value.place.id;
  }
  const currentIds = current.map((it) => (it.kind === "revision" ? it.id : null));
  const below = walkApart(graph, currentIds, "down");
  if (!below.ok) return below;
  let needs = without(required.value, below.value);
  const shown = revisionPlaces(revisionsOf(graph, included));
  if (!shown.ok) return shown;
  for (const node of nodesOf(graph.indexed, shown.value)) needs[node] = 1;
  if (currentIds.length > 0) {
    const above = walkApart(graph, currentIds, "next");
    if (!above.ok) return above;
    needs = inBoth(needs, above.value);
  }
  return ordered(graph, needs, targets, []);
}

/** With `branch@…` as lower end only the targets that carry the branch's label are walked. */
function keepBranch(graph: RevisionGraph, targets: readonly string[], lower: Starting): Outcome<readonly string[]> {
  if (typeof lower !== "string" || !lower.includes("@")) return found(targets);
  let branch = lower.slice(0, lower.indexOf("@"));
  const revision = revisionOf(graph, branch);
  if (!revision.ok) return revision;
  if (revision.value === branch) {
    const labels = graph.revisions.get(branch)?.labels ?? [];
    const [only] = labels;
    if (labels.length !== 1 || only === undefined) return assertionFailed;
    branch = only;
  }
  return found(targets.filter((id) => graph.revisions.get(id)?.labels.includes(branch) === true));
}

/** What a downgrade from `current` to `target` rolls back, newest first. */
export function collectDowngrade(graph: RevisionGraph, target: string, current: readonly string[]): Outcome<Collected> {
  const parsed = downgradeTarget(graph, target, current, { mayStopEarly: false });
  if (!parsed.ok) return parsed;
  const { label, place, warnings } = parsed.value;
  const end = place.kind === "revision" ? place.id : null;
  let roots: readonly string[] = end === null ? graph.bases : (graph.revisions.get(end)?.next ?? []);
  // Alembic counts a base once more for each label that it declares.
  const extra = end === null ? roots.flatMap((it) => graph.revisions.get(it)?.branchLabels ?? []).length : 0;
  if (label && roots.length + extra > 1) {
    const branch = branchRevision(graph, label);
    if (!branch.ok) return branch;
    const below = ancestors(graph, [branch.value], "parents");
    roots = roots.filter((it) => below.has(it));
    if (roots.length === 0) return refusedWith("Not a valid downgrade target from current heads");
  }
  const heads = revisionPlaces(revisionsOf(graph, current));
  if (!heads.ok) return heads;
  const { indexed } = graph;
  const active = reach(indexed.down, nodesOf(indexed, heads.value));
  const drop = inBoth(reach(indexed.allNext, nodesOf(indexed, roots)), active);
  if (end !== null && !drop.includes(1) && !heads.value.includes(end)) return refused({ kind: "range" });
  return ordered(graph, drop, heads.value, warnings);
}

function ordered(
  graph: RevisionGraph,
  selected: RevisionSet,
  heads: readonly string[],
  warnings: readonly string[],
): Outcome<Collected> {
  const revisions = topologicalOrder(graph.indexed, selected, heads);
  if (revisions === null) return refused({ kind: "endless" });
  // Alembic asserts that its walk met everything; a range across branches may not.
  return revisions.length < sizeOf(selected) ? assertionFailed : found({ revisions, warnings });
}

function appliedFrom(graph: RevisionGraph, current: Outcome<readonly Place[]>): Outcome<RevisionSet> {
  const ids = revisionPlaces(current);
  return ids.ok ? walkApart(graph, ids.value, "down") : ids;
}

/** Where Alembic asserts that each place is a revision. */
function revisionPlaces(places: Outcome<readonly Place[]>): Outcome<readonly string[]> {
  if (!places.ok) return places;
  const ids: string[] = [];
  for (const place of places.value) {
    if (place.kind !== "revision") return assertionFailed;
    ids.push(place.id);
  }
  return found(ids);
}
