import type { TargetRequest } from "../../src/graph/resolve-target.ts";
import type { Random } from "./random.ts";

/** One revision as its file declares it. */
export interface GeneratedRevision {
  readonly revision: string;
  down: string | string[] | null;
  depends: string | string[] | null;
  labels: string | string[] | null;
}

export interface Query extends TargetRequest {
  readonly rows: readonly string[];
}

const labelNames = ["left", "right", "billing", "my-branch", "rel-2024", "x", "feat", "feature", "abcd", "under_score"];
const forbidden = ["a-b", "a+b", "a@b", "c:d"];

/** Up to 60 revisions in the order of their files: lines, branches, merges, several bases, labels, dependencies. */
export function generateGraph(source: Random): GeneratedRevision[] {
  const count = 1 + source.below(source.chance(0.3) ? 60 : 14);
  const branching = source.pick([0.05, 0.15, 0.4]);
  const made: GeneratedRevision[] = [];
  const labels = labelNames.filter(() => source.chance(0.5));
  const ids = new Set<string>();
  const declared: string[] = [];
  while (made.length < count) {
    const revision = newId(source);
    if (ids.has(revision) || labelNames.includes(revision)) continue;
    ids.add(revision);
    const earlier = made.map((it) => it.revision);
    let down: string | string[] | null = earlier.at(-1) ?? null;
    if (earlier.length > 0 && source.chance(branching)) down = source.pick(earlier);
    if (earlier.length > 2 && source.chance(0.15)) down = some(source, earlier, 2 + source.below(2));
    if (source.chance(0.06)) down = null;
    let depends: string | string[] | null = null;
    if (earlier.length > 0 && source.chance(0.15)) {
      const names = [...earlier, ...declared];
      depends = source.chance(0.6) ? source.pick(names) : some(source, names, 1 + source.below(3));
    }
    let own: string | string[] | null = null;
    const label = labels.length > 0 && source.chance(0.12) ? labels.pop() : undefined;
    if (label !== undefined) {
      own = source.chance(0.2) && labels.length > 0 ? [label, labels.pop() ?? ""] : label;
      declared.push(...[own].flat());
    }
    made.push({ revision, down, depends, labels: own });
  }
  if (source.chance(0.25)) breakGraph(source, made);
  // The order of the files decides between independent branches.
  return source.chance(0.5) ? shuffle(source, made) : made;
}

function newId(source: Random): string {
  const digits = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet[source.below(alphabet.length)]).join("");
  switch (source.below(6)) {
    case 0:
      return `${digits(4, "0123456789")}`;
    case 1:
      return `abc${digits(3, "abc1")}`;
    case 2:
      return digits(3, "abcdefgh");
    case 3:
      return `${digits(4, "0123456789")}_${digits(4, "wxyz")}`;
    default:
      return digits(12, "0123456789abcdef");
  }
}

function some(source: Random, items: readonly string[], count: number): string[] {
  return [...new Set(Array.from({ length: count }, () => source.pick(items)))];
}

function shuffle<T>(source: Random, items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const other = source.below(i + 1);
    [result[i], result[other]] = [result[other] as T, result[i] as T];
  }
  return result;
}

/** One defect (a duplicate id has its own test: Alembic only warns of it). */
function breakGraph(source: Random, made: GeneratedRevision[]): void {
  const it = source.pick(made);
  const other = source.pick(made);
  const later = source.pick(made.slice(made.indexOf(it)));
  switch (source.below(13)) {
    case 0:
      it.down = "zz99missing";
      break;
    case 1:
      it.depends = "zz99missing";
      break;
    case 2:
      it.down = it.revision;
      break;
    case 3:
      it.depends = [it.revision];
      break;
    case 4:
      it.down = other.revision;
      break;
    case 5:
      it.depends = made.at(-1)?.revision ?? null;
      break;
    case 6:
      it.labels = "same";
      other.labels = "same";
      break;
    case 7:
      made.push({ revision: source.pick(forbidden), down: it.revision, depends: null, labels: null });
      break;
    // Often cycles between a base and a head, which Alembic overlooks.
    case 8:
    case 9:
      it.down = [...new Set([it.down ?? [], later.revision].flat())];
      break;
    case 10:
      it.depends = [...new Set([it.depends ?? [], later.revision].flat())];
      break;
    case 11:
      it.labels = "own";
      it.depends = "own";
      break;
    default:
      it.labels = other.revision;
  }
}

/** Target expressions of all kinds, most of them meaningful for this graph. */
export function generateQueries(source: Random, graph: readonly GeneratedRevision[], count: number): Query[] {
  const ids = graph.map((it) => it.revision);
  const labels = graph.flatMap((it) => (it.labels === null ? [] : [it.labels].flat()));
  const name = (): string => {
    switch (source.below(8)) {
      case 0:
      case 1:
        return source.pick(["head", "heads", "base", "head", "heads", "nope", "current", "h"]);
      case 2:
        return source.pick(ids).slice(0, 1 + source.below(6));
      case 3:
        return labels.length > 0 ? source.pick(labels) : source.pick(ids);
      default:
        return source.pick(ids);
    }
  };
  const branch = (): string => (labels.length > 0 && source.chance(0.75) ? source.pick(labels) : name());
  const number = (): string => `${source.pick(["+", "-", "-"])}${source.below(source.chance(0.85) ? 4 : 12)}`;
  const target = (): string => {
    switch (source.below(7)) {
      case 0:
        return number();
      case 1:
        return name() + number();
      case 2:
        return `${branch()}@${source.pick(["head", "heads", "base", name()])}`;
      case 3:
        return `${branch()}@${source.chance(0.4) ? name() : ""}${number()}`;
      default:
        return name();
    }
  };
  return Array.from({ length: count }, () => {
    const purpose = source.pick(["upgrade", "upgrade", "downgrade", "downgrade", "stamp", "history", "show"] as const);
    const offline = (purpose === "upgrade" || purpose === "downgrade") && source.chance(0.4);
    const open = (): string => (source.chance(0.3) ? "" : target());
    let expression = target();
    if (offline) expression = `${source.chance(0.5) ? name() : target()}:${expression}`;
    if (purpose === "history") expression = `${open()}:${open()}`;
    if (purpose === "stamp" && source.chance(0.25)) expression += ` ${target()}`;
    const rows = source.chance(0.08) ? some(source, [...ids, "gone"], 1 + source.below(3)) : appliedRows(source, graph);
    return { expression, purpose, offline, rows, current: rows };
  });
}

/** Rows that a real run could have left: the effective heads among some applied revisions. */
function appliedRows(source: Random, graph: readonly GeneratedRevision[]): string[] {
  const byKey = new Map<string, GeneratedRevision>();
  for (const it of graph) for (const key of [it.labels ?? []].flat()) byKey.set(key, it);
  for (const it of graph) byKey.set(it.revision, it);
  const below = (it: GeneratedRevision): GeneratedRevision[] =>
    [it.down ?? [], it.depends ?? []].flat().flatMap((key) => byKey.get(key) ?? []);
  const applied = new Set<GeneratedRevision>();
  const todo = Array.from({ length: source.below(3) }, () => source.pick(graph));
  for (let it = todo.pop(); it !== undefined; it = todo.pop()) {
    if (applied.has(it)) continue;
    applied.add(it);
    todo.push(...below(it));
  }
  const covered = new Set([...applied].flatMap((it) => below(it).filter((other) => other !== it)));
  return [...applied].filter((it) => !covered.has(it)).map((it) => it.revision);
}
