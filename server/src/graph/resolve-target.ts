import { collectDowngrade, collectHistory, collectUpgrade } from "./collect-revisions.ts";
import { filterForLineage, type Place, revisionOf, revisionsOf } from "./lookup.ts";
import {
  assertionFailed,
  commandError,
  failureOf,
  found,
  type Outcome,
  type Refusal,
  refused,
  type Wording,
} from "./outcome.ts";
import type { Starting } from "./relative-target.ts";
import type { AlembicFailure, RevisionGraph } from "./revision-graph.ts";
import { nodesOf, type RevisionSet, reach } from "./revision-set.ts";
import { type RowChange, type VersionRows, versionRows } from "./version-rows.ts";

export interface TargetRequest {
  /** As typed behind the command: `head`, `+2`, `label@base`, `a1:c3`; for a stamp several, separated by spaces. */
  readonly expression: string;
  readonly purpose: "upgrade" | "downgrade" | "stamp" | "history" | "show";
  /** The rows of `alembic_version`. */
  readonly current: readonly string[];
  /** `--sql`: a range is allowed, and its first part takes the place of the rows. */
  readonly offline?: boolean;
}

/** One migration that runs, or one movement of a stamp. */
export interface RevisionStep {
  /** Null for a stamp that ends at base. */
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  /** As Alembic prints them: down revisions without dependencies on the lower side. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** What happens to the rows of `alembic_version`. */
  readonly rows: readonly RowChange[];
  /** The table has no row when this step begins (offline, Alembic then prints its CREATE TABLE). */
  readonly startsEmpty: boolean;
}

export type TargetResult =
  | {
      readonly ok: true;
      /** What the expression stands for; for history and show the listed revisions in Alembic's order. */
      readonly revisions: readonly string[];
      /** What runs, in order; empty for history and show. */
      readonly steps: readonly RevisionStep[];
      readonly warnings: readonly string[];
    }
  | {
      readonly ok: false;
      readonly failure: AlembicFailure;
      /** What Alembic has done (or printed) before it fails; the last one ran and then failed to change its rows. */
      readonly steps: readonly RevisionStep[];
      readonly revisions: readonly string[];
    };

/**
 * What a target expression means: the exact steps, or the way in which Alembic (1.17.1 to 1.20) refuses it, in its own words.
 * Asks nothing of a database: the rows are handed in.
 */
export function resolveTarget(graph: RevisionGraph, request: TargetRequest): TargetResult {
  const result = resolveKnown(graph, request);
  const note = result.ok ? uncertainty(graph) : null;
  return result.ok && note !== null ? { ...result, warnings: [...result.warnings, note] } : result;
}

/** What keeps an answer from being certain, as a sentence; null when nothing does. */
function uncertainty(graph: RevisionGraph): string | null {
  const unknown = graph.headerless.filter((it) => it.kind === "unknown").length;
  if (unknown > 0) {
    const which = unknown === 1 ? "1 version file is" : `${unknown} version files are`;
    return `The revision of ${which} not known, so revisions may be missing here.`;
  }
  for (const { revision, unreadable } of graph.revisions.values()) {
    const attribute = unreadable?.[0];
    if (attribute === undefined) continue;
    return `${attribute} of ${revision} is computed when its file runs, so revisions may be missing here, or come in another order.`;
  }
  return null;
}

function resolveKnown(graph: RevisionGraph, request: TargetRequest): TargetResult {
  switch (request.purpose) {
    case "upgrade":
    case "downgrade":
      return runTarget(graph, request, request.purpose);
    case "stamp":
      return stampTarget(graph, request);
    case "history":
      return historyTarget(graph, request);
    case "show":
      return showTarget(graph, request);
  }
}

function failed(
  failure: AlembicFailure,
  steps: readonly RevisionStep[] = [],
  revisions: readonly string[] = [],
): TargetResult {
  return { ok: false, failure, steps, revisions };
}

