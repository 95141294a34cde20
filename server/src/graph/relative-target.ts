import {
  ancestors,
  at,
  filterForLineage,
  impliedCurrent,
  nothing,
  type Place,
  revisionOf,
  revisionsOf,
  step,
} from "./lookup.ts";
import { assertionFailed, found, type Outcome, refused, refusedWith } from "./outcome.ts";
import type { RevisionGraph } from "./revision-graph.ts";

/** `label@symbol+2`: anchored at the start only, what follows is ignored; a word is letters, digits and underscores. */
interface Relative {
  readonly label: string | null;
  readonly symbol: string | null;
  readonly steps: number;
  /** The number as written, with its sign. */
  readonly text: string;
}

/**
 * The parts of a relative expression, or null for an absolute one (`_relative_destination`, Alembic 1.8 to 1.20). A branch label that
 * itself contains `-` and a digit is taken for one.
 */
export function relativeParts(expression: string): Relative | null {
  const match = /^(?:([^\n]+?)@)?([\p{L}\p{N}_]+)?([+-]\d+)/u.exec(expression);
  if (match === null) return null;
  const text = match[3] ?? "";
  return { label: match[1] ?? null, symbol: match[2] ?? null, steps: Number(text), text };
}

/** What the commands hand to the lookup: rows of the table, one identifier (of a range), or nothing. */
export type Starting = string | null | readonly string[];

export interface TargetOptions {
  /** `history` may walk past the ends. */
  readonly mayStopEarly: boolean;
}

function startList(current: Starting): readonly string[] {
  if (current === null) return [];
  return typeof current === "string" ? [current] : current;
}

/** The revisions that an upgrade (or the upper end of a history) goes to. */
export function upgradeTargets(
  graph: RevisionGraph,
  target: Starting,
  current: Starting,
  options: TargetOptions,
): Outcome<readonly Place[]> {
  const relative = typeof target === "string" ? relativeParts(target) : null;
  if (relative === null) return revisionsOf(graph, target);
  const { label, symbol, steps, text } = relative;
  if (symbol === null) {
    if (steps <= 0) return refusedWith(`Relative revision ${steps} didn't produce ${Math.abs(steps)} migrations`);
    const start = startOf(graph, startList(current), label);
    if (!start.ok) return start;
    const place = step(graph, start.value, steps, { label, mayStopEarly: options.mayStopEarly });
    if (!place.ok) return place;
    if (place.value.kind === "nothing")
      return refusedWith(`Relative revision ${text} didn't produce ${steps} migrations`);
    return found([place.value]);
  }
  const downwards = steps <= 0;
  const start = revisionOf(graph, downwards && label !== null ? `${label}@${symbol}` : symbol);
  if (!start.ok) return start;
  const from = start.value === null ? nothing : at(start.value);
  const place = step(graph, from, steps, { label: downwards ? null : label, mayStopEarly: options.mayStopEarly });
  return place.ok ? found([place.value]) : place;
}

/** Where `+N` begins: the current revision, that of the branch, or the tip of what is applied of the branch. */
function startOf(graph: RevisionGraph, current: readonly string[], label: string | null): Outcome<Place> {
  if (label === null) {
    if (current.length > 1) return refusedWith("Ambiguous upgrade from multiple current revisions");
    const revision = revisionOf(graph, current[0] ?? null);
    if (!revision.ok) return revision;
    return found(revision.value === null ? nothing : at(revision.value));
  }
  const places = revisionsOf(graph, current);
  if (!places.ok) return places;
  // Alembic looks the word "base" up like an id here.
  if (places.value.some((it) => it.kind === "base")) return refused({ kind: "resolution", argument: "base" });
  if (places.value.some((it) => it.kind === "nothing")) return assertionFailed;
  const ids = places.value.flatMap((it) => (it.kind === "revision" ? [it.id] : []));
  const onBranch = filterForLineage(graph, ids, label);
  if (!onBranch.ok) return onBranch;
  let starts = onBranch.value;
  if (starts.length === 0) {
    const active = filterForLineage(graph, [...ancestors(graph, ids, "normalizedDown")], label);
    if (!active.ok) return active;
    const below = new Set(active.value.flatMap((id) => graph.revisions.get(id)?.normalizedDown ?? []));
    starts = active.value.filter((id) => !below.has(id));
  }
  if (starts.length > 1) return refusedWith("Ambiguous upgrade from multiple current revisions");
  const [start] = starts;
  return found(start === undefined ? nothing : at(start));
}

