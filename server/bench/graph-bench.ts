import { buildGraph } from "../src/graph/build-graph.ts";
import { resolveTarget } from "../src/graph/resolve-target.ts";
import type { RevisionHeader } from "../src/graph/revision-graph.ts";
import { revisionHeader } from "../src/graph/revision-header.ts";
import { readMigration } from "../src/migration/read-migration.ts";
import { parseModule } from "../src/python/parse.ts";
import { generateMigrations, randomSource } from "./generate-migrations.ts";

const sizes = [100, 1_000, 10_000];
/** Aims: every step grows at most as n log n (with half as much again for noise); building costs at most a tenth of parsing. */
const tolerance = 1.5;
const share = 0.1;

/**
 * How graph building and target resolution grow from 100 to 10,000 revisions, as the cost of a revision against n log n, and what building
 * the graph of 10,000 headers costs against parsing their files. Two shapes: the chain of generated files, and a graph with many branches,
 * merges, labels and dependencies.
 */
export function benchGraph(seed: number): void {
  const shapes = [
    ["chain", (count: number) => straight(count, seed)],
    ["branches", (count: number) => branching(count, seed)],
  ] as const;
  for (const [shape, headersOf] of shapes) {
    growth(
      `graph of a ${shape}`,
      sizes.map((count) => {
        const headers = headersOf(count);
        return { count, work: () => buildGraph(headers) };
      }),
    );
    growth(
      `six targets in a ${shape}`,
      sizes.map((count) => ({ count, work: sixTargets(headersOf(count)) })),
    );
  }
  // Only now: with the texts of 10,000 files in memory every collection of garbage costs more, however large the graph.
  const files = generateMigrations(10_000, seed);
  const chain = files.flatMap(({ name, text }) => {
    const result = revisionHeader(readMigration(`versions/${name}`, text));
    return result.ok ? [result.header] : [];
  });
  const [build = Number.NaN, parse = Number.NaN] = cheapest([
    () => buildGraph(chain),
    () => {
      for (const it of files) parseModule(it.text);
    },
  ]);
  const verdict = build / parse <= share ? "within" : "ABOVE";
  console.log(
    `graph of ${chain.length} headers: ${build.toFixed(0)} ms, parsing their files ${parse.toFixed(0)} ms: ${(build / parse).toFixed(3)} times, ${verdict} the aim of ${share}`,
  );
}

/** Resolves six expressions of different kinds. */
function sixTargets(headers: readonly RevisionHeader[]): () => void {
  const graph = buildGraph(headers);
  const middle = headers[Math.floor(headers.length / 2)]?.revision ?? "";
  return () => {
    resolveTarget(graph, { expression: "heads", purpose: "upgrade", current: [] });
    resolveTarget(graph, { expression: "base", purpose: "downgrade", current: graph.realHeads });
    resolveTarget(graph, { expression: middle, purpose: "upgrade", current: [] });
    resolveTarget(graph, { expression: middle.slice(0, 8), purpose: "show", current: [] });
    resolveTarget(graph, { expression: "heads", purpose: "stamp", current: [] });
    resolveTarget(graph, { expression: `${middle}:`, purpose: "history", current: [] });
  };
}

interface Size {
  readonly count: number;
  readonly work: () => unknown;
}

/** Prints how each step to the next size grows, as a multiple of what n log n would grow. */
function growth(what: string, measured: readonly Size[]): void {
  const times = cheapest(measured.map((it) => it.work));
  const points = measured.map(({ count }, index) => ({ count, time: times[index] ?? Number.NaN }));
  const shown = points.map(({ count, time }) => `${count}: ${time.toFixed(2)} ms`).join(", ");
  const against = (from: Point, to: Point): number =>
    to.time / from.time / ((to.count * Math.log2(to.count)) / (from.count * Math.log2(from.count)));
  const steps = points.slice(1).map((point, index) => against(points[index] ?? point, point));
  const verdict = steps.every((it) => it <= tolerance) ? "within" : "ABOVE";
  console.log(
    `${what}: ${shown}; growth against n log n, step by step ${steps.map((it) => it.toFixed(2)).join(", ")}: ${verdict} the aim of 1 (up to ${tolerance} is noise)`,
  );
}

interface Point {
  readonly count: number;
  readonly time: number;
}

/** One line without branches. */
function straight(count: number, seed: number): readonly RevisionHeader[] {
  const random = randomSource(seed);
  const ids = Array.from({ length: count }, (_, index) => idOf(index, random));
  return ids.map((revision, index) => ({
    revision,
    downRevisions: index === 0 ? [] : [ids[index - 1] ?? ""],
    dependsOn: [],
    branchLabels: [],
    doc: "",
    file: `${revision}.py`,
  }));
}

/** Twelve digits, half of them by chance. */
function idOf(index: number, random: () => number): string {
  const chance = Math.floor(random() * 2 ** 24);
  return `${index.toString(16).padStart(6, "0")}${chance.toString(16).padStart(6, "0")}`;
}

/**
 * Twenty lines side by side, merged and branched again now and then, each with a label, and dependencies between them. The number of lines
 * is fixed: with one for each hundred revisions the labels of each revision, which are part of the graph, would already grow with the square.
 */
function branching(count: number, seed: number): readonly RevisionHeader[] {
  const random = randomSource(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const lines = 20;
  const tips: string[] = [];
  const headers: RevisionHeader[] = [];
  for (let index = 0; index < count; index++) {
    const revision = idOf(index, random);
    const line = index < lines ? index : pick(lines);
    const tip = tips[line];
    const other = tips[pick(lines)];
    const isMerge = tip !== undefined && other !== undefined && other !== tip && random() < 0.02;
    const depends =
      headers.length > 0 && !isMerge && random() < 0.05 ? headers[pick(headers.length)]?.revision : undefined;
    headers.push({
      revision,
      downRevisions: isMerge ? [tip, other] : tip === undefined ? [] : [tip],
      dependsOn: depends === undefined ? [] : [depends],
      branchLabels: tip === undefined ? [`line${line}`] : [],
      doc: "",
      file: `${revision}.py`,
    });
    tips[line] = revision;
  }
  return headers;
}

/** Rounds that count; before them come some in which the code gets warm. */
const rounds = 9;
const warmUps = 3;
/** A sample repeats its work until it has cost this much (milliseconds), so that a collection of garbage does not decide. */
const shortest = 25;

/**
 * What each piece of work costs: milliseconds of processor time of this process, collection of garbage included, whatever else the machine
 * does meanwhile. The pieces take turns, and the cheapest of the rounds counts.
 */
function cheapest(pieces: readonly (() => unknown)[]): readonly number[] {
  const best = pieces.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < warmUps + rounds; round++) {
    pieces.forEach((work, index) => {
      const cost = costOf(work);
      if (round >= warmUps) best[index] = Math.min(best[index] ?? cost, cost);
    });
  }
  return best;
}

function costOf(work: () => unknown): number {
  const start = process.cpuUsage();
  for (let times = 1; ; times++) {
    work();
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1000;
    if (spent >= shortest) return spent / times;
  }
}