function runTarget(graph: RevisionGraph, request: TargetRequest, direction: "upgrade" | "downgrade"): TargetResult {
  let destination = request.expression;
  let rows = request.current;
  if (destination.includes(":")) {
    if (request.offline !== true) return failed(commandError("Range revision not allowed"));
    const range = splitRange(destination);
    if (range === null) return failed(tooManyValues);
    destination = range[1];
    if (graph.failure !== null) return failed(graph.failure);
    const start = startingRows(graph, range[0]);
    if (!start.ok) return failed(failureOf(start.refusal));
    rows = start.value;
  } else if (request.offline === true) {
    if (direction === "downgrade") return failed(commandError("downgrade with --sql requires <fromrev>:<torev>"));
    rows = [];
  }
  if (graph.failure !== null) return failed(graph.failure);
  const wording: Wording = {
    range: `Destination ${destination} is not a valid ${direction} target from current head(s)`,
    end: destination,
  };
  const collected = (direction === "upgrade" ? collectUpgrade : collectDowngrade)(graph, destination, rows);
  if (!collected.ok) return failed(failureOf(collected.refusal, wording));
  const { revisions, warnings } = collected.value;
  const order = direction === "upgrade" ? revisions.toReversed() : revisions;
  const steps: RevisionStep[] = [];
  const table = versionRows(graph, rows);
  for (const revision of order) {
    const down = graph.revisions.get(revision)?.downRevisions ?? [];
    const [from, to] = direction === "upgrade" ? [down, [revision]] : [[revision], down];
    const startsEmpty = table.rows.size === 0;
    const changes = table.run(revision, direction);
    steps.push({ revision, direction, from, to, rows: changes.ok ? changes.value : [], startsEmpty });
    if (!changes.ok) return failed(failureOf(changes.refusal), steps, order);
  }
  return {
    ok: true,
    revisions: targetRevisions(graph, destination, [...table.rows], order, direction),
    steps,
    warnings,
  };
}

/** The revisions that the expression stands for: for a relative one where the run ends. */
function targetRevisions(
  graph: RevisionGraph,
  destination: string,
  rows: readonly string[],
  order: readonly string[],
  direction: "upgrade" | "downgrade",
): readonly string[] {
  const named = /[+-]\d/.test(destination)
    ? null
    : revisionsOf(graph, destination.slice(direction === "downgrade" ? destination.lastIndexOf("@") + 1 : 0));
  if (named?.ok === true) return named.value.flatMap((it) => (it.kind === "revision" ? [it.id] : []));
  const last = order.at(-1);
  if (last === undefined) return rows;
  return direction === "upgrade" ? [last] : (graph.revisions.get(last)?.downRevisions ?? []);
}

/** The rows that `A` of `A:B` stands for. */
function startingRows(graph: RevisionGraph, start: string): Outcome<readonly string[]> {
  if (start === "base") return found([]);
  const revision = revisionOf(graph, start);
  if (!revision.ok) return revision;
  if (revision.value !== null) return found([revision.value]);
  const message = "'NoneType' object has no attribute 'revision'";
  return refused({ kind: "crash", exception: "AttributeError", message });
}

const tooManyValues: AlembicFailure = {
  kind: "crash",
  exception: "ValueError",
  message: "too many values to unpack (expected 2)",
};

/** `a:b` in two; null for more than one colon. */
function splitRange(text: string): readonly [string, string] | null {
  const parts = text.split(":");
  return parts.length === 2 ? [parts[0] ?? "", parts[1] ?? ""] : null;
}

function stampTarget(graph: RevisionGraph, request: TargetRequest): TargetResult {
  let rows = request.current;
  let destinations: readonly string[] = request.expression.split(/\s+/).filter((it) => it !== "");
  if (request.offline === true) {
    const starts = new Set<string>();
    const ends: string[] = [];
    for (const destination of destinations) {
      if (!destination.includes(":")) {
        ends.push(destination);
        continue;
      }
      const range = splitRange(destination);
      if (range === null) return failed(tooManyValues);
      starts.add(range[0]);
      if (starts.size > 1) {
        return failed(commandError("Stamp operation with --sql only supports a single starting revision at a time"));
      }
      ends.push(range[1]);
    }
    destinations = ends;
    if (graph.failure !== null) return failed(graph.failure);
    const [start] = starts;
    const started: Outcome<readonly string[]> = start === undefined ? found([]) : startingRows(graph, start);
    if (!started.ok) return failed(failureOf(started.refusal));
    rows = started.value;
  }
  if (graph.failure !== null) return failed(graph.failure);
  const wording: Wording = { multipleHeads: "Multiple heads are present; please specify a single target revision" };
  const moves = stampMoves(graph, destinations, rows);
  if (!moves.ok) return failed(failureOf(moves.refusal, wording));
  const steps: RevisionStep[] = [];
  const table = versionRows(graph, rows);
  for (const move of moves.value) {
    const { from, to } = move;
    const startsEmpty = table.rows.size === 0;
    const changes = runStamp(table, move);
    const step = { revision: to[0] ?? null, direction: "stamp", from, to, startsEmpty } as const;
    steps.push({ ...step, rows: changes.ok ? changes.value : [] });
    if (!changes.ok) return failed(failureOf(changes.refusal), steps);
  }
  return { ok: true, revisions: moves.value.flatMap((it) => it.to), steps, warnings: [] };
}

interface StampMove {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** "new": a branch that has no row yet. */
  readonly kind: "delete" | "up" | "down" | "new";
}