export interface DowngradeTarget {
  /** Limits what is rolled back to one branch. */
  readonly label: string | null;
  readonly place: Place;
  readonly warnings: readonly string[];
}

/** Where a downgrade ends; a place of kind "nothing" is the empty database. */
export function downgradeTarget(
  graph: RevisionGraph,
  target: string,
  current: Starting,
  options: TargetOptions,
): Outcome<DowngradeTarget> {
  const relative = relativeParts(target);
  if (relative === null) {
    const cut = target.lastIndexOf("@");
    const revision = revisionOf(graph, target.slice(cut + 1));
    if (!revision.ok) return revision;
    const place = revision.value === null ? nothing : at(revision.value);
    return found({ label: cut > 0 ? target.slice(0, cut) : null, place, warnings: [] });
  }
  const { label, symbol, steps, text } = relative;
  const tooFar = `Relative revision ${text} didn't produce ${Math.abs(steps)} migrations`;
  const { mayStopEarly } = options;
  if (steps >= 0) {
    if (symbol === null) return refusedWith(tooFar);
    const start = revisionOf(graph, symbol);
    if (!start.ok) return start;
    const from = start.value === null ? nothing : at(start.value);
    const place = step(graph, from, steps, { label, mayStopEarly });
    if (!place.ok) return place;
    if (place.value.kind === "nothing") return refusedWith("Walked too far");
    return found({ label, place: place.value, warnings: [] });
  }
  const start: Outcome<CurrentStart> =
    symbol === null ? startBelow(graph, startList(current), label, tooFar) : found({ symbol, label, warnings: [] });
  if (!start.ok) return start;
  const from = start.value;
  const revision = revisionOf(graph, from.label === null ? from.symbol : `${from.label}@${from.symbol}`);
  if (!revision.ok) return revision;
  const begin = revision.value === null ? nothing : at(revision.value);
  const place = step(graph, begin, steps, { label: null, mayStopEarly });
  if (!place.ok) return place;
  if (place.value.kind === "nothing") return refusedWith(symbol === null ? tooFar : "Walked too far");
  return found({ label: from.label, place: place.value, warnings: from.warnings });
}

interface CurrentStart {
  readonly symbol: string;
  readonly label: string | null;
  readonly warnings: readonly string[];
}

/** Which current revision `-N` counts from. */
function startBelow(
  graph: RevisionGraph,
  current: readonly string[],
  label: string | null,
  tooFar: string,
): Outcome<CurrentStart> {
  if (label === null) {
    const [first] = current;
    if (first === undefined) return refusedWith(tooFar);
    const warnings =
      new Set(current).size > 1
        ? ["downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a future release."]
        : [];
    return found({ symbol: first, label: first, warnings });
  }
  const own = filterForLineage(graph, current, label);
  if (!own.ok) return own;
  let symbols = own.value;
  if (symbols.length === 0) {
    const rows = revisionsOf(graph, current);
    if (!rows.ok) return rows;
    const ids = rows.value.flatMap((it) => (it.kind === "revision" ? [it.id] : []));
    const implied = filterForLineage(graph, impliedCurrent(graph, ids), label);
    if (!implied.ok) return implied;
    symbols = implied.value;
  }
  const [only] = symbols;
  return symbols.length === 1 && only !== undefined ? found({ symbol: only, label, warnings: [] }) : assertionFailed;
}