function stampMoves(
  graph: RevisionGraph,
  destinations: readonly string[],
  rows: readonly string[],
): Outcome<readonly StampMove[]> {
  const targets = destinations.length === 0 ? ["base"] : destinations;
  const current = revisionsOf(graph, rows);
  if (!current.ok) return current;
  const heads = current.value.flatMap((it) => (it.kind === "revision" ? [it.id] : []));
  const concerned = new Set<string>();
  for (const target of targets) {
    if (target === "") continue;
    const own = filterForLineage(graph, heads, target, "all");
    if (!own.ok) return own;
    for (const id of own.value) concerned.add(id);
  }
  const places = revisionsOf(graph, targets);
  if (!places.ok) return places;
  const moves: StampMove[] = [];
  const { indexed } = graph;
  const ends: readonly (Place | null)[] = places.value.length === 0 ? [null] : places.value;
  for (const place of ends) {
    if (place === null || place.kind === "nothing") {
      for (const head of concerned) moves.push({ from: [head], to: [], kind: "delete" });
      continue;
    }
    if (place.kind === "base") return assertionFailed;
    const { id } = place;
    if (concerned.has(id)) continue;
    const touches = (set: RevisionSet): boolean => nodesOf(indexed, concerned).some((node) => set[node] === 1);
    const start = nodesOf(indexed, [id]);
    const hasBelow = touches(reach(indexed.down, start));
    const hasAbove = touches(reach(indexed.allNext, start));
    if (hasAbove && hasBelow) return assertionFailed;
    if (hasAbove || hasBelow) moves.push({ from: [...concerned], to: [id], kind: hasAbove ? "down" : "up" });
    else moves.push({ from: [], to: [id], kind: "new" });
  }
  return found(moves);
}

function runStamp(table: VersionRows, { from, to, kind }: StampMove): Outcome<readonly RowChange[]> {
  const [target] = to;
  if (target === undefined) return table.change(from.map((revision) => ({ kind: "delete", revision })));
  const isGone = kind === "up" && from.some((it) => !table.rows.has(it));
  if ((kind === "new" || isGone) && !table.rows.has(target))
    return table.change([{ kind: "insert", revision: target }]);
  return from.length === 0 ? assertionFailed : table.replaceAll(from, target);
}

function historyTarget(graph: RevisionGraph, request: TargetRequest): TargetResult {
  const { expression, current } = request;
  let range: readonly [string, string] = ["", ""];
  if (expression !== "") {
    if (!expression.includes(":")) {
      return failed(commandError("History range requires [start]:[end], [start]:, or :[end]"));
    }
    const split = splitRange(expression.trim());
    if (split === null) return failed(tooManyValues);
    range = split;
  }
  if (graph.failure !== null) return failed(graph.failure);
  const [start, end] = range;
  const lower: Starting = start === "current" && end !== "current" ? orDefault(current, "base") : start || "base";
  const upper: Starting = end === "current" ? orDefault(current, "heads") : end || "heads";
  const collected = collectHistory(graph, upper, lower);
  if (!collected.ok) {
    const shown = { lower: pythonText(lower), upper: pythonText(upper) };
    const sentence = `Requested range ${shown.lower}:${shown.upper} does not refer to ancestor/descendant revisions along the same branch`;
    return failed(failureOf(collected.refusal, { range: sentence, end: shown.upper }));
  }
  return { ok: true, revisions: collected.value.revisions, steps: [], warnings: collected.value.warnings };
}

function orDefault(rows: readonly string[], symbol: string): Starting {
  return rows.length === 0 ? symbol : rows;
}

/** `str()` of an identifier, or of the tuple that stands for the current revisions. */
function pythonText(value: Starting): string {
  if (value === null) return "None";
  if (typeof value === "string") return value;
  return `(${value.map((it) => `'${it}'`).join(", ")}${value.length === 1 ? "," : ""})`;
}

function showTarget(graph: RevisionGraph, request: TargetRequest): TargetResult {
  // Nothing to look up, so a broken directory is not even loaded.
  if (request.expression === "current" && request.current.length === 0) {
    return { ok: true, revisions: [], steps: [], warnings: [] };
  }
  if (graph.failure !== null) return failed(graph.failure);
  const places = revisionsOf(graph, request.expression === "current" ? request.current : request.expression);
  if (!places.ok) return failed(failureOf(places.refusal));
  const revisions: string[] = [];
  for (const place of places.value) {
    if (place.kind === "revision") revisions.push(place.id);
    else {
      const type = place.kind === "base" ? "str" : "NoneType";
      const refusal: Refusal = {
        kind: "crash",
        exception: "AttributeError",
        message: `'${type}' object has no attribute 'log_entry'`,
      };
      return failed(failureOf(refusal), [], revisions);
    }
  }
  return { ok: true, revisions, steps: [], warnings: [] };
}
